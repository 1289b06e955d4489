"""Attention, positions and sampling: a transformer and a variational autoencoder against torch."""

from pathlib import Path

import numpy as np
import pytest
import torch
from msgspec.structs import replace

from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.data.base import DataInfo, Dataset, Source
from core.data.recipe import DataRecipe
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.document.recipe import TrainingRecipe
from core.document.shapes import infer
from core.engine.build import Mode
from core.engine.compile import compile_document
from core.engine.network import Network
from core.errors import ShapeError
from core.export import exporter_for
from core.layers.add import Add
from core.layers.base import Layer, Shape
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.layer_norm import LayerNorm
from core.layers.output import Output
from core.layers.positional_encoding import PositionalEncoding, waves
from core.layers.sampling import Sampling
from core.layers.self_attention import SelfAttention
from core.losses.mean_squared import MeanSquared
from core.training.trainer import Trainer
from tests.core import torch_reference
from tests.core.small_networks import batch_of, compiled, computed
from tests.core.test_export import assert_same_answers, raw
from tests.core.test_gradients import assert_close, assert_gradients
from tests.core.wiring import Wiring, by_node

STEPS, FEATURES, BATCH = 7, 8, 6
LENGTHS = np.array([7, 1, 3, 7, 2, 5])
KINDS = [SelfAttention(heads=2), SelfAttention(heads=4, causal=True), SelfAttention(heads=1, bias=False)]


class Unequal(Source, frozen=True, kw_only=True, tag="unequal"):
    """Sequences of which not all steps count, if ``unequal``."""

    unequal: bool = True

    def info(self) -> DataInfo:
        names = ("one", "two")
        return DataInfo(sample_shape=(STEPS, FEATURES), value_names=names, count=40, unequal=self.unequal)

    def load(self, seed: int) -> Dataset:
        random = np.random.default_rng(seed)
        samples = random.standard_normal((40, STEPS, FEATURES), np.float32)
        lengths = random.integers(1, STEPS + 1, 40)
        return Dataset(
            self.info(), samples, values=samples[:, 0, :2], lengths=lengths if self.unequal else None
        )


def behind(document: Document, layer: Layer, *sources: str) -> tuple[Document, str]:
    document, node = edits.add_node(document, layer, (0.0, 0.0))
    for source, port in zip(sources, layer.inputs, strict=True):
        document = edits.connect(document, End(source, "out"), End(node, port))
    return document, node


def of_unequal(*layers: Layer) -> Document:
    """Unequal sequences → a Dense for each step → the layers → Flatten → Dense → Output."""
    recipe = TrainingRecipe(batch_size=8, metrics=())
    document, last = edits.append(Document(data=DataRecipe(source=Unequal()), training=recipe), Input(), None)
    for layer in (
        Dense(units=FEATURES, activation=Linear()),
        *layers,
        Flatten(),
        Dense(units=2, activation=Linear()),
    ):
        document, last = behind(document, layer, last)
    return behind(document, Output(loss=MeanSquared()), last)[0]


def sequences(batch: int = BATCH) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(batch)
    return random.normal(size=(batch, STEPS, FEATURES)), random.normal(size=(batch, 2))


@pytest.mark.parametrize("layer", KINDS, ids=repr)
def test_sequences_that_end_early(layer: SelfAttention) -> None:
    """The same loss and gradients as torch's module with a key padding mask has."""
    network = compiled(of_unequal(layer))
    samples, targets = sequences()
    for lengths in (LENGTHS, LENGTHS[::-1], np.full(BATCH, STEPS)):
        workspace = computed(network, samples, targets, lengths=lengths)
        total, answer, wanted = torch_reference.run(network, samples, targets, workspace)
        assert_close(workspace.total, total.numpy(), 1e-9)
        assert_close(workspace.answer(), answer.numpy(), 1e-9)
        assert_close(network.gradients, wanted, 1e-6)


@pytest.mark.parametrize("layer", KINDS, ids=repr)
def test_what_stands_behind_the_end_does_not_matter(layer: SelfAttention) -> None:
    network = compiled(of_unequal(layer))
    samples, targets = sequences()
    beyond = np.arange(STEPS) >= LENGTHS[:, None]
    workspace = computed(network, samples, targets, lengths=LENGTHS)
    (node,) = (End(n.id, "out") for n in network.nodes if n.spec == layer)
    answer, gradients = workspace.answer().copy(), network.gradients.copy()
    assert not workspace.batch_first(node)[beyond].any()
    assert workspace.batch_first(node)[~beyond].all()
    samples[beyond] = 50  # so that scores behind the end are larger than all others
    workspace = computed(network, samples, targets, lengths=LENGTHS)
    np.testing.assert_allclose(workspace.answer(), answer, rtol=1e-9)
    np.testing.assert_allclose(network.gradients, gradients, rtol=1e-6, atol=1e-9 * np.abs(gradients).max())


def test_causal_steps_do_not_look_ahead() -> None:
    net = Wiring()
    x = net.start((STEPS, FEATURES))
    node = net.put(SelfAttention(causal=True), x)
    network = compiled(net.end(node))
    workspace = network.workspace(2, Mode.INFERENCE)
    kernel = workspace.forward_calls
    workspace.forward()
    before = by_node(workspace)
    start = next(i for i, (_, a) in enumerate(kernel) if any(touches(b, workspace, x) for b in a[1:]))
    next(v for end, v in workspace.values.items() if end.node == x).array[:, 4:] += 1
    for function, arguments in kernel[start:]:
        function(*arguments)
    after = by_node(workspace)
    np.testing.assert_array_equal(after[node][:, :4], before[node][:, :4])
    assert (after[node][:, 4:] != before[node][:, 4:]).all()


def touches(array: object, workspace: object, node: str) -> bool:
    value = next(v for end, v in workspace.values.items() if end.node == node)  # type: ignore[attr-defined]
    return isinstance(array, np.ndarray) and np.shares_memory(array, value.array)


@pytest.mark.parametrize("size", [1.0, 40.0, 1e4])
@pytest.mark.parametrize("causal", [False, True])
def test_scores_of_any_size_are_safe(size: float, causal: bool) -> None:
    """In float32; small ones go another way than large ones."""
    net = Wiring()
    x = net.put(LayerNorm(), net.start((STEPS, FEATURES)))
    document = net.end(net.put(SelfAttention(heads=2, causal=causal), x))
    exact, network = compiled(document), compiled(document, np.float32)
    key = next(k for k in exact.views() if k.endswith("input_weight"))
    for each in (exact, network):
        each.views()[key][:, : 2 * FEATURES] *= np.sqrt(size)
    samples, targets = batch_of(BATCH)
    wanted, found = (computed(n, samples, targets) for n in (exact, network))
    assert np.isfinite(network.gradients).all()
    if size < 1e4:  # beyond, the winner of two equal scores is a matter of rounding
        np.testing.assert_allclose(found.answer(), wanted.answer(), rtol=1e-3, atol=1e-3)


def transformer() -> Document:
    """Learned positions, then two blocks as in Vaswani et al. 2017, with causal attention in the second."""
    net = Wiring()
    x = net.put(PositionalEncoding(kind="learned"), net.start((STEPS, FEATURES)))
    for causal in (False, True):
        x = net.put(LayerNorm(), net.put(Add(), x, net.put(SelfAttention(heads=2, causal=causal), x)))
        inner = net.put(Dense(units=2 * FEATURES, activation=ReLU()), x)
        x = net.put(
            LayerNorm(), net.put(Add(), x, net.put(Dense(units=FEATURES, activation=Linear()), inner))
        )
    return net.end(x)


def test_a_small_transformer() -> None:
    for batch in (1, 5):
        assert_gradients(transformer(), batch)


def test_a_block_is_torchs_encoder_layer() -> None:
    net = Wiring()
    x = net.start((STEPS, FEATURES))
    first = net.put(LayerNorm(), net.put(Add(), x, net.put(SelfAttention(heads=2), x)))
    inner = net.put(Dense(units=16, activation=ReLU()), first)
    last = net.put(
        LayerNorm(), net.put(Add(), first, net.put(Dense(units=FEATURES, activation=Linear()), inner))
    )
    network = compiled(net.end(last))
    values = by_node(computed(network, *batch_of(BATCH)))
    module = torch.nn.TransformerEncoderLayer(FEATURES, 2, 16, 0.0, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        for theirs, ours in zip(module.parameters(), encoder_weights(network), strict=True):
            theirs[...] = torch.tensor(ours.T)
        wanted = module(torch.tensor(values[x]))
    np.testing.assert_allclose(values[last], wanted, rtol=1e-9, atol=1e-12)


def encoder_weights(network: Network) -> list[np.ndarray]:
    """Attention, the inner network, the norms: torch's order. The first Dense and the last are not the block's."""
    views = network.views()
    attention = [v for k, v in views.items() if k.partition("/")[2].startswith(("input_", "output_"))]
    dense = [v for k, v in views.items() if k.partition("/")[2] in ("weight", "bias")][2:-2]
    return attention + dense + [v for k, v in views.items() if k.partition("/")[2] in ("scale", "shift")]


def test_positions_as_in_the_paper() -> None:
    pattern = waves((50, 6))
    assert pattern[0].tolist() == [0, 1, 0, 1, 0, 1]
    for step, feature in ((1, 0), (7, 2), (49, 4)):
        angle = step / 10_000 ** (feature / 6)
        assert pattern[step, feature] == pytest.approx(np.sin(angle), rel=1e-12)
        assert pattern[step, feature + 1] == pytest.approx(np.cos(angle), rel=1e-12)
    assert waves((3, 5)).shape == (3, 5)


@pytest.mark.parametrize("shape", [(6,), (4, 6), (3, 4, 2)], ids=str)
def test_sampling(shape: Shape) -> None:
    net = Wiring()
    mean, log_variance = net.start(shape), net.start(shape)
    document = net.end(net.put(Sampling(weight=0.7), mean, log_variance))
    for batch in (1, 5):
        assert_gradients(document, batch)
    network = compiled(document)
    samples, targets = batch_of(5)
    workspace = computed(network, samples, targets, Mode.EVALUATION)
    total, answer, _ = torch_reference.run(network, samples, targets, workspace)
    assert_close(workspace.total, total.numpy(), 1e-9)
    assert_close(workspace.answer(), answer.numpy(), 1e-9)
    assert_close(network.predict(samples), answer.numpy(), 1e-9)


def test_sampling_draws_from_the_bell_curve() -> None:
    net = Wiring()
    mean, log_variance = net.start((4,)), net.start((4,))
    node = net.put(Sampling(), mean, log_variance)
    values = by_node(computed(compiled(net.end(node)), *batch_of(4_000)))
    standard = (values[node] - values[mean]) / np.exp(values[log_variance] / 2)
    assert standard.mean() == pytest.approx(0, abs=0.03)
    assert standard.std() == pytest.approx(1, abs=0.03)


def test_sampling_takes_one_value_at_both_ports_and_raw_samples_at_one() -> None:
    net = Wiring()
    x = net.start((5,))
    both = net.put(Sampling(), x, x)
    assert_gradients(net.end(net.put(Add(), both, x)), 4)
    for first in (True, False):
        net = Wiring()
        ends = (net.data, net.start((5,)))
        assert_gradients(net.end(net.put(Sampling(), *(ends if first else ends[::-1]))), 4)


@pytest.mark.parametrize("value", [-1e4, -29.0, 19.0, 1e4])
def test_large_log_variances_stay_finite_and_find_back(value: float) -> None:
    net = Wiring()
    mean = net.start((4,))
    log_variance = net.put(Dense(units=4, activation=Linear()), net.data)
    node = net.put(Sampling(), mean, log_variance)
    network = compile_document(net.end(node), np.float32, np.float32)
    network.views()[f"{log_variance}/bias"][...] = value
    workspace = computed(network, *(a.astype(np.float32) for a in batch_of(3)))
    assert np.isfinite(workspace.total)
    assert np.isfinite(network.gradients).all()
    slope = network.views(network.gradients)[f"{log_variance}/bias"]
    if abs(value) > 1e3:
        assert (np.sign(slope) == np.sign(value)).all()


def test_exports_answer_the_same_after_training(tmp_path: Path) -> None:
    out = tmp_path / "net.onnx"
    layers = (
        PositionalEncoding(),
        SelfAttention(heads=2, causal=True),
        LayerNorm(),
        SelfAttention(bias=False),
    )
    document = replace(of_unequal(*layers), data=DataRecipe(source=Unequal(unequal=False)))
    trainer = Trainer(document)
    for _, _ in zip(range(20), trainer.run(), strict=False):
        pass
    exporter_for(out).export(trainer.network, document, out, raw(document))
    assert_same_answers(out, trainer.network, raw(document))


@pytest.mark.parametrize("layer", [SelfAttention(), PositionalEncoding()], ids=repr)
def test_only_sequences_are_taken(layer: Layer) -> None:
    with pytest.raises(ShapeError, match=r"8×8×1 image here.*steps × features") as error:
        layer.output_shapes(((8, 8, 1),))
    (fix,) = error.value.fixes
    assert layer.output_shapes(fix.output_shapes(((8, 8, 1),))) == ((8, 8),)


def test_heads_share_the_features_evenly() -> None:
    with pytest.raises(ShapeError, match=r"× 6 here; .*4 features.*4 equal heads.*3 would do"):
        SelfAttention().output_shapes(((5, 6),))
    net = Wiring()
    node = net.put(SelfAttention(), net.start((5, 6)))
    document = net.end(node)
    problem = next(p for p in infer(document).problems if p.node == node)
    mended = problem.fixes[0].edit(document)
    assert infer(mended).ready
    assert mended.graph.nodes[node].spec == SelfAttention(heads=3)


def test_sampling_wants_two_equal_shapes() -> None:
    with pytest.raises(ShapeError, match="6 values at mean, 5 values at log variance"):
        Sampling().output_shapes(((6,), (5,)))
