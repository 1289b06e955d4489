"""The .neuro file: what is written comes back to the bit, and a good file is never lost to a bad write."""

import contextlib
import json
import os
import resource
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
import safetensors.numpy

from core.activations import ACTIVATIONS
from core.atomic import replacing
from core.data.preprocessing import PREPROCESSINGS
from core.data.recipe import DataRecipe
from core.data.sources import SOURCES
from core.document import edits
from core.document.document import Document
from core.document.file import Saved, read, write
from core.document.graph import End, Graph, Node, Wire
from core.document.migrations import MIGRATIONS, VERSION, migrate
from core.document.recipe import TrainingRecipe
from core.document.shapes import infer
from core.errors import FileError
from core.layers import LAYERS
from core.layers.dense import Dense
from core.layers.input import Input
from core.optimizers import OPTIMIZERS
from core.schedules import SCHEDULES
from tests.core.examples import digits

PNG = (
    b"\x89PNG\r\n\x1a\n"
    + b"\x00\x00\x00\rIHDR"
    + (32).to_bytes(4)
    + (16).to_bytes(4)
    + b"\x08\x02\x00\x00\x00"
)


def full() -> Saved:
    """A file's content with something in every part; the numbers are such that text would round them."""
    random = np.random.default_rng(1)
    return Saved(
        digits(),
        {
            "dense1/weight": random.normal(size=(64, 16)).astype(np.float32),
            "dense1/bias": np.nextafter(np.zeros(16, np.float32), 1),
            "state/input1/offset": random.random((8, 8, 1)),
            "optimizer/second_moment/dense1/bias": np.full(16, np.inf, np.float32),
        },
        {
            "epoch": 3,
            "generators": {"shuffle": 2**127 + 1},
            "best": float("inf"),
            "words": ["ü", None, True, 0.1],
        },
        {"epoch": np.array([1.0, 2.0, 3.0]), "val_loss": np.array([1 / 3, np.nan, np.inf])},
        PNG,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "net.neuro"


@pytest.fixture
def saved(path: Path) -> Path:
    write(path, full())
    return path


@contextlib.contextmanager
def room_for(count: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of an ordinary user's, who also runs the test: permissions bind nobody else."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        with tempfile.TemporaryDirectory() as name:
            yield Path(name)
            Path(name).chmod(0o755)
    finally:
        os.seteuid(user)


def only_file(path: Path) -> bool:
    return [p.name for p in path.parent.iterdir()] == [path.name]


def test_everything_comes_back(saved: Path) -> None:
    before, after = full(), read(saved)
    assert after.document == before.document
    assert after.run == before.run
    assert after.thumbnail == PNG
    assert after.arrays.keys() == before.arrays.keys()
    for name, array in before.arrays.items():
        assert (after.arrays[name].dtype, after.arrays[name].shape) == (array.dtype, array.shape)
        assert after.arrays[name].tobytes() == array.tobytes()
    assert list(after.history) == list(before.history)
    for name, column in before.history.items():
        np.testing.assert_array_equal(after.history[name], column)


def test_a_document_alone_comes_back_alone(path: Path) -> None:
    write(path, Saved(digits()))
    after = read(path)
    assert after.document == digits()
    assert (after.arrays, after.run, after.history, after.thumbnail) == ({}, None, {}, None)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_comes_back(layer: type, path: Path) -> None:
    document, _ = edits.add_node(Document(), layer(), (1.5, -2.0))
    write(path, Saved(document))
    assert read(path).document == document


def test_every_other_declaration_comes_back(path: Path) -> None:
    documents = [
        *(Document(graph=Graph(nodes={"d": Node(id="d", spec=Dense(activation=a()))})) for a in ACTIVATIONS),
        *(Document(data=DataRecipe(source=s())) for s in SOURCES),
        *(Document(data=DataRecipe(preprocessing=p())) for p in PREPROCESSINGS),
        *(Document(training=TrainingRecipe(optimizer=o())) for o in OPTIMIZERS),
        *(Document(training=TrainingRecipe(schedule=s())) for s in SCHEDULES),
    ]
    for document in documents:
        write(path, Saved(document))
        assert read(path).document == document


def test_a_half_built_network_is_a_file_too(path: Path) -> None:
    document, _ = edits.add_node(digits(), Dense(), (0.0, 0.0))
    document = edits.remove(document, {"wire1"})
    arrays = {"dense1/weight": np.ones((64, 16), np.float32)}
    write(path, Saved(document, arrays))
    assert read(path).document == document
    assert list(read(path).arrays) == ["dense1/weight"]  # its shapes are unknown now: it may still fit


def test_a_circle_opens_with_the_problem_shown(path: Path) -> None:
    names = [f"d{i}" for i in range(5_000)]
    nodes = {name: Node(id=name, spec=Dense()) for name in names}
    wires = {
        f"w{i}": Wire(id=f"w{i}", source=End(name, "out"), target=End(names[i - 1], "in"))
        for i, name in enumerate(names)
    }
    write(path, Saved(Document(graph=Graph(nodes=nodes, wires=wires))))
    inference = infer(read(path).document)
    assert not inference.ready
    assert sum("circle" in p.message for p in inference.problems) == 5_000


def test_equal_content_gives_equal_bytes(saved: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.neuro"
    content = full()
    reordered = dict(reversed(content.arrays.items()))
    write(again, Saved(content.document, reordered, content.run, content.history, content.thumbnail))
    assert again.read_bytes() == saved.read_bytes()


def test_reading_and_writing_again_changes_nothing(saved: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.neuro"
    write(again, read(saved))
    assert again.read_bytes() == saved.read_bytes()


def test_other_programs_can_read_the_parts(saved: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name) for name in archive.namelist()}
    head = json.loads(parts["document.json"])
    assert (head["format"], head["version"]) == ("neurowright", VERSION)
    assert head["document"]["graph"]["nodes"]["dense1"]["spec"]["units"] == 16
    weights = safetensors.numpy.load(parts["weights.safetensors"])
    np.testing.assert_array_equal(weights["dense1/weight"], full().arrays["dense1/weight"])
    assert parts["history.csv"].decode().splitlines()[:3] == ["epoch,val_loss", "1,0.3333333333333333", "2,"]
    assert parts["thumbnail.png"] == PNG


def test_weights_that_an_edit_outdated_are_left_out_and_so_is_the_run(path: Path) -> None:
    content = full()
    document = edits.set_field(content.document, "dense1", "units", 17)
    write(path, Saved(document, content.arrays, content.run, content.history))
    after = read(path)
    assert list(after.arrays) == ["state/input1/offset"]
    assert after.run is None
    assert after.history.keys() == content.history.keys()


def test_weights_of_a_removed_node_are_left_out(path: Path) -> None:
    content = full()
    write(path, Saved(edits.remove(content.document, {"dense1"}), content.arrays))
    assert list(read(path).arrays) == ["state/input1/offset"]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_not_numbers_are_not_saved(saved: Path, value: float) -> None:
    before = saved.read_bytes()
    arrays = {"dense1/bias": np.full(16, value, np.float32)}
    with pytest.raises(
        FileError, match="cannot be saved: its weights “dense1/bias” hold values that are not numbers"
    ):
        write(saved, Saved(digits(), arrays))
    assert saved.read_bytes() == before


def test_a_document_that_could_not_be_read_again_is_not_written(path: Path) -> None:
    unchecked = Document(graph=Graph(nodes={"d": Node(id="d", spec=Dense(units=10**9))}))
    with pytest.raises(FileError, match="whole number of at most 65,536, found 1000000000"):
        write(path, Saved(unchecked))
    assert list(path.parent.iterdir()) == []


def test_migrations_run_one_after_the_other_from_the_version_they_start_at() -> None:
    steps = {
        1: lambda d: {**d, "seen": [1]},
        2: lambda d: {**d, "seen": [*d.get("seen", []), 2]},
    }
    assert migrate({"a": 1}, 1, steps) == {"a": 1, "seen": [1, 2]}
    assert migrate({"a": 1}, 2, steps) == {"a": 1, "seen": [2]}
    assert migrate({"a": 1}, 3, steps) == {"a": 1}


def test_there_is_a_migration_from_every_version_before_this_one() -> None:
    assert list(MIGRATIONS) == list(range(1, VERSION))


def test_saving_replaces_and_leaves_nothing_beside(saved: Path) -> None:
    write(saved, Saved(Document(notes="new")))
    assert read(saved).document.notes == "new"
    assert only_file(saved)


@pytest.mark.parametrize("room", [0, 100, 3_000])
def test_a_full_disk_leaves_the_old_file(saved: Path, room: int) -> None:
    before = saved.read_bytes()
    assert len(before) > room
    with (
        room_for(room),
        pytest.raises(FileError, match=r"“net\.neuro” cannot be written.*File too large.*unchanged"),
    ):
        write(saved, full())
    assert saved.read_bytes() == before
    assert only_file(saved)


def test_a_full_disk_leaves_no_half_a_file(path: Path) -> None:
    with room_for(100), pytest.raises(FileError) as raised:
        write(path, full())
    assert "unchanged" not in str(raised.value)  # there was none
    assert list(path.parent.iterdir()) == []


def test_a_folder_without_permission_is_named(folder: Path) -> None:
    path = folder / "net.neuro"
    path.write_bytes(b"old")
    folder.chmod(0o555)
    with pytest.raises(FileError, match=rf"cannot be written to {folder} \(Permission denied\).*unchanged"):
        write(path, full())
    assert path.read_bytes() == b"old"
    assert only_file(path)


def test_a_write_protected_file_is_not_replaced(folder: Path) -> None:
    path = folder / "net.neuro"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(FileError, match=r"“net\.neuro” is write-protected"):
        write(path, full())
    assert path.read_bytes() == b"old"


def test_a_file_without_permission_to_read_is_named(folder: Path) -> None:
    path = folder / "net.neuro"
    write(path, full())
    path.chmod(0)
    with pytest.raises(FileError, match=r"“net\.neuro” cannot be opened \(Permission denied\)"):
        read(path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("folder", "“folder” is a folder"),
        ("missing/net.neuro", "No such file or directory"),
        ("x" * 300, "too long"),
    ],
)
def test_places_that_cannot_be_written_are_named(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError, match=message):
        write(tmp_path / name, full())
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


def test_a_device_is_not_replaced_by_a_file(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(FileError, match="is a device"):
        write(path, full())
    assert path.is_fifo()


def test_an_interrupted_write_leaves_the_old_file(saved: Path) -> None:
    before = saved.read_bytes()

    def interrupted() -> None:
        with replacing(saved) as file:
            file.write(b"half of it")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert saved.read_bytes() == before
    assert only_file(saved)


def test_a_link_keeps_pointing_at_the_file(saved: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.neuro"
    link.symlink_to(saved)
    write(link, Saved(Document(notes="through the link")))
    assert link.is_symlink()
    assert read(saved).document.notes == "through the link"


def test_the_permissions_of_a_file_stay(saved: Path) -> None:
    saved.chmod(0o640)
    write(saved, Saved(Document()))
    assert saved.stat().st_mode & 0o777 == 0o640


def test_many_nodes_are_quick_to_save_and_open(path: Path) -> None:
    nodes = {f"dense{i}": Node(id=f"dense{i}", spec=Dense(), title="Layer ü" * 10) for i in range(2_000)}
    nodes["input1"] = Node(id="input1", spec=Input())
    document = Document(graph=Graph(nodes=nodes), notes="n" * 100_000)
    write(path, Saved(document))
    assert read(path).document == document
    assert path.stat().st_size < 200_000


def test_bounds_hold_after_reading(saved: Path) -> None:
    document = read(saved).document
    assert msgspec.convert(msgspec.to_builtins(document), Document) == document
