"""The command line, run as its users run it: as a process of its own."""

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from core.document import edits
from core.document.file import Saved, read, write
from core.spec import tag
from core.templates import TEMPLATES
from tests.core.examples import digits

MAIN = Path(__file__).parents[2] / "main.py"
HEADLESS = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}


def neurowright(*arguments: object, folder: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, str(MAIN), *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=folder,
        env=HEADLESS,
        timeout=100,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A digits network, three epochs long."""
    path = tmp_path / "digits.neuro"
    write(path, Saved(digits()))
    return path


def test_new_lists_every_template_and_writes_one(tmp_path: Path) -> None:
    listed = neurowright("new", "--list", folder=tmp_path).stdout
    assert [line.split()[0] for line in listed.splitlines()] == [tag(t) for t in TEMPLATES]
    neurowright("new", "xor", "x.neuro", folder=tmp_path)
    assert read(tmp_path / "x.neuro").document == next(t for t in TEMPLATES if tag(t) == "xor")().document()


def test_new_names_what_is_wrong(tmp_path: Path) -> None:
    assert "no template “nothing”" in neurowright("new", "nothing", "x.neuro", folder=tmp_path, code=2).stderr


def test_check_prints_problems_and_exits_with_1(tmp_path: Path, document: Path) -> None:
    assert "Ready to train" in neurowright("check", document, folder=tmp_path).stdout
    write(document, Saved(edits.remove(digits(), {"flatten1"})))
    done = neurowright("check", document, folder=tmp_path, code=1)
    assert any(line.startswith("error: Dense (dense1): ") for line in done.stdout.splitlines())


def test_train_prints_json_writes_history_and_goes_on(tmp_path: Path, document: Path) -> None:
    done = neurowright("train", document, "--json", "--history", "h.csv", folder=tmp_path)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["epoch"] for row in rows] == [1, 2, 3]
    assert {"loss", "val_loss", "accuracy", "val_accuracy"} <= rows[0].keys()
    with (tmp_path / "h.csv").open() as file:
        table = list(csv.DictReader(file))
    assert [float(row["val_loss"]) for row in table] == [row["val_loss"] for row in rows]
    again = neurowright("train", document, "--json", "--epochs", 2, folder=tmp_path)
    assert [json.loads(line)["epoch"] for line in again.stdout.splitlines()] == [4, 5]
    assert "5 epochs" in neurowright("info", document, folder=tmp_path).stdout


def test_four_and_six_epochs_equal_ten(tmp_path: Path, document: Path) -> None:
    neurowright("train", document, "--epochs", 10, "--out", "ten.neuro", folder=tmp_path)
    neurowright("train", document, "--epochs", 4, "--out", "four.neuro", folder=tmp_path)
    neurowright("train", "four.neuro", "--epochs", 6, folder=tmp_path)
    ten, six = read(tmp_path / "ten.neuro"), read(tmp_path / "four.neuro")
    assert ten.arrays.keys() == six.arrays.keys()
    for name, array in ten.arrays.items():
        assert np.array_equal(array, six.arrays[name]), name
    assert ten.run == six.run


def test_a_seed_starts_anew(tmp_path: Path, document: Path) -> None:
    neurowright("train", document, "--epochs", 1, "--seed", 5, "--out", "five.neuro", folder=tmp_path)
    saved = read(tmp_path / "five.neuro")
    assert saved.document.training.seed == 5
    assert saved.run is not None
    assert saved.run["epoch"] == 1


def test_export_gives_a_file_that_onnxruntime_runs(tmp_path: Path, document: Path) -> None:
    neurowright("train", document, folder=tmp_path)
    assert "differ" in neurowright("export", document, "d.onnx", folder=tmp_path).stdout
    session = onnxruntime.InferenceSession(str(tmp_path / "d.onnx"))
    images = np.zeros((3, 8, 8, 1), np.float32)
    (answers,) = session.run(None, {session.get_inputs()[0].name: images})
    assert answers.shape == (3, 10)
    neurowright("export", document, "d.safetensors", folder=tmp_path)
    done = neurowright("export", document, "d.xyz", folder=tmp_path, code=2)
    assert "does not say in which format" in done.stderr


@pytest.mark.parametrize("verb", ["check", "train", "info"])
@pytest.mark.parametrize("content", [None, b"", b"not a zip", b"PK\x03\x04" + bytes(40)])
def test_files_that_cannot_be_read_are_refused_in_words(
    verb: str, content: bytes | None, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "bad.neuro").write_bytes(content)
    done = neurowright(verb, "bad.neuro", folder=tmp_path, code=2)
    assert "“bad.neuro” cannot be opened" in done.stderr
    assert done.stdout == ""


def test_an_incomplete_network_is_refused_before_training(tmp_path: Path, document: Path) -> None:
    write(document, Saved(edits.remove(digits(), {"output1"})))
    before = document.read_bytes()
    assert "Add Output" in neurowright("train", document, folder=tmp_path, code=2).stderr
    assert document.read_bytes() == before


def test_a_missing_folder_is_said_before_training(tmp_path: Path, document: Path) -> None:
    done = neurowright("train", document, "--out", "nowhere/x.neuro", folder=tmp_path, code=2)
    assert "There is no folder" in done.stderr


def test_divergence_is_said_and_the_last_good_state_saved(tmp_path: Path, document: Path) -> None:
    from msgspec.structs import replace

    from core.optimizers.sgd import SGD

    wild = replace(
        digits(), training=replace(digits().training, optimizer=SGD(), learning_rate=100.0, l2=10.0)
    )
    write(document, Saved(wild))
    done = neurowright("train", document, folder=tmp_path, code=2)
    assert "smaller learning rate" in done.stderr
    assert all(np.isfinite(a).all() for a in read(document).arrays.values())


def test_ctrl_c_saves_what_was_learned(tmp_path: Path, document: Path) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            str(MAIN),
            "train",
            str(document),
            "--epochs",
            "100000",
            "--json",
            "--out",
            "out.neuro",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=HEADLESS,
    )
    assert process.stdout is not None
    for _ in range(3):
        assert json.loads(process.stdout.readline())["loss"] > 0
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted; what was learned is saved in out.neuro" in errors
    saved = read(tmp_path / "out.neuro")
    assert saved.run is not None
    assert saved.run["epoch"] >= 3


def test_without_a_display_the_digits_are_learned_saved_and_exported(tmp_path: Path) -> None:
    done = neurowright(folder=tmp_path)
    assert "no display" in done.stdout
    assert str(tmp_path / "digits.neuro") in done.stdout
    assert str(tmp_path / "digits.onnx") in done.stdout
    assert read(tmp_path / "digits.neuro").history["val_accuracy"][-1] >= 0.95


def test_measure_prints_what_the_network_is_worth(tmp_path: Path, document: Path) -> None:
    untrained = neurowright("measure", document, folder=tmp_path)
    assert "has not been trained" in untrained.stderr
    neurowright("train", document, folder=tmp_path)
    found = json.loads(neurowright("measure", document, "--json", folder=tmp_path).stdout)
    history = read(document).history
    assert found["accuracy"] == history["val_accuracy"][-1]
    printed = neurowright("measure", document, folder=tmp_path).stdout.splitlines()
    lines = dict(line.split(maxsplit=1) for line in printed)
    assert lines["accuracy"] == f"{found['accuracy']:.2%}"
