"""Files made by hand, good ones and others, for the tests of what is refused."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.document.file import read
from core.document.migrations import VERSION
from core.errors import FileError
from tests.core.examples import digits

Tree = dict[str, Any]
Refusal = Callable[[bytes], str]


def document() -> Tree:
    """The JSON of a good document."""
    return msgspec.to_builtins(digits())


def head(tree: Any, version: Any = VERSION, name: str = "neurowright") -> bytes:
    return json.dumps({"format": name, "version": version, "document": tree}).encode()


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return file.getvalue()


def good(*more: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """A good document with more entries beside it."""
    return packed(("document.json", head(document())), *more)


def refused(path: Path, content: bytes) -> str:
    """The message with which a file of these bytes is refused; nothing else may happen."""
    path.write_bytes(content)
    with pytest.raises(FileError) as raised:
        read(path)
    message = str(raised.value)
    assert message.startswith(f"“{path.name}” cannot be opened")
    assert len(message) < 400
    assert message.isprintable()
    assert list(path.parent.iterdir()) == [path]
    return message
