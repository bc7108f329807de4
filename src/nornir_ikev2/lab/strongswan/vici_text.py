"""Values of vici messages: bytes that stand for texts, numbers and lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast


def text(values: Mapping[str, Any], key: str) -> str:
    """One text, "" when it is absent."""
    value = values.get(key, b"")
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def number(values: Mapping[str, Any], key: str) -> int:
    """One decimal number, 0 when it is absent."""
    found = text(values, key)
    return int(found) if found.isdigit() else 0


def texts(values: object) -> Iterator[str]:
    """The texts of a list."""
    if isinstance(values, list):
        for value in cast("list[bytes | str]", values):
            yield value.decode(errors="replace") if isinstance(value, bytes) else value
