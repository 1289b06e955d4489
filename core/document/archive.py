"""A zip of a few known files, read as if it came from an enemy."""

import math
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from core.errors import FileError

PIECE = 1 << 20  # bytes read at a time; a directory of entries longer than this is refused too
MAX_ENTRIES = 64
SLACK = 64 << 20  # bytes that an entry may hold however small it was packed
MAX_RATIO = 10  # beyond the slack: how much larger than the file an entry may be; weights hardly shrink
DATE = (1980, 1, 1, 0, 0, 0)  # the same for every entry, so that equal content gives equal bytes
PACKED_BETTER = (".json", ".csv")
PICKLES = (".pkl", ".pickle", ".pt", ".pth", ".joblib", ".dill")

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)


def write_archive(file: BinaryIO, entries: Mapping[str, bytes]) -> None:
    """Write a zip; the same entries give the same bytes."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name, DATE)
            info.create_system = 3  # the same on every machine
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED if name.endswith(PACKED_BETTER) else zipfile.ZIP_STORED
            archive.writestr(info, content)


class Archive:
    """An opened zip: its directory is checked, nothing is unpacked yet; nothing is ever written to the disk.

    Raises:
        FileError: it is no zip, or its directory holds what no zip of ours holds.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise FileError("it is not a file." if path.exists() else "there is no such file.")
        self._file, self._size = path.open("rb"), path.stat().st_size
        try:
            self._zip = zipfile.ZipFile(_Pieces(self._file))
            self._check()
        except _DAMAGE as error:
            self._file.close()
            raise FileError("it is not a Neurowright file, or its end is missing.") from error
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.close()

    def _check(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise FileError(f"it holds {len(entries):,} entries; at most {MAX_ENTRIES} are expected.")
        names = [e.orig_filename for e in entries]
        for entry in entries:
            if names.count(entry.orig_filename) > 1:
                raise FileError(f"it holds {shown(entry.orig_filename)} twice.")
            _check_entry(entry)

    def refuse_others(self, known: Iterable[str]) -> None:
        """Raise FileError when there is anything beside the entries that are known."""
        for entry in self._zip.infolist():
            name = entry.orig_filename
            if name in known:
                continue
            if name.lower().endswith(PICKLES):
                raise FileError(f"it holds {shown(name)}, which could run code when it is opened.")
            raise FileError(f"it holds {shown(name)}, which does not belong in a Neurowright file.")

    def read(self, name: str, most: int) -> bytes | None:
        """The bytes of an entry, None where there is none.

        Args:
            most: bytes that the entry may have; counted as they come out, whatever the zip says of itself.

        Raises:
            FileError: the entry is damaged or too large.
        """
        found = [e for e in self._zip.infolist() if e.orig_filename == name]
        if not found:
            return None
        most = min(most, max(SLACK, MAX_RATIO * self._size))
        content = bytearray()
        try:
            with self._zip.open(found[0]) as entry:
                while piece := entry.read(PIECE):
                    content += piece
                    if len(content) > most:
                        raise FileError(f"its {name} unpacks to more than {in_bytes(most)}.")
        except (*_DAMAGE, OSError) as error:
            raise FileError(f"its {name} is damaged.") from error
        return bytes(content)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = shown(entry.orig_filename)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise FileError(f"it holds {name}, a link to another file.")
    if entry.flag_bits & 0x1:
        raise FileError(f"its {name} is encrypted.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileError(f"its {name} is packed by a method not used here ({entry.compress_type}).")


class _Pieces:
    """A file that hands out no more than a piece at once, so that no length written in a zip costs memory."""

    def __init__(self, file: BinaryIO) -> None:
        self.seek, self.tell, self.seekable, self._file = file.seek, file.tell, file.seekable, file

    def read(self, count: int = -1) -> bytes:
        content = self._file.read(PIECE + 1 if count < 0 else min(count, PIECE + 1))
        if len(content) > PIECE:
            raise FileError("its list of entries is too long.")
        return content


def shown(name: str, most: int = 60) -> str:
    """A name from a file that is not trusted, fit to be shown: short and printable."""
    return f"“{printable(name, most)}”"


def printable(text: str, most: int) -> str:
    """The beginning of a text, without signs that would garble a message."""
    start = text if len(text) <= most else text[:most] + "…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in start)


def in_bytes(count: float) -> str:
    """A count of bytes as people say it."""
    units = ("bytes", "kB", "MB", "GB")
    power = min(int(math.log10(max(count, 1))) // 3, len(units) - 1)
    return f"{count / 1000**power:.3g} {units[power]}"
