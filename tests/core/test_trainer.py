"""The trainer: reproducible to the bit, resumable, editable while it runs, honest when it diverges."""

import itertools
import json
from pathlib import Path

import msgspec
import numpy as np
import pytest

from core.data.preprocessing.standardise import Standardise
from core.document import edits
from core.document.document import Document
from core.document.file import Saved, read, write
from core.document.graph import End
from core.document.recipe import Stopping, TrainingRecipe
from core.engine.build import Mode
from core.errors import DivergedError, DocumentError
from core.layers.dropout import Dropout
from core.optimizers import OPTIMIZERS
from core.optimizers.base import Optimizer
from core.optimizers.sgd import SGD
from core.schedules import SCHEDULES
from core.schedules.base import Schedule
from core.training.checkpoint import capture, restore, set_weights
from core.training.trainer import Trainer
from tests.core.examples import digits, gate


def train(trainer: Trainer, epochs: int) -> None:
    goal = trainer.go_on(epochs)
    for _ in trainer.run():
        if trainer.epoch >= goal:
            return


def with_training(document: Document, **changes: object) -> Document:
    return msgspec.structs.replace(document, training=msgspec.structs.replace(document.training, **changes))


def with_dropout(document: Document) -> Document:
    return edits.insert_before(document, "dense2", "in", Dropout())


def saved_and_loaded(trainer: Trainer, path: Path) -> Trainer:
    arrays, run = capture(trainer)
    write(path, Saved(trainer.document, arrays, run, trainer.history.columns()))
    saved = read(path)
    loaded = Trainer(saved.document)
    restore(loaded, saved.arrays, saved.run, saved.history)
    return loaded


def assert_same_run(one: Trainer, other: Trainer) -> None:
    assert one.epoch == other.epoch
    assert one.steps == other.steps
    assert np.array_equal(one.network.parameters, other.network.parameters)
    for name, slot in one.slots.items():
        assert np.array_equal(slot, other.slots[name])
    assert list(one.history.columns()) == list(other.history.columns())
    for name, column in one.history.columns().items():
        assert np.array_equal(column, other.history.columns()[name], equal_nan=True)


def test_same_document_gives_the_same_run_to_the_bit() -> None:
    one, other = Trainer(with_dropout(digits())), Trainer(with_dropout(digits()))
    train(one, 2)
    train(other, 2)
    assert_same_run(one, other)


def test_another_seed_gives_another_run() -> None:
    one, other = Trainer(digits()), Trainer(with_training(digits(), seed=2))
    assert not np.array_equal(one.network.parameters, other.network.parameters)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda c: c.title)
def test_ten_epochs_equal_four_saved_loaded_and_six(optimizer: type[Optimizer], tmp_path: Path) -> None:
    document = with_training(with_dropout(digits()), optimizer=optimizer(), epochs=10)
    whole, first = Trainer(document), Trainer(document)
    train(whole, 10)
    train(first, 4)
    second = saved_and_loaded(first, tmp_path / "half.neuro")
    train(second, 6)
    assert_same_run(whole, second)


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda c: c.title)
def test_resume_in_the_middle_of_an_epoch(schedule: type[Schedule], tmp_path: Path) -> None:
    document = with_training(with_dropout(digits()), schedule=schedule(), epochs=4)
    whole, first = Trainer(document), Trainer(document)
    train(whole, 4)
    for _ in itertools.islice(first.run(), 2 * 23 + 7):  # 23 steps an epoch
        pass
    assert first.position
    second = saved_and_loaded(first, tmp_path / "middle.neuro")
    for _ in second.run():
        pass
    assert_same_run(whole, second)


def test_run_state_is_plain_json() -> None:
    trainer = Trainer(digits())
    train(trainer, 1)
    _, run = capture(trainer)
    assert json.loads(json.dumps(run, allow_nan=False)) == run


def test_reset_brings_the_same_first_weights_back() -> None:
    trainer = Trainer(with_dropout(digits()))
    first = trainer.network.parameters.copy()
    train(trainer, 2)
    after = trainer.network.parameters.copy()
    trainer.reset()
    assert np.array_equal(trainer.network.parameters, first)
    assert trainer.epoch == 0
    assert len(trainer.history) == 0
    train(trainer, 2)
    assert np.array_equal(trainer.network.parameters, after)


def test_edit_keeps_the_weights_that_fit() -> None:
    trainer = Trainer(digits())
    train(trainer, 1)
    before = trainer.network.views()["dense2/weight"].copy(), trainer.network.views()["dense1/weight"].copy()
    wider = edits.set_field(trainer.document, "dense1", "units", 16)
    assert trainer.adopt(wider) == []
    missed = trainer.adopt(edits.insert_before(wider, "dense2", "in", Dropout()))
    assert missed == []
    assert np.array_equal(trainer.network.views()["dense2/weight"], before[0])
    missed = trainer.adopt(edits.set_field(trainer.document, "dense1", "units", 20))
    assert sorted(missed) == ["dense1/bias", "dense1/weight", "dense2/weight"]
    train(trainer, 1)
    assert trainer.epoch == 2


def test_another_preprocessing_reaches_the_network_and_the_weights_stay() -> None:
    trainer = Trainer(digits())
    train(trainer, 1)
    before = trainer.network.parameters.copy()
    edited = msgspec.structs.replace(trainer.document.data, preprocessing=Standardise())
    assert trainer.adopt(msgspec.structs.replace(trainer.document, data=edited)) == []
    assert np.array_equal(trainer.network.parameters, before)
    fresh = Trainer(trainer.document).network.state
    assert fresh["input1/offset"].any()
    for key, array in trainer.network.state.items():
        assert np.array_equal(array, fresh[key])


def test_a_run_of_before_there_were_several_players_goes_on() -> None:
    whole, first = Trainer(digits()), Trainer(digits())
    train(whole, 2)
    train(first, 1)
    arrays, run = capture(first)
    run |= {"updates": run["updates"][""], "sums": [0.0, 0.0]}
    resumed = Trainer(digits())
    restore(resumed, arrays, run)
    train(resumed, 1)
    assert np.array_equal(resumed.network.parameters, whole.network.parameters)


def test_learning_rate_changes_at_the_next_step() -> None:
    trainer = Trainer(with_training(digits(), optimizer=SGD()))
    steps = trainer.run()
    next(steps)
    trainer.adopt(with_training(trainer.document, learning_rate=1e-30))
    before = trainer.network.parameters.copy()
    next(steps)
    assert np.array_equal(trainer.network.parameters, before)


def test_dropout_rate_changes_at_the_next_step_without_a_new_network() -> None:
    trainer = Trainer(with_dropout(digits()))
    steps = trainer.run()
    next(steps)
    network = trainer.network
    trainer.adopt(edits.set_field(trainer.document, "dropout1", "rate", 0.0))
    assert trainer.network is network
    next(steps)
    workspace = network.workspace(64, Mode.TRAINING)
    before, after = (workspace.values[End(node, "out")].array for node in ("dense1", "dropout1"))
    assert np.array_equal(before, after)


def test_a_document_that_cannot_be_compiled_changes_nothing() -> None:
    trainer = Trainer(digits())
    train(trainer, 1)
    document, parameters = trainer.document, trainer.network.parameters.copy()
    with pytest.raises(DocumentError, match="cannot be trained yet"):
        trainer.adopt(edits.remove(document, {"output1"}))
    assert trainer.document is document
    assert np.array_equal(trainer.network.parameters, parameters)
    train(trainer, 1)
    assert trainer.epoch == 2


@pytest.mark.filterwarnings("ignore:overflow encountered", "ignore:invalid value encountered")
def test_divergence_stops_says_so_and_goes_back() -> None:
    trainer = Trainer(with_training(digits(), optimizer=SGD(), learning_rate=0.05))
    train(trainer, 1)
    good = trainer.network.parameters.copy()
    trainer.adopt(with_training(trainer.document, learning_rate=100.0, l2=10.0))
    with pytest.raises(DivergedError, match="smaller learning rate"):
        train(trainer, 3)
    assert np.array_equal(trainer.network.parameters, good)
    assert trainer.finished
    trainer.adopt(with_training(trainer.document, learning_rate=0.05, l2=0.0))
    train(trainer, 1)
    assert np.isfinite(trainer.loss)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (Stopping(loss=0.5), "The loss reached 0.5"),
        (Stopping(accuracy=0.8), "The accuracy reached 80.0%"),
        (Stopping(patience=3), "has not improved for 3 epochs"),
    ],
)
def test_stopping_rules(rule: Stopping, reason: str) -> None:
    trainer = Trainer(with_training(digits(), stopping=rule, epochs=400, learning_rate=0.02))
    for _ in trainer.run():
        pass
    assert reason in trainer.stopped
    assert trainer.epoch < 400


def test_history_has_a_row_an_epoch_with_both_losses_and_metrics() -> None:
    trainer = Trainer(digits())
    train(trainer, 3)
    columns = trainer.history.columns()
    assert set(columns) == {"epoch", "steps", "loss", "accuracy", "val_loss", "val_accuracy"}
    assert columns["epoch"].tolist() == [1, 2, 3]
    assert columns["val_accuracy"][-1] > 0.7


def test_xor_is_learned_without_a_validation_part() -> None:
    trainer = Trainer(with_training(gate(), epochs=400))
    for _ in trainer.run():
        pass
    assert trainer.history.last()["accuracy"] == 1.0
    assert "val_loss" not in trainer.history.columns()


def test_given_weights_are_set_and_misfits_refused() -> None:
    trainer = Trainer(gate(training=TrainingRecipe()))
    set_weights(trainer, {"dense1/weight": np.full((2, 4), 0.5)})
    assert (trainer.network.views()["dense1/weight"] == 0.5).all()
    with pytest.raises(Exception, match=r"shape \(3, 4\)"):
        set_weights(trainer, {"dense1/weight": np.zeros((3, 4))})
