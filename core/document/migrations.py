"""Documents of older file versions, brought up to date step by step."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

VERSION = 1
"""The version of ``document.json`` that is written. It grows when older programs would misread it."""

Migration = Callable[[dict[str, Any]], dict[str, Any]]

MIGRATIONS: Mapping[int, Migration] = MappingProxyType({})
"""By the version it starts from: what makes a document, as plain JSON values, one of the next version."""


def migrate(
    document: dict[str, Any], version: int, migrations: Mapping[int, Migration] = MIGRATIONS
) -> dict[str, Any]:
    """A document of an older version as one of the version behind the last migration."""
    while version in migrations:
        document = migrations[version](document)
        version += 1
    return document
