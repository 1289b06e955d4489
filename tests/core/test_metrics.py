"""Metrics against scikit-learn's, on random data with absent classes, ties and constant targets."""

import numpy as np
import pytest
from sklearn import metrics as sklearn

from core.metrics import METRICS
from core.metrics.accuracy import Accuracy
from core.metrics.base import Judged, Metric
from core.metrics.by_class import ByClass
from core.metrics.confusion_matrix import ConfusionMatrix
from core.metrics.mean_absolute_error import MeanAbsoluteError
from core.metrics.r_squared import RSquared
from core.metrics.top_k import TopK
from core.spec import tag

CLASSES = 6


def judged_classes(seed: int, samples: int = 200) -> Judged:
    """Coarse outputs, so that there are ties; class 4 is never right, class 5 is never named, one sample in two is."""
    random = np.random.default_rng(seed)
    labels = random.choice([0, 1, 2, 3, 5], samples)
    outputs = random.integers(0, 5, (samples, CLASSES)).astype(np.float32)
    outputs[np.arange(samples), labels] += random.integers(0, 5, samples)
    outputs[:, 5] -= 10
    names = tuple(map(str, range(CLASSES)))
    return Judged(outputs, np.eye(CLASSES, dtype=np.float32)[labels], labels, outputs.argmax(1), names)


def judged_values(seed: int, samples: int = 200) -> Judged:
    """Three outputs; the targets of the second are all 2, those of the third as well and all hit."""
    random = np.random.default_rng(seed)
    targets = random.normal(3, 2, (samples, 3))
    targets[:, 1:] = 2.0
    outputs = targets + random.normal(0, 1, (samples, 3))
    outputs[:, 2] = 2.0
    return Judged(outputs, targets, None, None, ())


@pytest.mark.parametrize("seed", range(3))
def test_accuracy(seed: int) -> None:
    judged = judged_classes(seed)
    assert 0.2 < Accuracy().compute(judged) < 0.9
    assert float(Accuracy().compute(judged)) == sklearn.accuracy_score(judged.labels, judged.predicted)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("k", range(1, CLASSES))
def test_top_k(k: int, seed: int) -> None:
    judged = judged_classes(seed)
    wanted = sklearn.top_k_accuracy_score(judged.labels, judged.outputs, k=k, labels=range(CLASSES))
    assert float(TopK(k=k).compute(judged)) == pytest.approx(wanted, abs=1e-15)


def test_top_k_of_all_classes_is_always_right() -> None:
    assert TopK(k=CLASSES).compute(judged_classes(0)) == 1
    assert TopK(k=1000).compute(judged_classes(0)) == 1


def test_top_k_of_a_single_output() -> None:
    labels = np.array([0, 1, 1, 0])
    outputs = np.array([[0.1], [0.9], [0.2], [0.3]])
    judged = Judged(
        outputs, labels[:, None].astype(float), labels, (outputs[:, 0] > 0.5).astype(int), ("no", "yes")
    )
    assert TopK(k=1).compute(judged) == 0.75
    assert TopK(k=2).compute(judged) == 1


def test_top_k_has_a_column_of_its_own_for_each_k() -> None:
    assert TopK(k=2).key != TopK(k=3).key


@pytest.mark.parametrize("seed", range(3))
def test_confusion_matrix(seed: int) -> None:
    judged = judged_classes(seed)
    wanted = sklearn.confusion_matrix(judged.labels, judged.predicted, labels=range(CLASSES))
    np.testing.assert_array_equal(ConfusionMatrix().compute(judged), wanted)


@pytest.mark.parametrize("seed", range(3))
def test_precision_recall_f1(seed: int) -> None:
    judged = judged_classes(seed)
    wanted = sklearn.precision_recall_fscore_support(
        judged.labels, judged.predicted, labels=range(CLASSES), zero_division=0
    )
    found = ByClass().compute(judged)
    np.testing.assert_allclose(found, np.stack(wanted[:3], axis=1), rtol=1e-14)
    assert not found[4:].any()  # never right, never named
    assert found[:4].all()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_values(columns: int, seed: int) -> None:
    whole = judged_values(seed)
    judged = Judged(whole.outputs[:, :columns], whole.targets[:, :columns], None, None, ())
    pair = judged.targets, judged.outputs
    assert float(MeanAbsoluteError().compute(judged)) == pytest.approx(
        sklearn.mean_absolute_error(*pair), rel=1e-14
    )
    assert float(RSquared().compute(judged)) == pytest.approx(sklearn.r2_score(*pair), rel=1e-12)


def test_r_squared_is_exact_for_large_float32_values() -> None:
    random = np.random.default_rng(0)
    targets = (10_000 + random.normal(size=(5_000, 1))).astype(np.float32)
    outputs = (targets + random.normal(0, 0.5, targets.shape)).astype(np.float32)
    found = RSquared().compute(Judged(outputs, targets, None, None, ()))
    wanted = sklearn.r2_score(targets.astype(np.float64), outputs.astype(np.float64))
    assert float(found) == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("cls", METRICS, ids=tag)
def test_every_metric_gives_what_it_declares(cls: type[Metric]) -> None:
    judged = judged_classes(0) if cls.for_classes else judged_values(0)
    found = cls().compute(judged)
    assert found.dtype == np.float64
    assert (found.shape == ()) == cls.scalar
    assert np.all(np.isfinite(found))
    if cls.percent:
        assert np.all((found >= 0) & (found <= 1))
