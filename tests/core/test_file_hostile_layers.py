"""Documents whose layers and data ask for too much: refused, or opened with a problem; soon, in little memory."""

import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from core.document.file import read
from core.document.shapes import infer
from tests.core.hostile import Tree, document, head, packed, refused

HUGE = 10**9
END = [{"type": "output"}]


def row(*specs: dict[str, Any]) -> Tree:
    """The JSON of layers behind the data, one behind the other."""
    tree, specs = document(), ({"type": "input"}, *specs, *END)
    nodes = {f"n{k}": {"id": f"n{k}", "spec": spec} for k, spec in enumerate(specs)}
    wires = {
        f"w{k}": {"id": f"w{k}", "source": [f"n{k - 1}", "out"], "target": [f"n{k}", "in"]}
        for k in range(1, len(specs))
    }
    tree["graph"] |= {"nodes": nodes, "wires": wires}
    return tree


def of_source(**fields: Any) -> Tree:
    tree = document()
    tree["data"]["source"] = fields
    return tree


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"type": "conv2d", "kernel": [HUGE, 1]}, "kernel › 0: expected a whole number of at most 31"),
        ({"type": "conv2d", "kernel": [3]}, "kernel: expected a list of length 2"),
        ({"type": "conv2d", "filters": HUGE}, "filters: expected a whole number of at most 4,096"),
        ({"type": "conv2d", "stride": [0, 1]}, "stride › 0: expected a whole number of at least 1"),
        ({"type": "lstm", "layers": 9}, "layers: expected a whole number of at most 8"),
        ({"type": "lstm", "units": HUGE}, "units: expected a whole number of at most 1,024"),
        ({"type": "concatenate", "count": HUGE}, "count: expected a whole number of at most 8"),
        ({"type": "split", "sizes": [10**18]}, "sizes › 0: expected a whole number of at most 100,000"),
        ({"type": "split", "sizes": [1] * 9}, "sizes: expected a list of length at most 8"),
        ({"type": "input", "columns": [0]}, "columns › 0: expected a whole number of at least 1"),
        ({"type": "input", "columns": [1] * 100_001}, "columns: expected a list of length at most 100000"),
        ({"type": "reshape", "shape": [1] * 9}, "shape: expected a list of length at most 4"),
        ({"type": "embedding", "tokens": HUGE}, "tokens: expected a whole number of at most 100,000"),
        ({"type": "noise", "size": 10**30}, "size"),
    ],
)  # fmt: skip
def test_fields_beyond_their_bounds_are_refused(tmp_path: Path, spec: dict[str, Any], message: str) -> None:
    assert message in refused(tmp_path / "net.neuro", packed(("document.json", head(row(spec)))))


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (row(*[{"type": "up-sampling", "factor": [8, 8]}] * 900), "Too much would come out here"),
        (row(*[{"type": "zero-padding", "margins": [64] * 4}] * 900), "of memory"),
        (
            row(*[{"type": "conv2d-transpose", "filters": 4096, "stride": [16, 16]}] * 50),
            "Too much would come",
        ),
        (
            row(
                {"type": "reshape", "shape": [8, 8]},
                *[{"type": "lstm", "units": 1024, "layers": 8, "gives": "whole sequence"}] * 900,
            ),
            "weights",
        ),
        (row({"type": "conv2d", "groups": 10**30}), "cannot be parted evenly"),
        (of_source(type="text-file", path="/dev/zero"), "is not a file"),
        (of_source(type="series-file", path="/dev/zero"), "is not a file"),
        (of_source(type="image-folder", path="/dev/zero"), "is not a folder"),
        *(
            (of_source(type=kind, path=path), "another machine")
            for kind in ("text-file", "series-file", "image-folder", "csv-file")
            for path in ("//host/share", r"\\host\share", r"\/host/share", r"/\host\share")
        ),
        (of_source(type="waves", steps=100_000, window=1_000, horizon=200), "too much at once"),
    ],
)
def test_what_no_machine_can_hold_opens_with_a_problem(tmp_path: Path, tree: Tree, message: str) -> None:
    path = tmp_path / "net.neuro"
    path.write_bytes(packed(("document.json", head(tree))))
    before = time.perf_counter()
    tracemalloc.start()
    try:
        inference = infer(read(path).document)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.perf_counter() - before < 5
    assert peak < 100_000_000
    assert not inference.ready
    assert any(message in problem.message for problem in inference.problems)
