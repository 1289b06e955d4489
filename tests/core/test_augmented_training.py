"""Augmentation in a training run: only what is learned from is changed, and a run goes on to the bit."""

import itertools

import msgspec
import numpy as np
import pytest

from core.data.augmentation import AUGMENTATIONS
from core.data.augmentation.flip import Flip
from core.data.augmentation.rotate import Rotate
from core.data.augmentation.shift import Shift
from core.data.recipe import DataRecipe
from core.data.sources.iris import Iris
from core.data.sources.names import Names
from core.document.document import Document
from core.document.shapes import infer
from core.engine.build import Mode
from core.errors import DataError
from core.training.checkpoint import capture, restore
from core.training.trainer import Trainer
from tests.core.examples import digits

EVERY = tuple(cls() for cls in AUGMENTATIONS)


def augmented(document: Document) -> Document:
    data = msgspec.structs.replace(document.data, augmentation=EVERY)
    return msgspec.structs.replace(document, data=data)


def some_steps(trainer: Trainer, count: int) -> None:
    for _ in itertools.islice(trainer.run(), count):
        pass


def test_only_training_images_are_changed() -> None:
    trainer = Trainer(augmented(digits()))
    plain, train = Trainer(digits()), trainer.data.train.samples.copy()
    batch = trainer.workspace(Mode.TRAINING).feeds["sample"]
    before = plain.workspace(Mode.TRAINING).feeds["sample"]
    changed = (batch != before).any(axis=(1, 2, 3))
    assert changed.mean() > 0.9
    some_steps(trainer, 30)  # more than an epoch
    np.testing.assert_array_equal(trainer.data.train.samples, train)
    np.testing.assert_array_equal(trainer.data.validation.samples, plain.data.validation.samples)


def test_the_same_image_is_another_one_each_time() -> None:
    trainer = Trainer(augmented(digits()))
    first = trainer.workspace(Mode.TRAINING).feeds["sample"].copy()
    trainer.position = 0
    second = trainer.workspace(Mode.TRAINING).feeds["sample"]
    assert (first != second).any(axis=(1, 2, 3)).mean() > 0.9


def test_resume_is_exact() -> None:
    whole, first = Trainer(augmented(digits())), Trainer(augmented(digits()))
    some_steps(whole, 50)
    some_steps(first, 30)
    resumed = Trainer(augmented(digits()))
    restore(resumed, *capture(first), first.history.columns())
    some_steps(resumed, 20)
    assert resumed.steps == whole.steps == 50
    np.testing.assert_array_equal(resumed.network.parameters, whole.network.parameters)
    plain = Trainer(digits())
    some_steps(plain, 50)
    assert not np.array_equal(plain.network.parameters, whole.network.parameters)


@pytest.mark.parametrize("source", [Iris(), Names()], ids=lambda source: source.title)
def test_what_has_no_images_is_told(source: Iris | Names) -> None:
    recipe = DataRecipe(source=source, augmentation=(Shift(), Flip()))
    message = f"Shift changes images, and {source.title} has none. Switch it off under Data, Augmentation."
    with pytest.raises(DataError) as caught:
        recipe.feeds()
    assert str(caught.value) == message
    assert any(problem.message == message for problem in infer(Document(data=recipe)).problems)


def test_settings_are_kept_in_the_document() -> None:
    recipe = DataRecipe(augmentation=(Rotate(most=20.0), Shift(most=0.2)))
    assert msgspec.json.decode(msgspec.json.encode(recipe), type=DataRecipe) == recipe
