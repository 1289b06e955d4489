"""What a decoder says of a bad document, in plain words: which part, what was expected, what was found."""

import re
from typing import Any

import msgspec
from msgspec import Raw

from core.document.archive import printable, shown
from core.document.graph import Node, Wire

_TYPES = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "true or false",
    "null": "nothing",
    "object": "a group of fields",
    "array": "a list",
}
_BOUNDS = {">=": "of at least", "<=": "of at most", ">": "above", "<": "below"}
_NEWER = "the file may come from a newer Neurowright"
_EXPECTED = re.compile(
    r"Expected `(?P<types>[^`]*)`(?: (?P<sign>[<>]=?) (?P<bound>\S+)| (?P<rest>[^,]+))?(?:, got .*)?"
)


def explain(error: Exception, raw: bytes) -> str:
    """One sentence on why ``raw``, the JSON of a document, could not be decoded."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply."
    if not isinstance(error, msgspec.ValidationError):
        return f"it is not proper JSON ({error})."
    message, _, path = str(error).partition(" - at ")
    steps = _steps(raw, re.findall(r"\.(\w+)|\[(\.\.\.|\d+)\]", path))
    return f"{_place(steps)}: {_sentence(message, _value(raw, steps))}."


def _sentence(message: str, value: str) -> str:
    quoted = shown(message.partition("`")[2].rstrip("`") or message.partition("'")[2].rstrip("'"))
    if message.startswith("Object contains unknown field"):
        return f"there is a field {quoted}, which is not known here; {_NEWER}"
    if message.startswith("Object missing required field"):
        return f"the field {quoted} is missing"
    if message.startswith("Invalid"):
        return f"{quoted} is not one of the choices known here; {_NEWER}"
    if message.endswith("out of range"):
        return f"the number {value} is too large"
    return f"expected {_wanted(message)}, found {value}"


def _wanted(message: str) -> str:
    match = _EXPECTED.fullmatch(message)
    if match is None:
        return f"something else ({message})"
    words = " or ".join(_TYPES.get(name, name) for name in match["types"].split(" | "))
    if match["sign"]:
        return f"{words} {_BOUNDS[match['sign']]} {float(match['bound']):,.12g}"
    return (
        f"{words} {match['rest'].replace('>=', 'at least').replace('<=', 'at most')}"
        if match["rest"]
        else words
    )


def _place(steps: list[str]) -> str:
    if len(steps) < 3 or steps[0] != "graph":
        return " › ".join(steps) or "the document"
    kind, inside = steps[1].removesuffix("s"), [s for s in steps[3:] if s != "spec"]
    return ", ".join([f"the {kind} {shown(steps[2])}", *([" › ".join(inside)] if inside else [])])


def _steps(raw: bytes, path: list[tuple[str, str]]) -> list[str]:
    """The names on the way to the place of an error; the decoder leaves out the keys of nodes and wires."""
    steps = [field or index for field, index in path]
    if "..." in steps[:3] and steps[1:2] in (["nodes"], ["wires"]):
        steps[2] = _culprit(raw, steps[1], Node if steps[1] == "nodes" else Wire)
    return steps


def _culprit(raw: bytes, group: str, kind: type[Node] | type[Wire]) -> str:
    for key, part in _inside(_inside(_inside(Raw(raw))["graph"])[group]).items():
        try:
            msgspec.json.decode(part, type=kind)
        except (msgspec.DecodeError, RecursionError, ValueError):
            return key
    return "…"


def _value(raw: bytes, steps: list[str]) -> str:
    value = Raw(raw)
    for step in steps:
        inside = _inside(value)
        if step not in inside:
            return "something else"
        value = inside[step]
    return printable(bytes(value)[:200].decode(errors="replace"), 40)


def _inside(value: Raw) -> dict[str, Any]:
    """The fields of an object, or the items of a list by number, not decoded; nothing for other values."""
    try:
        found = msgspec.json.decode(value, type=dict[str, Raw] | list[Raw])
    except (msgspec.DecodeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {str(i): item for i, item in enumerate(found)}
