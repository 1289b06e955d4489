"""What a run takes beside its steps: compile time, memory."""

import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator

from core.activations.relu import ReLU
from core.activations.softmax import Softmax
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.data.sources.mnist import MNIST
from core.document.recipe import TrainingRecipe
from core.engine.build import Mode
from core.engine.compile import compile_document
from core.layers.base import size_of
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.optimizers.adam import Adam
from core.training.trainer import Trainer
from tests.bench.networks import mlp
from tests.bench.timing import Row, in_words


def rows() -> Iterator[Row]:
    """All rows of this file."""
    yield compile_time()
    yield memory()
    yield peak()


def compile_time() -> Row:
    """A document of 50 layers, to the first step's workspace included."""
    data = DataRecipe(source=Digits(), preprocessing=Pixels(white=16))
    document = mlp(data, [64] * 47 + [10], ReLU(), Softmax(), CategoricalCrossEntropy(), TrainingRecipe())
    times = []
    for _ in range(15):
        start = time.perf_counter()
        compile_document(document).workspace(32, Mode.TRAINING)
        times.append(time.perf_counter() - start)
    seconds = statistics.median(times)
    return Row("compile 50 layers (ms)", in_words(seconds), "", 1e3 * seconds, 50.0, at_most=True, unit="ms")


def memory() -> Row:
    """The most that two epochs of MNIST take, loading included, against parameters, activations and data."""
    recipe = TrainingRecipe(optimizer=Adam(), batch_size=128, epochs=2)
    data = DataRecipe(source=MNIST(), preprocessing=Pixels(), train_share=1.0)
    document = mlp(data, [512, 512, 10], ReLU(), Softmax(), CategoricalCrossEntropy(), recipe)
    tracemalloc.start()
    trainer = Trainer(document)
    for _ in trainer.run():
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    needed = 4 * trainer.network.parameters.nbytes + _activations(trainer) + _data(trainer)
    megabytes = f"{peak / 1e6:.1f} MB", f"{needed / 1e6:.1f} MB"
    return Row("memory of a run, 784-512-512-10 (peer: needed)", *megabytes, peak / needed, 1.2, at_most=True)


def peak() -> Row:
    """The most that a process takes which trains LeNet-5 for a while, and the same in torch."""
    mine, theirs = (_peak_of(who) for who in ("ours", "torch"))
    megabytes = f"{mine / 1e6:.0f} MB", f"{theirs / 1e6:.0f} MB"
    return Row("peak memory of a LeNet run (peer: torch)", *megabytes, mine / theirs, 1.0, at_most=True)


def _peak_of(who: str) -> int:
    command = [sys.executable, "-m", "tests.bench.peak", who]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _activations(trainer: Trainer) -> int:
    """Each value of one batch, and its gradient."""
    facts = trainer.network.inference.facts.values()
    values = sum(size_of(shape) for f in facts for shape in f.outputs)
    return 2 * 4 * trainer.recipe.batch_size * values


def _data(trainer: Trainer) -> int:
    parts = trainer.data.train, trainer.data.validation
    return sum(p.samples.nbytes + (0 if p.labels is None else p.labels.nbytes) for p in parts)
