"""Documents and weights made to harm: refused with the place and plain words."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

from core.document.migrations import VERSION
from tests.core.hostile import Refusal, Tree, document, good, head, packed, refused


@pytest.fixture
def refusal(tmp_path: Path) -> Refusal:
    return partial(refused, tmp_path / "net.neuro")


@pytest.mark.parametrize("opener", ["[", '{"a":'])
@pytest.mark.parametrize(
    ("before", "message"),
    [
        ('{"format":"neurowright","version":1,"document":', "nested too deeply"),
        ('{"more":', "nested too deeply"),
        ("", "document.json"),
    ],
)
def test_a_deeply_nested_document_is_refused(
    refusal: Refusal, opener: str, before: str, message: str
) -> None:
    assert message in refusal(packed(("document.json", (before + opener * 700_000).encode())))


@pytest.mark.parametrize("opener", ["[", '{"a":'])
def test_a_deeply_nested_run_is_refused(refusal: Refusal, opener: str) -> None:
    assert "its run.json is damaged" in refusal(good(("run.json", (opener * 700_000).encode())))


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"{}", b"\xff\xfe", b'{"format":1}', b'{"format":"neurowright","version":1}'],
)
def test_a_document_that_is_not_ours_is_refused(refusal: Refusal, content: bytes) -> None:
    assert "in its document.json, " in refusal(packed(("document.json", content)))


def test_another_format_is_refused(refusal: Refusal) -> None:
    assert "not one of Neurowright's (“keras”)" in refusal(packed(("document.json", head({}, name="keras"))))


@pytest.mark.parametrize("version", [0, -1, "1", None, 1.5, 10**30])
def test_versions_that_never_were_are_refused(refusal: Refusal, version: Any) -> None:
    refusal(packed(("document.json", head(document(), version))))


def test_a_newer_version_is_named_whatever_else_it_holds(refusal: Refusal) -> None:
    newer = head({"everything": "is different"}, VERSION + 1)
    message = refusal(packed(("document.json", newer), ("sound.mp3", b"x")))
    assert (
        f"made with a newer Neurowright (file version {VERSION + 1}, this one reads up to {VERSION})"
        in message
    )


def changed(*path: str, to: Any) -> bytes:
    tree = document()
    place = tree
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return packed(("document.json", head(tree)))


DENSE = ("graph", "nodes", "dense1")
UNITS = (*DENSE, "spec", "units")
KIND = (*DENSE, "spec", "type")
WIRE = ("graph", "wires", "wire1")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (UNITS, 10**9, "“dense1”, units: expected a whole number of at most 65,536, found 1000"),
        (UNITS, 10**400, "dense1"),
        (UNITS, 0, "node “dense1”, units: expected a whole number of at least 1, found 0"),
        (UNITS, "many", 'node “dense1”, units: expected a whole number, found "many"'),
        (UNITS, 1.5, "node “dense1”, units: expected a whole number, found 1.5"),
        (UNITS, None, "node “dense1”, units: expected a whole number, found null"),
        ((*DENSE, "spec", "bias"), 1, "node “dense1”, bias: expected true or false, found 1"),
        ((*DENSE, "spec", "kernel"), 3, "node “dense1”: there is a field “kernel”, which is not known here"),
        (KIND, "quantum", "node “dense1”, type: “quantum” is not one of the choices known here"),
        ((*DENSE, "spec", "activation"), {"type": "x"}, "“dense1”, activation › type: “x” is not one of"),
        ((*DENSE, "spec"), {"units": 3}, "node “dense1”: the field “type” is missing"),
        ((*DENSE, "spec"), [], "node “dense1”: expected a group of fields, found []"),
        ((*DENSE, "title"), "x" * 201, "node “dense1”, title: expected a text of length at most 200"),
        ((*DENSE, "position"), [1], "node “dense1”, position: expected a list of length 2, found [1]"),
        ((*DENSE, "position"), [1e300, 0], "node “dense1” lies too far out"),
        ((*DENSE, "id"), "dense7", "node “dense1” calls itself “dense7”"),
        ((*WIRE, "source"), ["nobody", "out"], "wire “wire1” leads to a node “nobody” that is not there"),
        ((*WIRE, "target"), ["nobody", "in"], "wire “wire1” leads to a node “nobody” that is not there"),
        ((*WIRE, "source"), ["input1", "side"], "starts at an output “side”, which “input1” does not have"),
        ((*WIRE, "target"), ["flatten1", "side"], "ends at an input “side”, which “flatten1” does not have"),
        ((*WIRE, "target"), ["output1", "in"], "end at the same input of “output1”"),
        ((*WIRE, "target"), ["flatten1"], "wire “wire1”, target: expected a list"),
        ((*WIRE, "id"), "wire9", "wire “wire1” calls itself “wire9”"),
        ((*WIRE, "delayed"), True, "wire “wire1” is a delayed one"),
        (("graph", "nodes"), [], "graph › nodes: expected a group of fields, found []"),
        (("graph",), None, "graph: expected a group of fields, found null"),
        (("training", "learning_rate"), -1, "training › learning_rate: expected a number above 0, found -1"),
        (("training", "batch_size"), 10**12, "batch_size: expected a whole number of at most 65,536"),
        (("training", "optimizer"), {"type": "magic"}, "training › optimizer › type: “magic” is not one of"),
        (("data", "source"), {"type": "x\x1b\n"}, "data › source › type"),
        (("notes",), "x" * 100_001, "notes: expected a text of length at most 100000"),
        (("extra",), 1, "there is a field “extra”"),
    ],
)  # fmt: skip
def test_bad_values_are_named_with_their_place(
    refusal: Refusal, path: tuple[str, ...], value: Any, message: str
) -> None:
    assert message in refusal(changed(*path, to=value))


@pytest.mark.parametrize("name", ["a/b", "a\nb", "\x1b[2J"])
def test_names_that_would_garble_paths_and_messages_are_refused(refusal: Refusal, name: str) -> None:
    tree = document()
    tree["graph"]["nodes"][name] = {"id": name, "spec": {"type": "flatten"}}
    assert "holds a sign that is not allowed" in refusal(packed(("document.json", head(tree))))


def test_a_node_and_a_wire_of_one_name_are_refused(refusal: Refusal) -> None:
    tree = document()
    tree["graph"]["nodes"]["wire1"] = {"id": "wire1", "spec": {"type": "flatten"}}
    assert "both called “wire1”" in refusal(packed(("document.json", head(tree))))


@pytest.mark.parametrize(("group", "count"), [("nodes", 20_001), ("wires", 100_001)])
def test_too_large_networks_are_refused(refusal: Refusal, group: str, count: int) -> None:
    parts = {
        "nodes": lambda i: {"id": f"n{i}", "spec": {"type": "flatten"}},
        "wires": lambda i: {"id": f"n{i}", "source": ["input1", "out"], "target": ["flatten1", "in"]},
    }
    tree = document()
    tree["graph"][group] = {f"n{i}": parts[group](i) for i in range(count)}
    assert f"the network has {count:,} {group}" in refusal(packed(("document.json", head(tree))))


def with_weights(**arrays: Any) -> bytes:
    named = {name.replace("__", "/"): np.asarray(array) for name, array in arrays.items()}
    return good(("weights.safetensors", safetensors.numpy.save(named)))


def raw_weights(header: Any, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return good(("weights.safetensors", len(text).to_bytes(8, "little") + text + data))


def tensor(begin: int, end: int, shape: list[int], dtype: str = "F32") -> Tree:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_weights_that_are_not_numbers_are_named(refusal: Refusal, value: float) -> None:
    bias = np.zeros(16, np.float32)
    bias[7] = value
    message = refusal(with_weights(dense1__bias=bias, dense1__weight=np.ones((64, 16), np.float32)))
    assert "“dense1/bias” hold values that are not numbers" in message


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        (
            "dense1__weight",
            (16, 64),
            "“dense1/weight” do not fit the network: Dense needs 64×16, these are 16×64",
        ),
        ("dense1__bias", (), "Dense needs 16, these are a single number"),
        ("optimizer__velocity__dense1__bias", (15,), "Dense needs 16, these are 15"),
        ("state__input1__scale", (64,), "Data needs 8×8×1, these are 64"),
        ("dense1__kernel", (1,), "Dense has nothing of that name"),
        ("flatten1__weight", (1,), "Flatten has nothing of that name"),
        ("dense9__weight", (1,), "the document has no such node"),
        ("weight", (1,), "the document has no such node"),
    ],
)
def test_weights_that_do_not_fit_are_named(
    refusal: Refusal, name: str, shape: tuple[int, ...], message: str
) -> None:
    assert message in refusal(with_weights(**{name: np.ones(shape, np.float32)}))


@pytest.mark.parametrize("dtype", [np.float16, np.int8, np.bool_, np.complex64])
def test_weights_of_other_types_are_refused(refusal: Refusal, dtype: type) -> None:
    assert "“dense1/bias” are of type" in refusal(with_weights(dense1__bias=np.ones(16, dtype)))


@pytest.mark.parametrize(
    "content",
    [
        raw_weights(b""),
        raw_weights(b"["),
        raw_weights(b"[" * 500_000),
        raw_weights({"dense1/bias": tensor(0, 64, [16])}, b"\0" * 60),
        raw_weights({"dense1/bias": tensor(0, 64, [16])}, b"\0" * 68),
        raw_weights({"dense1/bias": tensor(0, 64, [2**62, 2**62])}, b"\0" * 64),
        raw_weights({"dense1/bias": tensor(0, 64, [-16])}, b"\0" * 64),
        raw_weights({"dense1/bias": tensor(64, 0, [16])}, b"\0" * 64),
        raw_weights({"dense1/bias": tensor(0, 2**63, [2**61])}, b"\0" * 64),
        raw_weights({"dense1/bias": tensor(0, 64, [16]), "dense2/bias": tensor(24, 64, [10])}, b"\0" * 64),
        raw_weights({"dense1/bias": tensor(0, 64, [16], "PICKLE")}, b"\0" * 64),
        raw_weights({"dense1/bias": 7}),
        good(("weights.safetensors", b"")),
        good(("weights.safetensors", b"\x00" * 7)),
    ],
    ids=range(14),
)
def test_damaged_weights_are_refused(refusal: Refusal, content: bytes) -> None:
    assert "its weights are damaged" in refusal(content)


def test_an_endless_list_of_weights_is_refused(refusal: Refusal) -> None:
    assert "list of its weights is too long" in refusal(good(("weights.safetensors", b"\xff" * 8 + b"{}")))
