"""Garbage goes in the window's thread, and no error goes unseen."""

import gc
import sys
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from gui.housekeeping import EVERY_NTH_FULL, Collector, Mishaps


@pytest.fixture
def collector(qapp: object) -> Iterator[Collector]:
    collector = Collector(interval_ms=1)
    collector.start()
    yield collector
    collector.stop()


class Knot:
    """Garbage that only the collector finds; notes which thread it goes in."""

    def __init__(self, ends: list[threading.Thread]) -> None:
        self.itself, self.ends = self, ends

    def __del__(self) -> None:
        self.ends.append(threading.current_thread())


def test_garbage_of_another_thread_goes_in_this_one(qtbot: QtBot, collector: Collector) -> None:
    ends: list[threading.Thread] = []
    thread = threading.Thread(target=lambda: [Knot(ends) for _ in range(5_000)])
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(ends) == 5_000)
    assert set(ends) == {threading.main_thread()}


def test_old_garbage_goes_too(qtbot: QtBot, collector: Collector) -> None:
    ends: list[threading.Thread] = []
    knot = Knot(ends)
    gc.collect()  # it is of the oldest generation now
    reference = weakref.ref(knot)
    del knot
    qtbot.waitUntil(lambda: reference() is None, timeout=100 * EVERY_NTH_FULL)


def test_afterwards_all_is_as_before(qapp: object) -> None:
    collector = Collector()
    collector.start()
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_an_error_in_a_slot_is_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    mishaps = Mishaps()
    monkeypatch.setattr(sys, "excepthook", mishaps.hook)
    with qtbot.waitSignal(mishaps.happened) as happened:
        QTimer.singleShot(0, lambda: {}["no such key"])
    assert "KeyError: 'no such key'" in happened.args[0]
    assert "test_housekeeping.py" in happened.args[0]


def test_an_error_in_another_thread_is_told_in_this_one(qtbot: QtBot) -> None:
    mishaps, heard = Mishaps(), []
    mishaps.happened.connect(lambda text: heard.append((text, threading.current_thread())))

    def fail() -> None:
        try:
            raise ValueError("beyond all bounds")
        except ValueError as error:
            mishaps.hook(ValueError, error, error.__traceback__)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(heard))
    assert "beyond all bounds" in heard[0][0]


def test_ctrl_c_is_no_mishap(qtbot: QtBot) -> None:
    mishaps = Mishaps()
    with qtbot.assertNotEmitted(mishaps.happened), qtbot.waitSignal(mishaps.interrupted):
        mishaps.hook(KeyboardInterrupt, KeyboardInterrupt(), None)
