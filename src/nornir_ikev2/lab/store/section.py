"""Sections and lines of a running-config, kept in the order in which they print."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nornir_ikev2.lab.cli.interfaces import TYPES, kind_of, place
from nornir_ikev2.lab.cli.match import Match
from nornir_ikev2.lab.contracts import Node
from nornir_ikev2.lab.grammar.modes import CompiledMode, Rule

Slot = tuple[str, ...]
Order = tuple[object, ...]
_NUMBER = re.compile(r"(\d+)")


@dataclass(slots=True, eq=False)
class Item:
    """One line that is configured.

    Attributes:
        slot: what a line that replaces this one has in common with it.
        order: sorts after lines printed earlier; unique in its section.
        args: values of the line.
        inside: the section it opens.
    """

    node: Node
    rule: Rule
    slot: Slot
    order: Order
    args: Mapping[str, str]
    inside: Section | None = None


@dataclass(slots=True, eq=False)
class Section:
    """The lines inside one line; `node.children` runs parallel to `orders`.

    Attributes:
        gone: the line that opens it was removed.
    """

    node: Node
    mode: CompiledMode
    items: dict[Slot, Item] = field(default_factory=dict[Slot, Item])
    orders: list[Order] = field(default_factory=list[Order])
    added: int = 0
    gone: bool = False

    def insert(self, item: Item) -> None:
        """Put a line in its place; its slot must be free."""
        at = bisect_left(self.orders, item.order)
        self.orders.insert(at, item.order)
        self.node.children.insert(at, item.node)
        self.items[item.slot] = item

    def remove(self, item: Item) -> None:
        """Take a line out."""
        at = bisect_left(self.orders, item.order)
        del self.orders[at]
        del self.node.children[at]
        del self.items[item.slot]

    def of(self, slot: str) -> Iterator[Item]:
        """All lines of one kind."""
        return (item for item in list(self.items.values()) if item.slot[0] == slot)

    def order(self, rule: Rule, args: Mapping[str, str]) -> Order:
        """Where a new line belongs: by table, then by value, then by time."""
        self.added += 1
        values = tuple(natural(args.get(name, "")) for name in rule.line.sort)
        if rule.line.bundle:
            return (rule.bundle, values, rule.rank, self.added)
        return (rule.rank, values, rule.rank, self.added)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts numbers by value, and interfaces as the running-config does."""
    if text[-1:].isdigit() and kind_of(text) in TYPES:
        return tuple((0, part, "") for part in place(text))
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in _NUMBER.split(text)
        if part
    )


def canonical(rule: Rule, found: Match) -> str:
    """The text of a line as it is stored."""
    how = rule.line.render
    if callable(how):
        return how(found)
    if how:
        return how.format(**{**rule.line.fill, **found.args})
    return " ".join(found.parts)


def slot_of(rule: Rule, args: Mapping[str, str], text: str) -> Slot:
    """What lines that replace each other have in common."""
    if "*" in rule.line.key:
        return (rule.slot, text.removeprefix("no "))
    return (rule.slot, *(args.get(name, "") for name in rule.line.key))
