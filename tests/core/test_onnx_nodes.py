"""ONNX's own node tests against our kernels, for every operator that has an adapter in ``onnx_nodes``.

Cases that ask for what we do not have are listed with the reason; run with ``-rP`` to see the table of all.
"""

import importlib
import pkgutil
import warnings
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from tests.core import onnx_nodes
from tests.core.onnx_nodes.case import Case, NotCovered


def _adapters() -> dict[str, Callable[[Case], list[np.ndarray]]]:
    found: dict[str, Callable[[Case], list[np.ndarray]]] = {}
    for module in pkgutil.iter_modules(onnx_nodes.__path__):
        found |= getattr(importlib.import_module(f"{onnx_nodes.__name__}.{module.name}"), "ADAPTERS", {})
    return found


ADAPTERS = _adapters()


def _cases() -> Iterator[tuple[Case, float, float]]:
    """All tests of a single node for which there is an adapter, with their tolerances."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the makers of some cases overflow on purpose
        from onnx.backend.test.loader import load_model_tests
        from onnx.helper import get_attribute_value

        loaded = load_model_tests(kind="node")
    for test in loaded:
        nodes = test.model.graph.node
        if len(nodes) != 1 or nodes[0].op_type not in ADAPTERS or nodes[0].domain not in ("", "ai.onnx"):
            continue
        node, inputs, outputs = nodes[0], *(list(part) for part in test.data_sets[0])
        attributes = {a.name: get_attribute_value(a) for a in node.attribute}
        given = iter(inputs)
        placed = [next(given) if name else None for name in node.input]
        case = Case(test.name.removeprefix("test_"), node.op_type, attributes, placed, outputs)
        yield case, test.rtol, test.atol


@pytest.fixture(scope="module")
def cases() -> list[tuple[Case, float, float]]:
    return list(_cases())


@pytest.mark.parametrize("operator", sorted(ADAPTERS))
def test_nodes(
    operator: str, cases: list[tuple[Case, float, float]], record_property: Callable[[str, object], None]
) -> None:
    """Every case is computed as ONNX says, or refused for a reason."""
    lines, covered = [], 0
    mine = [entry for entry in cases if entry[0].operator == operator]
    assert mine, f"ONNX has no test of {operator}"
    for case, relative, absolute in mine:
        try:
            found = ADAPTERS[operator](case)
        except NotCovered as reason:
            lines.append(f"  – {case.name}: {reason}")
            continue
        assert found, case.name
        for ours, wanted in zip(found, case.outputs, strict=False):
            assert ours.shape == wanted.shape, case.name
            np.testing.assert_allclose(
                ours, wanted, rtol=relative, atol=max(absolute, 1e-6), err_msg=case.name
            )
        covered += 1
        lines.append(f"  ✓ {case.name}")
    record_property("onnx", "\n".join([f"{operator}: {covered} of {len(mine)} cases", *lines]))
