"""Documents of older file versions, brought up to date step by step."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

VERSION = 1
"""The version of ``document.json`` that is written; raise it when an older program could not read it rightly."""

Migration = Callable[[dict[str, Any]], dict[str, Any]]

MIGRATIONS: Mapping[int, Migration] = MappingProxyType({})
"""By the version it starts from: what turns a document, as plain JSON values, into one of the next version."""


def migrate(
    document: dict[str, Any], version: int, migrations: Mapping[int, Migration] = MIGRATIONS, goal: int = VERSION
) -> dict[str, Any]:
    """A document of an older version as one of the version ``goal``."""
    for step in range(version, goal):
        document = migrations[step](document)
    return document
