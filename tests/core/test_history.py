"""The table of what was measured: it grows, stays small, and never changes under a reader."""

import numpy as np
import pytest

from core.training.history import FIRST_ROOM, LIMIT, History


def filled(rows: int) -> History:
    history = History()
    for number in range(rows):
        history.append({"epoch": float(number), "loss": 1.0 / (number + 1)})
    return history


@pytest.mark.parametrize("rows", [0, 1, FIRST_ROOM, FIRST_ROOM + 1, 5 * FIRST_ROOM])
def test_rows_come_back_as_they_went_in(rows: int) -> None:
    columns = filled(rows).columns()
    assert len(filled(rows)) == rows
    if rows:
        assert columns["epoch"].tolist() == list(range(rows))
        assert columns["loss"][-1] == 1 / rows


def test_last_is_the_newest_row() -> None:
    assert History().last() == {}
    assert filled(3).last() == {"epoch": 2.0, "loss": 1 / 3}


@pytest.mark.parametrize("before", [1, FIRST_ROOM - 1, FIRST_ROOM, FIRST_ROOM + 1])
def test_a_column_that_comes_later_starts_with_nothing(before: int) -> None:
    history = filled(before)
    history.append({"epoch": 9.0, "accuracy": 0.5})
    columns = history.columns()
    assert {len(column) for column in columns.values()} == {before + 1}
    assert np.isnan(columns["accuracy"][:-1]).all()
    assert columns["accuracy"][-1] == 0.5
    assert np.isnan(columns["loss"][-1])


def test_readers_keep_what_they_were_given() -> None:
    history = filled(10)
    columns = history.columns()
    kept = {name: column.copy() for name, column in columns.items()}
    for number in range(3 * LIMIT):
        history.append({"epoch": -1.0, "loss": float(number)})
    for name, column in columns.items():
        assert np.array_equal(column, kept[name])


def test_columns_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        filled(2).columns()["loss"][0] = 0.0


def test_a_long_run_is_thinned_and_keeps_its_newest_row() -> None:
    history = filled(LIMIT + 1)
    epochs = history.columns()["epoch"]
    assert len(epochs) == LIMIT // 2 + 1
    assert epochs[-2:].tolist() == [LIMIT - 1, LIMIT]
    assert (np.diff(epochs) > 0).all()
    for number in range(5 * LIMIT):
        history.append({"epoch": LIMIT + 1.0 + number})
    assert len(history) <= LIMIT
    assert history.columns()["epoch"][-1] == 6 * LIMIT


def test_a_history_goes_on_from_saved_columns() -> None:
    saved = {name: column.copy() for name, column in filled(70).columns().items()}
    history = History.from_columns(saved)
    history.append({"epoch": 70.0, "loss": 0.0})
    assert len(history) == 71
    assert history.columns()["epoch"].tolist() == list(range(71))
    saved["epoch"][:] = -1
    assert history.columns()["epoch"][0] == 0


def test_a_history_goes_on_from_nothing() -> None:
    history = History.from_columns({})
    history.append({"loss": 1.0})
    assert history.last() == {"loss": 1.0}
