"""What a fresh machine gets: a wheel that holds everything, and a display that leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ("core", "gui", "resources")
needs_x_server = pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is not there on this system")


def shipped_files() -> set[Path]:
    found = {
        path.relative_to(ROOT) for folder in SHIPPED for path in (ROOT / folder).rglob("*") if path.is_file()
    }
    return {path for path in found if "__pycache__" not in path.parts and not path.name.startswith(".")}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the project's wheel was unpacked into, away from the checkout."""
    # Built from a copy, as setuptools leaves a build folder in the source and takes old files from there.
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("installed")
    for folder in SHIPPED:
        shutil.copytree(ROOT / folder, source / folder)
    for file in filter(Path.is_file, ROOT.iterdir()):
        shutil.copy(file, source)
    pip_wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip_wheel, "--wheel-dir", str(target), str(source)], check=True)
    with zipfile.ZipFile(next(target.glob("*.whl"))) as wheel:
        wheel.extractall(target)
    return target


def test_wheel_has_every_file(installed: Path) -> None:
    """A folder of modules without __init__.py, or data outside resources/, would be missing."""
    assert {path for path in shipped_files() if not (installed / path).is_file()} == set()


def test_installed_app_starts_elsewhere(installed: Path, tmp_path: Path) -> None:
    code = (
        "import main, resources; print(main.__file__, *resources.__path__, sep='\\n'); main.main(['--help'])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[:2] == [str(installed / "main.py"), str(installed / "resources")]
    assert "usage: neurowright" in run.stdout


def on_display(*command: str) -> subprocess.Popen[str]:
    helper = [sys.executable, ".ci/with_display.py", *command]
    return subprocess.Popen(helper, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def answers(display: str) -> bool:
    environment = os.environ | {"DISPLAY": display}
    asked = subprocess.run(["xdotool", "getdisplaygeometry"], env=environment, capture_output=True)
    return asked.returncode == 0


@needs_x_server
def test_display_ends_with_its_command() -> None:
    with on_display("sh", "-c", "echo $DISPLAY; xdotool getdisplaygeometry; exit 7") as helper:
        display, size = helper.communicate(timeout=60)[0].splitlines()
    assert (size, helper.returncode) == ("1600 1000", 7)
    assert not answers(display)


@needs_x_server
def test_display_ends_when_terminated() -> None:
    with on_display("sh", "-c", "echo $DISPLAY; exec sleep 600") as helper:
        assert helper.stdout
        display = helper.stdout.readline().strip()
        assert answers(display)
        helper.terminate()
        assert helper.wait(timeout=60) == 128 + signal.SIGTERM
    assert not answers(display)
