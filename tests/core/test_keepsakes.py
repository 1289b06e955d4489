"""What an edit takes from a trained network, undoing it gives back."""

import numpy as np
from msgspec.structs import replace

from core.data.recipe import DataRecipe
from core.data.sources.circle import Circle
from core.document import edits
from core.document.document import Document
from core.engine.build import Array
from core.layers.neuron import Neuron
from core.training.keepsakes import Keepsakes, Step, lost
from core.training.trainer import Trainer
from tests.core.examples import digits
from tests.core.hand_wired import fully_wired


def points_of_a_plane() -> Document:
    """Two input values, two neurons and one behind them, for points around a circle."""
    data = DataRecipe(source=Circle(), encoding="-1/+1")
    return replace(fully_wired((2, 2, 1)), data=data)


def views(trainer: Trainer) -> dict[str, Array]:
    return {key: view.copy() for key, view in trainer.network.views().items()}


def trained(document: Document, steps: int = 3) -> Trainer:
    trainer = Trainer(document)
    run = trainer.run()
    for _ in range(steps):
        next(run)
    return trainer


def test_a_layer_that_is_deleted_and_brought_back_knows_what_it_knew() -> None:
    document = digits()
    trainer = trained(document)
    before = views(trainer)
    without = edits.remove(document, {"dense1"}, heal=True)
    missed = trainer.adopt(without, [Step(1, True)])
    assert missed == ["dense2/weight"]
    trainer.adopt(document, [Step(1, False)])
    assert views(trainer).keys() == before.keys()
    for key, view in views(trainer).items():
        np.testing.assert_array_equal(view, before[key])
    trainer.adopt(without, [Step(1, True)])
    np.testing.assert_array_equal(trainer.network.views()["dense2/bias"], before["dense2/bias"])


def test_without_undo_what_is_brought_back_starts_anew() -> None:
    document = digits()
    trainer = trained(document)
    before = views(trainer)
    trainer.adopt(edits.remove(document, {"dense1"}, heal=True), [Step(1, True)])
    assert "dense1/weight" in trainer.adopt(document, [Step(2, True)])
    assert not np.array_equal(trainer.network.views()["dense1/weight"], before["dense1/weight"])
    trainer.reset()
    trainer.adopt(edits.remove(document, {"dense1"}, heal=True), [Step(2, False)])  # nothing is left of it


def test_a_weight_set_by_hand_goes_back_to_what_was_learned() -> None:
    document = points_of_a_plane()
    trainer = trained(document)
    wire = next(iter(document.graph.wires))
    learned = float(trainer.network.views()[f"{wire}/weight"])
    changed = edits.set_wires(document, [wire], weight=3.5)
    assert trainer.adopt(changed, [Step(1, True)]) == []
    assert trainer.network.views()[f"{wire}/weight"] == 3.5
    trainer.adopt(document, [Step(1, False)])
    assert trainer.network.views()[f"{wire}/weight"] == np.float32(learned)
    trainer.adopt(changed, [Step(1, True)])
    assert trainer.network.views()[f"{wire}/weight"] == 3.5


def test_a_weight_that_is_locked_stands_still_at_once() -> None:
    document = points_of_a_plane()
    trainer = trained(document)
    wire = next(iter(document.graph.wires))
    trainer.adopt(edits.set_wires(document, [wire], locked=True))
    before = views(trainer)
    next(trainer.run())
    after = views(trainer)
    assert after[f"{wire}/weight"] == before[f"{wire}/weight"]
    assert any(after[key] != before[key] for key in after)


def test_a_weight_set_and_locked_in_one_edit_is_the_one_that_was_set() -> None:
    document = points_of_a_plane()
    trainer = trained(document)
    wire = next(iter(document.graph.wires))
    trainer.adopt(edits.set_wires(document, [wire], weight=2.0, locked=True), [Step(1, True)])
    assert trainer.network.views()[f"{wire}/weight"] == 2
    next(trainer.run())
    assert trainer.network.views()[f"{wire}/weight"] == 2


def test_what_an_edit_brings_along_is_taken_over() -> None:
    document = points_of_a_plane()
    trainer = trained(document)
    wider, node = edits.add_node(document, Neuron(), (0.0, 0.0))
    wire = next(iter(document.graph.wires))
    trainer.adopt(wider, [Step(1, True)], {f"{wire}/weight": np.array(7.0, np.float32)})
    assert trainer.network.views()[f"{wire}/weight"] == 7
    assert node not in {slot.node for slot in trainer.network.slots}  # it leads nowhere


def test_of_too_much_the_oldest_goes() -> None:
    keepsakes = Keepsakes()
    large = np.zeros(20 * 2**20, np.float64)  # 160 MB
    keepsakes.keep(Step(1, True), {"a/weight": large})
    keepsakes.keep(Step(2, True), {"b/weight": large.copy()})
    assert not keepsakes.back(Step(1, False))
    assert keepsakes.back(Step(2, False)).keys() == {"b/weight"}
    assert not keepsakes.back(Step(2, False))


def test_lost_is_what_is_missing_or_different() -> None:
    before = {"a": np.ones(2), "b": np.ones(2), "c": np.ones(2), "d": np.ones(2)}
    after = {"a": np.ones(2), "b": np.zeros(2), "c": np.ones(3)}
    assert lost(before, after).keys() == {"b", "c", "d"}
