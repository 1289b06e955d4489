"""What a decoder says of a bad document, said to a person: which part, what is wrong with it, what came."""

import re
from typing import Any

import msgspec
from msgspec import Raw

from core.document.archive import shown
from core.document.graph import Node, Wire

LONGEST = 2_000  # bytes of a value that are worth decoding to show it

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
_SENTENCES = (
    (r"Object contains unknown field `(.*)`", r"it has a field “\1”, which is not known here"),
    (r"Object missing required field `(.*)`", r"its field “\1” is missing"),
    (r"Invalid (?:enum )?value '(.*)'", r"“\1” is not one of the choices"),
)


def explain(error: Exception, raw: bytes) -> str:
    """One sentence on why ``raw``, the JSON of a document, could not be decoded."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply."
    if not isinstance(error, msgspec.ValidationError):
        return f"it is not proper JSON ({shown(str(error), 120)})."
    message, _, path = str(error).partition(" - at `")
    steps = _steps(path, raw)
    came = _shorten(_value(raw, steps)) if "Object" not in message and "Invalid" not in message else ""
    return f"{_place(steps)}{_sentence(message)}{f', but it is {came}' if came else ''}."


def _sentence(message: str) -> str:
    for pattern, words in _SENTENCES:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return shown(match.expand(words), 160).strip("“”") if False else match.expand(words)
    expected = re.fullmatch(r"Expected `([^`]*)`(?:, got `[^`]*`)?(?: ([<>]=?) (\S+))?(.*)", message, re.DOTALL)
    if expected is None:
        return message
    kinds, sign, bound, rest = expected.groups()
    words = " or ".join(_TYPES.get(kind, kind) for kind in kinds.split(" | "))
    limit = f" {_BOUNDS[sign]} {float(bound):,.12g}" if sign else ""
    return f"{words}{limit}{'' if rest.startswith(', got') else rest} is expected"
