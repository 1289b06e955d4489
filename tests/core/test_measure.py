"""What `measure` says of a trained document."""

import numpy as np
import pytest
from msgspec.structs import replace
from threadpoolctl import threadpool_limits

from core.data.series import naive_error
from core.document.document import Document
from core.measure import Finding, measure
from core.templates.gan_conditional import ConditionalGAN
from core.templates.gan_ring import RingGAN
from core.templates.names_lstm import NamesLSTM
from core.templates.sunspots_rnn import SunspotsRNN
from core.training.trainer import Trainer
from tests.core.examples import digits


def trained(document: Document, epochs: int) -> Trainer:
    trainer = Trainer(replace(document, training=replace(document.training, epochs=epochs)))
    with threadpool_limits(1, user_api="blas"):
        for _ in trainer.run():
            pass
    return trainer


def findings(trainer: Trainer) -> dict[str, Finding]:
    with threadpool_limits(1, user_api="blas"):
        return {finding.name: finding for finding in measure(trainer)}


def test_answers_are_measured_on_what_was_held_out() -> None:
    trainer = trained(digits(), 3)
    found, last = findings(trainer), trainer.history.last()
    assert found["loss"].value == last["val_loss"]
    assert found["accuracy"].value == last["val_accuracy"]
    assert found["samples"].value == trainer.data.validation.count
    assert "held out" in found["samples"].text


def test_a_forecast_is_measured_beside_the_naive_one() -> None:
    trainer = trained(SunspotsRNN().document(), 3)
    found, part = findings(trainer), trainer.data.validation
    assert part.targets is not None
    naive = naive_error(part.samples, part.targets.T)
    assert found["naive_squared_error"].value == pytest.approx(naive, rel=1e-6)
    assert found["below_naive"].value == pytest.approx(1 - found["squared_error"].value / naive, rel=1e-6)


def test_writing_is_measured_in_bits_beside_counting() -> None:
    trainer = trained(NamesLSTM().document(), 1)
    found = findings(trainer)
    assert found["bits_per_token"].value == pytest.approx(found["loss"].value / np.log(2), rel=1e-4)
    assert 2.5 < found["trigram_bits_per_token"].value < 3.5
    assert 0.5 < found["new"].value <= 1
    names = [finding.text for name, finding in found.items() if name.startswith("text_")]
    assert len(set(names)) == len(names) == 10
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz") for name in names)


def test_points_are_measured_by_divergences() -> None:
    trainer = trained(RingGAN().document(), 1)
    assert findings(trainer)["js"].value == trainer.history.last()["js"]


def test_images_are_judged_by_a_classifier() -> None:
    found = findings(trained(ConditionalGAN().document(), 60))
    assert found["judge_accuracy"].value >= 0.97
    shares = [finding.value for name, finding in found.items() if name.startswith("class_")]
    assert sum(shares) == pytest.approx(1, rel=1e-9)
    assert found["rarest_class"].value == min(shares)
    assert found["as_asked"].value >= 0.5
    assert 0.5 < found["mean_confidence"].value <= 1
