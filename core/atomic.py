"""Files that are replaced as a whole or not at all."""

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from core.errors import FileError


@contextmanager
def replacing(path: Path | str) -> Iterator[BinaryIO]:
    """A new file beside ``path`` that takes its place once the block has ended well and all is on the disk.

    Whatever happens before that, the old file stays as it was and the new one is removed.

    Raises:
        FileError: the file cannot be written: a full disk, a folder without permission ...
    """
    target = Path(os.path.realpath(path))  # a link keeps pointing at the file
    new = target.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        _refuse(target)
        with new.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, new)
        os.replace(new, target)
    except OSError as error:
        raise FileError(_sentence(target, error)) from error
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)


def _refuse(target: Path) -> None:
    if target.is_dir():
        raise FileError(f"“{target.name}” is a folder; give the file a name of its own.")
    if target.exists() and not target.is_file():
        raise FileError(f"“{target.name}” is a device, not a file; choose another name.")
    as_user = os.access in os.supports_effective_ids
    if target.exists() and not os.access(target, os.W_OK, effective_ids=as_user):
        # Replacing it would work, but not in the sense of whoever protected it.
        raise FileError(f"“{target.name}” is write-protected. Save under another name.")


def _sentence(target: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    kept = " The file that was there is unchanged." if os.path.exists(target) else ""
    return f"“{target.name}” cannot be written to {target.parent} ({reason}).{kept} Try another place."
