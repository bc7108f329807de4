"""From TTP's matches to records: headings passed down, numbers, absent keys, holes found."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import cast

from nornir_ikev2.verify.template import Reading, Record


def shape(found: list[Record], reading: Reading) -> list[Record]:
    """Return the records of a template's matches, each with all of its keys."""
    records = _under_headings(found, reading.context) if reading.context else found
    integers, lists = reading.integers, reading.lists
    headings = {one.path[0]: one.context for one in reading.members if len(one.path) == 1}
    nested = [key for key in reading.keys if key in lists]
    nothing: object = None
    blank = dict.fromkeys(reading.keys, nothing)
    numbers = [key for key in reading.keys if key in integers]
    shaped: list[Record] = []
    for record in records:  # as few steps as can be: a hub shows thousands of records
        row = blank | record
        for key in numbers:
            value = row[key]
            if value is not None:
                row[key] = _number(value)
        for key in nested:
            row[key] = _members(row[key], integers, headings.get(key, ()))
        shaped.append(row)
    return shaped


def holes(records: Iterable[Record], reading: Reading) -> str | None:
    """Return the first required key without a value, as words for people, None if all are there."""
    plain = [key for key in reading.required if "." not in key]
    required = itemgetter(*plain, plain[0])  # twice the first: it then always makes a tuple
    listed = [key for key in plain if key in reading.lists]
    inner = [key.split(".") for key in reading.required if "." in key]
    for number, record in enumerate(records, 1):
        if None in required(record) or any(not record[key] for key in listed):
            missing = next(key for key in plain if record[key] is None or record[key] == [])
            return f"record {number} has no {missing}"
        for path in inner:
            if not _complete(record, path):
                return f"record {number}: one of its {path[-2]} has no {path[-1]}"
    return None


def _complete(record: Record, path: list[str]) -> bool:
    if len(path) == 1:
        return record.get(path[0]) is not None
    members = cast("list[Record]", record.get(path[0], ()))
    return all(_complete(member, path[1:]) for member in members)


def lost(records: list[Record], text: str, reading: Reading) -> str | None:
    """Return where fewer records or members could be read than begin in the text, None if nowhere."""
    begun = sum(1 for _ in reading.record.finditer(text))
    if begun != len(records):
        return f"{begun} records begin in the output, {len(records)} could be read"
    for members in reading.members:
        begun = sum(1 for _ in members.begins.finditer(text))
        read = sum(_count(record, members.path) for record in records)
        if begun != read:
            return f"{begun} {members.path[-1]} begin in the output, {read} could be read"
    return None


def _count(record: Record, path: tuple[str, ...]) -> int:
    members = cast("list[Record]", record.get(path[0], ()))
    return len(members) if len(path) == 1 else sum(_count(one, path[1:]) for one in members)


def _under_headings(found: list[Record], context: tuple[str, ...]) -> list[Record]:
    names = frozenset(context)
    current: Record = {}
    records: list[Record] = []
    for match in found:
        if not match.keys() <= names:
            records.append({**current, **match})
            continue
        outermost = min(context.index(key) for key in match) if match else len(context)
        current = {key: current[key] for key in context[:outermost] if key in current} | match
    return records


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _members(
    value: object, integers: frozenset[str], context: tuple[str, ...] = ()
) -> list[object]:
    if value is None:
        return []
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    if context:
        items = cast("list[object]", _under_headings(cast("list[Record]", items), context))
    return [_member(item, integers) for item in items]


def _member(item: object, integers: frozenset[str]) -> object:
    if not isinstance(item, dict):
        return item
    member = cast("Record", item)
    for key, value in member.items():
        if isinstance(value, list):
            member[key] = _members(cast("list[object]", value), integers)
        elif key in integers:
            member[key] = _number(value)
    return member
