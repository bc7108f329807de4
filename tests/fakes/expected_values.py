"""Compares records with what another parser's authors say is right: values, not shapes.

The expected files come in two shapes: nested dicts whose keys are sometimes values (interface names,
SPIs), and flat lists of dicts. Both become a list of statements, each a few values that belong together;
a statement holds when one record, or one member of a record's list, has all of its values.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from nornir_ikev2.verify.names import same_interface

Statement = dict[str, str]
Record = dict[str, object]
_SHORTENED = {"settings", "transform", "iv_size", "memory", "rommon", "running_image"}
"""Values of which some sources keep only a part: `esp-gcm` of `esp-gcm 256`, `8` of `8 bytes`."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the expected files of one command name what we read.

    Attributes:
        names: their key, or `parent.key`, to ours.
        levels: a dict under this key has values as keys: their key to ours, "" for mere numbering.
        unread: keys we do not read, with whatever is under them; they are not compared.
        derive: values of ours in yet another form, made from a record.
        change: our key to a function that brings their value into our form.
    """

    names: Mapping[str, str]
    levels: Mapping[str, str] = field(default_factory=dict[str, str])
    unread: frozenset[str] = frozenset()
    derive: Callable[[Record], Record] = dict[str, object]
    change: Mapping[str, Callable[[str], str]] = field(
        default_factory=dict[str, Callable[[str], str]]
    )


def same(*lines: str) -> dict[str, str]:
    """Keys that are called the same here and there."""
    return {key: key for line in lines for key in line.split()}


def plain(value: object) -> str:
    """A value without what is decoration: case, brackets, SPIs in decimal, trailing commas."""
    text = re.sub(r"(0x[0-9A-Fa-f]+)\([0-9]+\)", r"\1", str(value)).strip().lower()
    text = text.strip("(){} ,").removesuffix("kbit").strip()
    return re.sub(r"\s+", " ", text)


def statements(expected: Any, dialect: Dialect) -> Iterator[Statement]:
    """All statements of an expected file."""
    yield from _walk(expected, dialect, {}, "")


def _walk(node: Any, dialect: Dialect, above: Statement, under: str) -> Iterator[Statement]:
    if isinstance(node, list):
        for member in node:  # pyright: ignore[reportUnknownVariableType] - node is any JSON
            yield from _walk(member, dialect, above, under)
        return
    if not isinstance(node, dict):
        ours = _name(dialect, under, under)
        if ours:
            yield {ours: _value(dialect, ours, node)}
        return
    if under in dialect.levels:
        for key, below in cast("dict[str, Any]", node).items():
            ours = dialect.levels[under]
            named = {ours: plain(key)} if ours and key else {}
            yield from _walk(below, dialect, above | named, f"{under} entry")
        return
    yield from _statement(cast("dict[str, Any]", node), dialect, above, under)


def _statement(
    node: dict[str, Any], dialect: Dialect, above: Statement, under: str
) -> Iterator[Statement]:
    here = dict(above)
    for key, value in node.items():
        if value in ("", [], {}) or (key in dialect.unread and key not in dialect.levels):
            continue
        if isinstance(value, dict | list):
            yield from _walk(value, dialect, above, key)
            continue
        ours = _name(dialect, under, key)
        if ours is None:
            raise AssertionError(f"{under}.{key} = {value!r} is neither read nor listed as unread")
        here[ours] = _value(dialect, ours, value)
    if here != above:
        yield here


def _name(dialect: Dialect, under: str, key: str) -> str | None:
    return dialect.names.get(f"{under}.{key}") or dialect.names.get(key)


def _value(dialect: Dialect, ours: str, value: object) -> str:
    change = dialect.change.get(ours)
    return plain(change(str(value)) if change else value)


def nodes(records: list[dict[str, object]]) -> Iterator[Statement]:
    """Every record, and every member of its lists with the record's own values under it."""
    for record in records:
        yield from _nodes(record, {})


def _nodes(record: Mapping[str, Any], above: Statement) -> Iterator[Statement]:
    own = {key: plain(value) for key, value in record.items() if not isinstance(value, list)}
    here = {**above, **{key: value for key, value in own.items() if record[key] is not None}}
    yield here
    listed: dict[str, list[Any]] = {
        key: value for key, value in record.items() if isinstance(value, list)
    }
    lists: list[list[dict[str, Any]]] = [
        [one for one in members if isinstance(one, dict)] for members in listed.values()
    ]
    for several in itertools.product(*(one for one in lists if one)):
        yield here | {key: plain(value) for one in several for key, value in one.items()}
    for key, members in listed.items():
        for member in members:
            if isinstance(member, dict):
                yield from _nodes(cast("dict[str, Any]", member), here)
            else:
                yield {**here, key: plain(member)}


def compare(
    records: list[dict[str, object]], expected: Any, dialect: Dialect
) -> tuple[int, list[str]]:
    """Return how many values were compared, and what did not hold."""
    found = list(nodes([record | dialect.derive(record) for record in records]))
    count = 0
    wrong: list[str] = []
    nothing: Statement = {}
    for statement in statements(expected, dialect):
        count += len(statement)
        best = max(found, key=lambda node: _agree(statement, node), default=nothing)
        missed = {
            key: (value, best.get(key))
            for key, value in statement.items()
            if not _equal(key, value, best.get(key))
        }
        if missed:
            wrong.append(f"{statement} : {missed}")
    return count, wrong


def _agree(statement: Statement, node: Statement) -> int:
    return sum(_equal(key, value, node.get(key)) for key, value in statement.items())


def _equal(key: str, expected: str, value: str | None) -> bool:
    if value is None or expected == value:
        return expected == value
    return ("interface" in key and same_interface(expected, value)) or (
        key in _SHORTENED
        and (
            value.startswith(expected) or value.endswith(expected) or expected in value.split(", ")
        )
    )
