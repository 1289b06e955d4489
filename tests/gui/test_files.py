"""New, open, save: what is in the file, what is in the window, and what there is to lose."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.activations.tanh import Tanh
from core.data.recipe import DataRecipe
from core.data.sources.logic_gate import LogicGate
from core.document import edits
from core.document.document import Document
from core.document.file import Saved, read, write
from core.document.recipe import TrainingRecipe
from core.errors import FileError
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.output import Output
from core.losses.half_squared import HalfSquared
from core.templates import TEMPLATES
from core.training.checkpoint import capture
from core.training.trainer import Trainer
from gui.files import Files
from gui.session import Session
from gui.settings import Settings

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8ffff3f0005fe02fea735819d0000000049454e44ae426082"
)


def gate(epochs: int = 10) -> Document:
    """Two inputs, three hidden neurons, one answer: a few milliseconds of training."""
    document = Document(
        data=DataRecipe(source=LogicGate(), encoding="0/1"),
        training=TrainingRecipe(epochs=epochs, batch_size=2),
    )
    last = None
    for layer in (Input(), Dense(units=3, activation=Tanh()), Dense(units=1), Output(loss=HalfSquared())):
        document, last = edits.append(document, layer, last)
    return document


@pytest.fixture
def files(session: Session, settings: Settings) -> Files:
    return Files(session, settings)


@pytest.fixture
def sessions(qapp: object) -> Iterator[Callable[[], Session]]:
    """Makes sessions beside the test's own, and ends them."""
    made: list[Session] = []

    def make() -> Session:
        made.append(Session())
        return made[-1]

    yield make
    for session in made:
        session.close()


def train(qtbot: QtBot, session: Session, epochs: int) -> None:
    """Train so many epochs, and wait for their end to be seen."""
    qtbot.waitUntil(lambda: session.snapshot.state not in ("blocked", "preparing"))
    goal = session.snapshot.epoch + epochs
    session.feed.control.play(epochs=epochs)
    qtbot.waitUntil(
        lambda: session.snapshot.epoch == goal and session.snapshot.state in ("paused", "finished")
    )


def save(qtbot: QtBot, files: Files, path: Path, thumbnail: bytes | None = None) -> None:
    with qtbot.waitSignal(files.saved) as saved:
        files.save(path, thumbnail)
    assert saved.args == [path]


# -- what there is to lose ---------------------------------------------------------------------------------------------
def test_nothing_is_lost_of_a_document_just_begun(files: Files) -> None:
    assert not files.edited
    files.new(gate(), "Gate")
    assert (files.name, files.path, files.edited) == ("Gate", None, False)


def test_edit_and_undo(qtbot: QtBot, files: Files, session: Session) -> None:
    files.new(gate())
    with qtbot.waitSignal(files.changed):
        session.apply("set units to 5", edits.set_field(session.document, "dense1", "units", 5))
    assert files.edited
    with qtbot.waitSignal(files.changed):
        session.undo_stack.undo()
    assert not files.edited


def test_what_was_learned_is_to_lose(qtbot: QtBot, files: Files, session: Session, tmp_path: Path) -> None:
    files.new(gate())
    train(qtbot, session, 2)
    assert files.edited
    save(qtbot, files, tmp_path / "a.neuro")
    assert not files.edited
    train(qtbot, session, 1)
    assert files.edited
    session.reset()
    qtbot.waitUntil(lambda: session.snapshot.steps == 0)
    assert files.edited  # the file holds the trained weights


def test_edits_made_while_saving_are_still_to_lose(
    qtbot: QtBot, files: Files, session: Session, tmp_path: Path
) -> None:
    files.new(gate())
    with qtbot.waitSignal(files.saved):
        files.save(tmp_path / "a.neuro")
        session.apply("set units to 5", edits.set_field(session.document, "dense1", "units", 5))
    assert files.edited
    assert read(tmp_path / "a.neuro").document == gate()


# -- saving and opening ------------------------------------------------------------------------------------------------
def test_saved_run_goes_on_to_the_bit(
    qtbot: QtBot,
    files: Files,
    session: Session,
    settings: Settings,
    tmp_path: Path,
    sessions: Callable[[], Session],
) -> None:
    files.new(gate(epochs=10))
    train(qtbot, session, 4)
    save(qtbot, files, tmp_path / "run.neuro")
    later = sessions()
    Files(later, settings).open(tmp_path / "run.neuro")
    train(qtbot, later, 6)
    found, _ = later.feed.call(capture).result(10)
    straight = Trainer(gate(epochs=10))
    list(straight.run())
    expected, _ = capture(straight)
    assert found.keys() == expected.keys()
    assert all(np.array_equal(found[name], array) for name, array in expected.items())
    assert list(later.snapshot.history["epoch"]) == list(range(1, 11))


def test_saving_remembers_name_and_place(
    qtbot: QtBot, files: Files, settings: Settings, tmp_path: Path
) -> None:
    files.new(gate(), "My gate: AND?")
    assert files.suggested_path().name == "my-gate-and.neuro"
    path = tmp_path / "sub" / "b.neuro"
    path.parent.mkdir()
    save(qtbot, files, path)
    assert (files.name, files.path, files.suggested_path()) == ("b.neuro", path, path)
    assert (settings.recent, settings.folder) == ((path,), path.parent)


def test_thumbnail_is_saved(qtbot: QtBot, files: Files, tmp_path: Path) -> None:
    files.new(gate())
    save(qtbot, files, tmp_path / "a.neuro", PIXEL)
    assert read(tmp_path / "a.neuro").thumbnail == PIXEL


def test_half_built_document_can_be_saved(
    qtbot: QtBot, files: Files, session: Session, tmp_path: Path
) -> None:
    files.new(edits.remove(gate(), ["input1"]))
    save(qtbot, files, tmp_path / "half.neuro")
    files.new()
    files.open(tmp_path / "half.neuro")
    assert session.document == edits.remove(gate(), ["input1"])
    assert not files.edited


def test_weights_outlive_a_visit_to_a_half_built_document(
    qtbot: QtBot,
    files: Files,
    session: Session,
    settings: Settings,
    tmp_path: Path,
    sessions: Callable[[], Session],
) -> None:
    """Cut a wire, save, open, save, open, mend the wire: the training is still there."""
    trainer = Trainer(gate())
    list(trainer.run())
    arrays, run = capture(trainer)
    wire = next(iter(gate().graph.wires.values()))
    write(tmp_path / "a.neuro", Saved(edits.remove(gate(), [wire.id]), arrays, run))
    files.open(tmp_path / "a.neuro")
    save(qtbot, files, tmp_path / "b.neuro")
    later = sessions()
    Files(later, settings).open(tmp_path / "b.neuro")
    later.apply("draw a wire", edits.connect(later.document, wire.source, wire.target))
    qtbot.waitUntil(lambda: later.snapshot.epoch == 10)
    found, _ = later.feed.call(capture).result(10)
    assert all(np.array_equal(found[name], array) for name, array in arrays.items())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.title)
def test_examples_begin_with_their_weights(
    qtbot: QtBot, files: Files, session: Session, template: type
) -> None:
    files.new_from(template())
    assert (files.name, files.path, files.edited) == (template.title, None, False)
    qtbot.waitUntil(lambda: session.snapshot.state == "ready", timeout=20_000)
    arrays, _ = session.feed.call(capture).result(10)
    for name, weights in template().weights().items():
        assert np.array_equal(arrays[name], weights)
    assert not files.edited


# -- what goes wrong ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "content", [b"", b"not a zip", b"PK\x03\x04" + b"\0" * 60], ids=["empty", "text", "torn"]
)
def test_bad_file_leaves_everything_as_it_is(
    files: Files, session: Session, settings: Settings, tmp_path: Path, content: bytes
) -> None:
    files.new(gate(), "Gate")
    document = session.document
    path = tmp_path / "bad.neuro"
    path.write_bytes(content)
    with pytest.raises(FileError, match=r"bad\.neuro"):
        files.open(path)
    assert session.document is document
    assert (files.name, files.edited, settings.recent) == ("Gate", False, ())


def test_damaged_run_still_gives_its_weights(
    qtbot: QtBot, files: Files, session: Session, tmp_path: Path
) -> None:
    trainer = Trainer(gate())
    list(trainer.run())
    arrays, run = capture(trainer)
    write(tmp_path / "a.neuro", Saved(gate(), arrays, run | {"steps": None}))
    with qtbot.waitSignal(files.notice) as notice:
        files.open(tmp_path / "a.neuro")
    assert "run.json" in notice.args[0]
    qtbot.waitUntil(lambda: session.snapshot.state == "ready")
    found, _ = session.feed.call(capture).result(10)
    assert all(np.array_equal(found[n], a) for n, a in arrays.items() if not n.startswith("optimizer/"))


def test_failed_saving_is_told_and_loses_nothing(
    qtbot: QtBot, files: Files, session: Session, settings: Settings, tmp_path: Path
) -> None:
    files.new(gate(), "Gate")
    session.apply("set units to 5", edits.set_field(session.document, "dense1", "units", 5))
    with qtbot.waitSignal(files.failed) as failed:
        files.save(tmp_path / "no such folder" / "a.neuro")
    assert "a.neuro" in failed.args[0]
    assert (files.path, files.edited, settings.recent) == (None, True, ())


def test_failed_saving_keeps_the_old_file(qtbot: QtBot, files: Files, tmp_path: Path) -> None:
    files.new(gate())
    path = tmp_path / "a.neuro"
    save(qtbot, files, path)
    before = path.read_bytes()
    files.new(Document(notes="x" * 200_000))  # longer than a file may hold
    with qtbot.waitSignal(files.failed):
        files.save(path)
    assert path.read_bytes() == before


def test_then_follows_when_all_is_on_the_disk(qtbot: QtBot, files: Files, tmp_path: Path) -> None:
    files.new(gate())
    path, seen = tmp_path / "a.neuro", []
    files.save(path, then=lambda: seen.append(zipfile.is_zipfile(path)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [True]


# -- recent files ------------------------------------------------------------------------------------------------------
def test_recent_files_are_in_order_and_few(settings: Settings, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.neuro" for number in range(12)]
    for path in (*paths, paths[7]):
        settings.add_recent(path)
    settings.sync()
    expected = ["7", "11", "10", "9", "8", "6", "5", "4"]
    assert [path.stem for path in Settings(tmp_path / "settings.ini").recent] == expected


def test_one_recent_file_is_remembered_too(settings: Settings, tmp_path: Path) -> None:
    settings.add_recent(tmp_path / "a.neuro")
    settings.sync()
    assert Settings(tmp_path / "settings.ini").recent == (tmp_path / "a.neuro",)


def test_recent_files_can_be_forgotten(qtbot: QtBot, settings: Settings, tmp_path: Path) -> None:
    settings.add_recent(tmp_path / "a.neuro")
    settings.add_recent(tmp_path / "b.neuro")
    with qtbot.waitSignal(settings.recent_changed):
        settings.forget_recent(tmp_path / "b.neuro")
    assert settings.recent == (tmp_path / "a.neuro",)
    settings.clear_recent()
    assert settings.recent == ()
