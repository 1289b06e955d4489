"""Runs a command on an X server with a window manager, both its own, and ends them with it.

with_display.py [--or-skip] COMMAND [ARGUMENT ...]

The exit code is the command's. With --or-skip a machine that has no Xvfb skips the command and says so,
unless CI is set, where it must be there.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, NoReturn

NEEDED = ("Xvfb", "openbox", "xdotool")


@contextmanager
def background(
    command: list[str],
    log: IO[bytes],
    environment: Mapping[str, str] = os.environ,
    pass_fds: Sequence[int] = (),
) -> Iterator[None]:
    """Have a process running meanwhile, in a session of its own: Ctrl-C must not end it before its users."""
    process = subprocess.Popen(
        command, stdout=log, stderr=log, env=environment, pass_fds=pass_fds, start_new_session=True
    )
    try:
        yield
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def display(log: IO[bytes], empty_folder: str) -> Iterator[dict[str, str]]:
    """Yield the environment in which programs open their windows on a new X server."""
    reader, writer = os.pipe()
    # Xvfb takes the first free display itself, and writes its number here when it is ready.
    server = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24"]
    with background(server, log, pass_fds=[writer]), open(reader) as pipe:
        os.close(writer)
        number = pipe.readline().strip() or give_up("Xvfb did not start", log)
        environment = os.environ | {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        environment.pop("WAYLAND_DISPLAY", None)
        # Whoever runs this may have settings of their own for openbox.
        settings = {"XDG_CONFIG_HOME": empty_folder}
        with background(["openbox", "--sm-disable"], log, environment | settings):
            deadline = time.monotonic() + 20
            while not has_window_manager(environment):
                if time.monotonic() > deadline:
                    give_up("openbox did not start within 20 s", log)
                time.sleep(0.05)
            yield environment


def has_window_manager(environment: dict[str, str]) -> bool:
    ask = ["xdotool", "get_num_desktops"]  # a question that only a window manager answers
    return subprocess.run(ask, env=environment, capture_output=True).returncode == 0


def give_up(reason: str, log: IO[bytes]) -> NoReturn:
    log.seek(0)
    sys.exit(f"{log.read().decode(errors='replace')}with_display: {reason}")


def run(command: list[str], environment: dict[str, str]) -> int:
    process = subprocess.Popen(command, env=environment)
    # Ctrl-C goes to the command as well; it ends in its own way, and then we do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = process.wait()
    finally:
        stop(process)
    return code if code >= 0 else 128 - code


def main(arguments: list[str]) -> int:
    or_skip = arguments[:1] == ["--or-skip"]
    command = arguments[or_skip:]
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        print(f"with_display: no {', '.join(missing)} here: not run: {' '.join(command)}", file=sys.stderr)
        return 0 if or_skip and not os.environ.get("CI") else 1
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    with (
        tempfile.TemporaryFile() as log,
        tempfile.TemporaryDirectory() as empty_folder,
        display(log, empty_folder) as environment,
    ):
        return run(command, environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
