import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import core
from core.probes.base import Probe
from core.reference import PAGE, page
from core.spec import Spec, fields, tag
from core.templates.base import Template

NOT_IN_DOCUMENTS = (Probe, Template)  # no document holds one: they have no section


def descendants(cls: type[Spec]) -> Iterator[type[Spec]]:
    for child in cls.__subclasses__():
        yield child
        yield from descendants(child)


def declared() -> list[type[Spec]]:
    """Every class that a document can hold."""
    for module in pkgutil.walk_packages(core.__path__, "core."):
        importlib.import_module(module.name)
    return [
        cls
        for cls in descendants(Spec)
        if cls.__module__.startswith("core.") and cls.title and not issubclass(cls, NOT_IN_DOCUMENTS)
    ]


def test_the_page_in_docs_is_not_stale() -> None:
    if PAGE.read_text("utf-8") != page():
        pytest.fail(
            "docs/layers.md is not what the declarations say any more: run `make docs`.", pytrace=False
        )


@pytest.mark.parametrize("cls", declared(), ids=lambda cls: cls.__name__)
def test_every_declaration_has_a_section_with_all_its_settings(cls: type[Spec]) -> None:
    head = f"### {cls.title} (`{tag(cls)}`)\n"
    sections = [part for part in re.split(r"(?m)^(?=##)", page()) if part.startswith(head)]
    assert any(
        cls.help in section and all(f"| {field.title} (`{field.name}`) |" in section for field in fields(cls))
        for section in sections
    )


def test_a_row_tells_values_default_and_meaning() -> None:
    row = "| Units (`units`) | a whole number from 1 to 65,536 | 32 | How many neurons the layer has. |"
    assert row in page().splitlines()


def test_settings_within_settings_are_told_too() -> None:
    assert "| Stop early: Patience (`patience`) | a whole number from 1 to 10,000, or off | off |" in page()


def test_every_row_of_a_table_has_four_cells() -> None:
    rows = [line for line in page().splitlines() if line.startswith("| ")]
    assert rows
    assert [row for row in rows if len(re.findall(r"(?<!\\)\|", row)) != 5] == []


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    target = tmp_path / "docs" / "reference.md"
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "core.reference", str(target)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert str(target) in done.stdout
    assert target.read_text("utf-8") == page()
