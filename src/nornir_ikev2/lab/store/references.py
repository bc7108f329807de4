"""Which objects exist and who refers to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from nornir_ikev2.lab.grammar.table import Ref
from nornir_ikev2.lab.store.addresses import Addresses
from nornir_ikev2.lab.store.section import Item, Section

BUILT_IN = frozenset(
    {
        ("ikev2-proposal", "default"),
        ("ikev2-policy", "default"),
        ("transform-set", "default"),
        ("ipsec-profile", "default"),
    }
)
"""Smart defaults: they exist without being configured."""


class References:
    """Objects by kind and name, and the networks of the interfaces."""

    def __init__(self) -> None:
        self.addresses = Addresses()
        self._defined: Counter[tuple[str, str]] = Counter()
        self._holders: dict[tuple[str, str], dict[int, Section]] = {}

    def defined(self, kind: str, name: str) -> bool:
        """Whether an object is configured or built in."""
        return self._defined[kind, name] > 0 or (kind, name) in BUILT_IN

    def count(self, kind: str, name: str) -> int:
        """How many lines define an object; a crypto map has one per sequence."""
        return self._defined[kind, name]

    def names(self, kind: str) -> list[str]:
        """The configured objects of one kind."""
        return [name for (one, name), lines in self._defined.items() if one == kind and lines > 0]

    def holders(self, kind: str, name: str) -> list[Section]:
        """The sections with a line that refers to an object."""
        return list(self._holders.get((kind, name), {}).values())

    def add(self, section: Section, item: Item) -> None:
        """Take note of a new line."""
        self.addresses.add(section, item)
        kind = item.rule.line.defines
        if kind:
            self._defined[kind, item.args["name"]] += 1
        for key in _named(item):
            self._holders.setdefault(key, {})[id(item)] = section

    def drop(self, item: Item) -> None:
        """Forget a line and all lines inside it."""
        self.addresses.drop(item)
        kind = item.rule.line.defines
        if kind:
            self._defined[kind, item.args["name"]] -= 1
        for key in _named(item):
            holders = self._holders.get(key, {})
            holders.pop(id(item), None)
            if not holders:
                self._holders.pop(key, None)
        if item.inside is not None:
            for child in item.inside.items.values():
                self.drop(child)


def names_of(ref: Ref, item: Item) -> list[str]:
    """The objects a line names through one reference."""
    return item.args.get(ref.arg, "").split()


def _named(item: Item) -> Iterator[tuple[str, str]]:
    for ref in item.rule.line.refers:
        for name in names_of(ref, item):
            yield ref.kind, name
