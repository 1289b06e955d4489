"""What flows along a wire: the figures are those of the values that the network makes."""

import numpy as np
import pytest

from core.activations.relu import ReLU
from core.data.recipe import DataRecipe
from core.data.sources.logic_gate import LogicGate
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.engine.build import Mode, Turn
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.probes.flow import MOST_SAMPLES, Carried, Flow
from core.training.trainer import Trainer
from tests.core.examples import digits
from tests.core.imitations import clouds
from tests.core.sequences import names, trained


def check(found: Carried | None, values: np.ndarray) -> None:
    assert found is not None
    assert found.mean == pytest.approx(values.mean(), rel=1e-5, abs=1e-6)
    assert found.deviation == pytest.approx(values.std(), rel=1e-5)
    assert (found.least, found.most) == (values.min(), values.max())
    assert found.zeros == pytest.approx((values == 0).mean())


def test_it_is_what_leaves_the_layer() -> None:
    trainer = Trainer(digits(hidden=ReLU()))
    workspace = trainer.network.workspace(MOST_SAMPLES, Mode.INFERENCE)
    trainer.data.checking.fill(np.arange(MOST_SAMPLES), workspace.feeds)
    workspace.forward()
    for node in ("input1", "flatten1", "dense1", "dense2"):
        check(Flow(node=node).measure(trainer), workspace.batch_first(End(node, "out")))
    assert Flow(node="dense1").measure(trainer).zeros > 0.1
    assert Flow(node="dense2").measure(trainer).samples == MOST_SAMPLES


def test_it_follows_the_training() -> None:
    trainer = Trainer(digits())
    before = Flow(node="dense1").measure(trainer)
    for _ in zip(range(20), trainer.run(), strict=False):
        pass
    assert Flow(node="dense1").measure(trainer) != before


def test_where_nothing_leaves_there_is_nothing_to_say() -> None:
    trainer = Trainer(digits())
    for probe in (Flow(), Flow(node="output1"), Flow(node="gone"), Flow(node="dense1", port="gone")):
        assert probe.measure(trainer) is None


def test_steps_behind_the_end_of_a_sequence_do_not_count() -> None:
    trainer = trained(names(), 2)
    part, count = trainer.data.checking, min(MOST_SAMPLES, trainer.data.checking.count)
    workspace = trainer.network.workspace(count, Mode.INFERENCE)
    part.fill(np.arange(count), workspace.feeds)
    workspace.forward()
    states = workspace.batch_first(End("gru1", "out"))
    steps = np.concatenate([states[i, : part.lengths[i]] for i in range(count)])
    check(Flow(node="gru1").measure(trainer), steps)


def test_single_neurons_are_looked_at_too() -> None:
    document = Document(data=DataRecipe(source=LogicGate(), encoding="0/1", train_share=1.0))
    layers = (("a", InputValue()), ("b", InputValue(column=2)), ("n", Neuron()), ("o", OutputValue()))
    for place, (name, spec) in enumerate(layers):
        document, _ = edits.add_node(document, spec, (100.0 * place, 0.0), name)
    for source, target in ("an", "bn", "no"):
        document = edits.connect(document, End(source, "out"), End(target, "in"))
    trainer = Trainer(document)
    samples = trainer.data.checking.raw(4)
    count = min(MOST_SAMPLES, trainer.data.checking.count)
    inputs = Flow(node="b", port="out").measure(trainer)
    assert inputs.samples == count
    assert (inputs.least, inputs.most) == (samples[:, 1].min(), samples[:, 1].max())
    check(Flow(node="n").measure(trainer), trainer.network.predict(trainer.data.checking.raw(count)))
    assert Flow(node="o").measure(trainer) is None


def test_a_generator_gets_noise_and_a_discriminator_real_samples() -> None:
    trainer = Trainer(clouds())
    network, sides = trainer.network, trainer.network.players
    noise = trainer.method.examples(trainer, MOST_SAMPLES)
    check(Flow(node=network.entry.node).measure(trainer), noise)
    made = network.predict(noise)
    check(Flow(node=network.output_source.node).measure(trainer), made)
    count = min(MOST_SAMPLES, trainer.data.checking.count)
    judging = network.workspace(count, Mode.INFERENCE, Turn.JUDGE)
    trainer.data.checking.fill(np.arange(count), judging.feeds)
    judging.forward()
    for node in sides.discriminator - {sides.verdict}:
        check(Flow(node=node).measure(trainer), judging.batch_first(End(node, "out")))
