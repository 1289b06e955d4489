"""Damaged and hostile .neuro files: a message that says what is wrong, soon; nothing else happens."""

import os
import pickle
import stat
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from core.document.file import Saved, read, write
from core.errors import FileError
from tests.core.examples import digits
from tests.core.hostile import Refusal, document, good, head, packed, refused

MEGABYTE = 1_000_000


@pytest.fixture
def refusal(tmp_path: Path) -> Refusal:
    return partial(refused, tmp_path / "net.neuro")


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"\x00" * 1000, b"\x80\x04N.", pickle.dumps({"a": 1}), b"{}" * 500]
)
def test_other_bytes_are_refused(refusal: Refusal, content: bytes) -> None:
    assert "not a Neurowright file" in refusal(content)


def test_a_zip_of_something_else_is_refused(refusal: Refusal) -> None:
    assert "there is no document.json" in refusal(packed(("word/document.xml", b"<x/>")))


def test_a_file_cut_off_anywhere_is_refused(refusal: Refusal, tmp_path: Path) -> None:
    path = tmp_path / "net.neuro"
    write(path, Saved(digits(), {"dense1/bias": np.ones(16, np.float32)}, {"epoch": 1}))
    whole = path.read_bytes()
    for length in range(0, len(whole), 97):
        assert "not a Neurowright file" in refusal(whole[:length])


def test_a_damaged_part_is_named(refusal: Refusal) -> None:
    content = bytearray(packed(("document.json", head(document())), ("run.json", b"{}" * 50), method=0))
    content[content.index(b"{}{}") + 3] ^= 1
    assert "its run.json is damaged" in refusal(bytes(content))


@pytest.mark.parametrize("kind", ["folder", "missing", "pipe", "unreadable name"])
def test_what_is_no_file_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ("a\0b" if kind == "unreadable name" else kind)
    if kind == "folder":
        path.mkdir()
    if kind == "pipe":
        os.mkfifo(path)  # opening it would wait for ever
    with pytest.raises(FileError, match=r"cannot be opened: (it is not a file|there is no such file)\."):
        read(path)


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/cron.d/evil",
        "a/../../evil",
        "C:\\evil",
        "..\\evil",
        "notes.txt",
        "folder/",
        "",
        "é\x1b[2J",
    ],
)
def test_entries_that_do_not_belong_are_refused(refusal: Refusal, name: str) -> None:
    message = refusal(good((zipfile.ZipInfo(name), b"x")))
    assert "does not belong in a Neurowright file" in message


@pytest.mark.parametrize("name", ["data.pkl", "model.pt", "archive/DATA.PICKLE"])
def test_pickles_are_refused_for_what_they_can_do(refusal: Refusal, name: str) -> None:
    assert "could run code" in refusal(good((name, pickle.dumps([1]))))


class Trap:
    """Unpickled, it makes a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize(
    "name", ["weights.safetensors", "run.json", "history.csv", "thumbnail.png", "document.json"]
)
def test_a_pickle_under_a_good_name_is_refused_and_does_not_run(
    refusal: Refusal, tmp_path: Path, name: str
) -> None:
    sprung = tmp_path.with_name("sprung")
    parts = {"document.json": head(document()), name: pickle.dumps(Trap(sprung))}
    refusal(packed(*parts.items()))
    assert not sprung.exists()


def test_an_entry_twice_is_refused(refusal: Refusal) -> None:
    content = good(("history.cs1", b"epoch\n"), ("history.cs2", b"epoch\n"))
    twice = content.replace(b"history.cs1", b"history.csv").replace(b"history.cs2", b"history.csv")
    assert "holds “history.csv” twice" in refusal(twice)


def test_a_link_is_refused(refusal: Refusal) -> None:
    link = zipfile.ZipInfo("run.json")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert "“run.json”, a link" in refusal(good((link, b"/etc/passwd")))


def test_an_encrypted_entry_is_refused(refusal: Refusal) -> None:
    content = bytearray(good(("run.json", b"{}")))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert "“run.json” is encrypted" in refusal(bytes(content))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packings_are_refused(refusal: Refusal, method: int) -> None:
    assert "packed by a method not used here" in refusal(packed(("document.json", b"{}"), method=method))


def test_a_packing_that_does_not_exist_is_refused(refusal: Refusal) -> None:
    content = bytearray(good(("run.json", b"{}")))
    struct.pack_into("<H", content, content.rindex(b"PK\x01\x02") + 10, 77)
    assert "(77)" in refusal(bytes(content))


def test_too_many_entries_are_refused(refusal: Refusal) -> None:
    assert "holds 201 entries" in refusal(good(*((f"{i}", b"") for i in range(200))))


def test_an_endless_list_of_entries_is_refused(refusal: Refusal) -> None:
    entries = [(f"{i:060}", b"") for i in range(12_000)]
    assert "list of entries is too long" in refusal(good(*entries))


@pytest.mark.parametrize("name", ["document.json", "run.json", "history.csv", "weights.safetensors"])
@pytest.mark.parametrize("honest", [True, False])
def test_a_zip_bomb_stops_early(refusal: Refusal, name: str, honest: bool) -> None:
    """100 MB of blanks in 100 kB; ``honest``: whether the zip admits their length."""
    first = (("document.json", head(document())),) if name != "document.json" else ()
    content = bytearray(packed(*first, (name, b" " * (100 * MEGABYTE))))
    if not honest:
        struct.pack_into("<L", content, content.rindex(b"PK\x01\x02") + 24, 100)
    before = time.perf_counter()
    tracemalloc.start()
    try:
        message = refusal(bytes(content))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.perf_counter() - before < 5
    assert peak < 170 * MEGABYTE
    assert f"its {name} " in message
    assert "unpacks to more than" in message or not honest


@pytest.mark.parametrize("content", [b"", b"[]", b"7", b"{", b"\xff", b"9" * 5000])
def test_a_bad_run_is_refused(refusal: Refusal, content: bytes) -> None:
    assert "its run.json is damaged" in refusal(good(("run.json", content)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"epoch,loss\n1,2\n3\n", "line 3 has 1 cells, the header 2"),
        (b"epoch,loss\n1,often\n", "often"),
        (b"epoch,epoch\n1,2\n", "names of its columns"),
        (b",".join(b"%d" % i for i in range(2_000)), "names of its columns"),
        (b'"', "history.csv is damaged"),
        (b"\xff\xfe", "history.csv is damaged"),
        (b"a\n\0\n", "history.csv is damaged"),
        (b"a\n" + b"1" * 200_000, "history.csv is damaged"),
    ],
)
def test_a_bad_history_is_refused(refusal: Refusal, content: bytes, message: str) -> None:
    assert message in refusal(good(("history.csv", content)))


@pytest.mark.parametrize("size", [(0, 10), (10, 0), (4097, 1), (1, 2**32 - 1)])
def test_a_picture_of_no_or_enormous_size_is_refused(refusal: Refusal, size: tuple[int, int]) -> None:
    picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">LL", *size)
    assert "thumbnail.png is not a picture" in refusal(good(("thumbnail.png", picture)))


def outcome(path: Path, content: bytes) -> str:
    """The message of the refusal, empty where the file opens; nothing else may come out."""
    path.write_bytes(content)
    try:
        assert isinstance(read(path), Saved)
    except FileError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_no_change_of_bytes_does_more_than_be_refused(tmp_path: Path, method: int) -> None:
    random = np.random.default_rng(7)
    parts = (
        ("document.json", head(document())),
        ("weights.safetensors", safetensors.numpy.save({"dense1/bias": np.ones(16, np.float32)})),
        ("run.json", b'{"epoch": 1}'),
        ("history.csv", b"epoch,loss\n1,0.5\n"),
    )
    whole = packed(*parts, method=method)
    edges = [i for i in range(len(whole)) if whole[i : i + 2] == b"PK"]
    outcomes = set()
    for _ in range(1_000):
        content = bytearray(whole)
        for _ in range(random.integers(1, 6)):
            near = random.choice(edges) if random.random() < 0.6 else random.integers(len(content))
            place, length = min(near + random.integers(50), len(content) - 1), random.integers(1, 40)
            match random.integers(4):
                case 0:
                    content[place] = random.integers(256)
                case 1:
                    content[place] ^= 1 << random.integers(8)
                case 2:
                    del content[place : place + length]
                case _:
                    content[place:place] = content[place : place + length]
        outcomes.add(outcome(tmp_path / "net.neuro", bytes(content)))
    assert "" in outcomes
    assert len(outcomes) > 10
    assert all(text.startswith("“net.neuro” cannot be opened") for text in outcomes - {""})


def test_no_change_of_the_json_does_more_than_be_refused(tmp_path: Path) -> None:
    """Inside the document, where a zip's checksum would not let a change through."""
    random = np.random.default_rng(8)
    whole, signs = head(document()), list(b'{}[]",:019-eE.\\ntru\xff')
    outcomes = set()
    for _ in range(600):
        content = bytearray(whole)
        for _ in range(random.integers(1, 4)):
            place, length = random.integers(len(content)), random.integers(12)
            content[place : place + length] = bytes(random.choice(signs, size=length).tolist())
        file = packed(("document.json", bytes(content)), method=zipfile.ZIP_STORED)
        outcomes.add(outcome(tmp_path / "net.neuro", file))
    assert len(outcomes) > 30
    assert all(text.startswith("“net.neuro” cannot be opened: ") for text in outcomes - {""})


def test_no_change_of_the_weights_does_more_than_be_refused(tmp_path: Path) -> None:
    random = np.random.default_rng(9)
    whole = safetensors.numpy.save({"dense1/bias": np.ones(16, np.float32), "dense2/bias": np.ones(10)})
    outcomes = set()
    for _ in range(600):
        content = bytearray(whole)
        for _ in range(random.integers(1, 4)):
            content[random.integers(len(content))] = random.choice(list(b'{}[]",:0129F\x00\x7f\xff'))
        file = good(("weights.safetensors", bytes(content)))
        outcomes.add(outcome(tmp_path / "net.neuro", file))
    assert "" in outcomes
    assert len(outcomes) > 10
