"""The walls of the architecture, checked by reading the source; CONTRIBUTING.md says why they stand."""

import ast
import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from core.spec import Spec

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE = 400
TAGGED = ("core.layers", "core.activations", "core.losses", "core.optimizers", "core.data")
DECLARATIONS = (
    "core.layers",
    "core.activations",
    "core.losses",
    "core.optimizers",
    "core.schedules",
    "core.initializers",
    "core.metrics",
)


class Wall(NamedTuple):
    """What the modules of one package may not import, and what to do instead."""

    package: str
    forbidden: tuple[str, ...]
    advice: str


WALLS = (
    Wall(
        "core",
        ("PySide6", "shiboken6", "pyqtgraph", "qtawesome", "qtpy", "superqt"),
        "core/ is a library without Qt: let core return values and draw them in gui/.",
    ),
    Wall(
        "core",
        ("gui", "main", "tests"),
        "core/ knows nothing above it: take what is needed as an argument, or move the code up.",
    ),
    Wall("gui", ("main", "tests"), "gui/ is called by main.py, not the other way: take it as an argument."),
    Wall(
        "core.document",
        ("core.engine", "core.training", "core.export"),
        "A document is a value: code that computes with it belongs to the engine or to the trainer.",
    ),
    *(
        Wall(
            package,
            ("core.document", "core.training", "core.data", "core.export"),
            "A declaration knows its own fields and shapes only: what it needs comes in as an argument.",
        )
        for package in DECLARATIONS
    ),
    Wall(
        "core.engine",
        ("core.training", "core.export", "core.data"),
        "The engine computes: batches come in as arrays; trainers and exporters call it.",
    ),
    Wall(
        "core.data",
        ("core.engine", "core.training"),
        "Data yields arrays and does not know what they are used for.",
    ),
)


def source_files(package: str) -> list[Path]:
    """Every source file of a dotted package, or the one file of a module."""
    path = ROOT.joinpath(*package.split("."))
    module = path.with_suffix(".py")
    files = [module] if module.is_file() else sorted(path.rglob("*.py"))
    assert files, f"there is no {package}: if it has another name now, the walls named here must follow"
    return files


def package_of(path: Path) -> str:
    """The dotted package that relative imports in a file start from."""
    return ".".join(path.relative_to(ROOT).parent.parts)


def imports(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Line and dotted name of all that is imported, at the top of a file or deep inside it."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                above = package.split(".")[: len(package.split(".")) + 1 - level] if level else []
                base = ".".join([*above, module] if module else above)
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name


def breaches(source: str, package: str, forbidden: Iterable[str]) -> list[tuple[int, str]]:
    """Line and name of each import of something forbidden."""
    return [
        (line, name)
        for line, name in imports(source, package)
        if any(f"{name}.".startswith(f"{prefix}.") for prefix in forbidden)
    ]


def literals(source: str, words: Iterable[str]) -> list[tuple[int, str]]:
    """Line and text of each string literal that is, as a whole, one of the words."""
    return [
        (node.lineno, node.value)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in set(words)
    ]


def tags_declared_in(package: str) -> set[str]:
    """The names in files of all that a package declares; those of one or two letters prove nothing."""
    module = importlib.import_module(package)
    for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"{package}."):
        importlib.import_module(found.name)
    classes = [cls for cls in descendants(Spec) if f"{cls.__module__}.".startswith(f"{package}.")]
    tags = {cls.__struct_config__.tag for cls in classes if cls.title}  # bases have neither title nor tag
    return {tag for tag in tags if isinstance(tag, str) and len(tag) > 2}


def descendants(cls: type[Spec]) -> Iterator[type[Spec]]:
    for child in cls.__subclasses__():
        yield child
        yield from descendants(child)


def fail_on(findings: Iterable[str], advice: str) -> None:
    if found := list(findings):
        pytest.fail("\n".join([*found, advice]), pytrace=False)


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: f"{wall.package}-without-{wall.forbidden[0]}")
def test_nothing_imports_upwards(wall: Wall) -> None:
    fail_on(
        (
            f"{path.relative_to(ROOT)}:{line}: imports {name}"
            for path in source_files(wall.package)
            for line, name in breaches(path.read_text("utf-8"), package_of(path), wall.forbidden)
        ),
        wall.advice,
    )


@pytest.mark.parametrize("package", ["core", "gui", "main"])
def test_files_are_short(package: str) -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in source_files(package)}
    fail_on(
        (f"{path.relative_to(ROOT)}:{n}: {n} lines" for path, n in lengths.items() if n > LONGEST_FILE),
        f"A file has one subject and at most {LONGEST_FILE} lines: find the second subject and move it out.",
    )


@pytest.mark.parametrize("package", TAGGED)
def test_gui_names_no_declaration(package: str) -> None:
    tags = tags_declared_in(package)
    assert tags, f"{package} declares nothing that is found here; then this test would see nothing"
    fail_on(
        (
            f"{path.relative_to(ROOT)}:{line}: the literal {word!r} is declared in {package}"
            for path in source_files("gui")
            for line, word in literals(path.read_text("utf-8"), tags)
        ),
        "The screen is derived from declarations: ask core.spec for the class, or a field or property of it.",
    )


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import PySide6", ["PySide6"]),
        ("import numpy, PySide6.QtCore as q", ["PySide6.QtCore"]),
        ("from PySide6.QtCore import Qt, QObject", ["PySide6.QtCore.Qt", "PySide6.QtCore.QObject"]),
        ("def f():\n    from core import engine", ["core.engine"]),
        ("from core.engine.network import Network", ["core.engine.network.Network"]),
        ("from ..engine import network", ["core.engine.network"]),
        ("from .. import engine", ["core.engine"]),
        ("import importlib\nimportlib.import_module('core.engine')", ["core.engine"]),
        ("import PySide60\nfrom core import engines\nfrom . import engine\nimport core", []),
        ("'import PySide6'  # import PySide6", []),
    ],
)
def test_the_import_check_sees(source: str, found: list[str]) -> None:
    names = [name for _, name in breaches(source, "core.document", ["PySide6", "core.engine"])]
    assert names == found


def test_the_import_check_gives_the_line() -> None:
    assert breaches("x = 1\n\nimport gui\n", "core", ["gui"]) == [(3, "gui")]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("if kind == 'dense': pass", [1]),
        ("match kind:\n    case 'dense': pass", [2]),
        ("x = {'dense': 1}\ny = ['other', 'dense']", [1, 2]),
        ("'a dense layer', 'Dense', dense  # 'dense'", []),
    ],
)
def test_the_literal_check_sees(source: str, lines: list[int]) -> None:
    assert literals(source, {"dense"}) == [(line, "dense") for line in lines]


def test_findings_fail_with_place_and_advice() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"^core/a\.py:3: imports gui\nmove it$"):
        fail_on(["core/a.py:3: imports gui"], "move it")
