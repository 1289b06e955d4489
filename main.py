"""Neurowright: opens the window, or does one job without it."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

NO_DISPLAY = "There is no display here."


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window with no argument or a file; carry out a command with one. Returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if _names_a_file(arguments):
        return _open_window(arguments[0] if arguments else None)
    from core.commands import run

    return run(arguments, _draw)


def _names_a_file(arguments: list[str]) -> bool:
    if not arguments:
        return True
    if len(arguments) > 1 or arguments[0].startswith("-"):
        return False
    from core.commands import verbs

    return arguments[0] not in verbs()


def _open_window(file: str | None) -> int:
    if _has_display():
        from gui.app import run as open_window

        return open_window(file)
    if file is not None:
        print(f"{NO_DISPLAY} To work with {file} in the terminal: main.py train, export, check or info.")
        return 2
    from core.commands import demonstrate

    print(f"{NO_DISPLAY} Training the digits example in the terminal instead.")
    return demonstrate(Path.cwd())


def _draw(arguments: argparse.Namespace) -> int:
    from gui.drawing.headless import draw

    return draw(arguments)


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
