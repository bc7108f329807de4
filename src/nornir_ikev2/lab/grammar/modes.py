"""All modes, compiled once per release and shared by all routers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from nornir_ikev2.lab.cli.grammar import Grammar
from nornir_ikev2.lab.cli.pattern import (
    Choice,
    Element,
    Maybe,
    Repeat,
    Sequence,
    Word,
    leading,
    names,
    parse,
    without,
)
from nornir_ikev2.lab.grammar.catalogue import MODES
from nornir_ikev2.lab.grammar.table import Line, Mode

WEAK_REFUSED = (17, 11)
WEAK_WARNED = (17, 6)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A line of a table with what is derived from it.

    Attributes:
        lead: the keywords it begins with.
        slot: name shared by lines that replace each other.
        rank: place in the table.
        bundle: place of its bundle.
        sweep: whether this is the short `no` form that removes all lines that agree with it.
    """

    line: Line
    lead: str
    slot: str
    rank: int
    bundle: int
    sweep: bool = False


class CompiledMode:
    """A mode for one release.

    Attributes:
        mode: the table.
        rules: by number of the positive grammar.
        defaults: rules with a default, in order.
    """

    def __init__(self, mode: Mode, release: tuple[int, ...], *, weak: bool) -> None:
        self.mode = mode
        self._lines = tuple(line for line in mode.lines if line.since <= release)
        self._weak = weak
        self.warns = WEAK_WARNED <= release < WEAK_REFUSED
        bundles: dict[str, int] = {}
        self.rules = tuple(
            _rule(line, rank, bundles.setdefault(line.bundle, rank) if line.bundle else rank)
            for rank, line in enumerate(self._lines)
        )
        self.defaults = tuple(rule for rule in self.rules if rule.line.default)
        self.by_slot = {rule.slot: rule for rule in reversed(self.rules)}
        self.negatives: list[Rule] = []

    @cached_property
    def positive(self) -> Grammar:
        """Lines as they are typed."""
        grammar = Grammar()
        for rule in self.rules:
            grammar.add(self._element(rule.line))
        return grammar

    @cached_property
    def negative(self) -> Grammar:
        """Lines after `no` or `default`; words at the end may be left out."""
        grammar = Grammar()
        for rule in self.rules:
            for pattern in rule.line.sweep:  # first, because they win over a shortened line
                self.negatives.append(replace(rule, sweep=True))
                grammar.add(parse(pattern))
        for rule in self.rules:
            if not rule.line.leaves:
                self.negatives.append(rule)
                grammar.add(_shortened(self._element(rule.line), rule.line))
        return grammar

    def _element(self, line: Line) -> Sequence:
        element = parse(line.pattern)
        if line.weak and not self._weak:
            reduced = without(element, line.weak)
            return reduced if isinstance(reduced, Sequence) else Sequence((reduced,))
        return element


def _rule(line: Line, rank: int, bundle: int) -> Rule:
    lead = " ".join(leading(parse(line.pattern)))
    return Rule(line, lead, line.slot or lead, rank, bundle)


def _shortened(element: Sequence, line: Line) -> Element:
    """The pattern with everything optional that does not tell two such lines apart."""
    needed = len(leading(element))
    keys = set(line.key)
    if "*" in keys:
        needed += 1
    for index, item in enumerate(element.items):
        if names(item) & keys:
            needed = max(needed, index + 1)
    needed = max(needed, 1)
    while needed < len(element.items) and isinstance(element.items[needed], Word):
        needed += 1
    return Sequence((*element.items[:needed], *_chain(element.items[needed:])))


def _chain(items: tuple[Element, ...]) -> tuple[Element, ...]:
    if not items:
        return ()
    return (Maybe(Sequence((_cut(items[0]), *_chain(items[1:])))),)


def _cut(element: Element) -> Element:
    match element:
        case Sequence(items):
            return Sequence((items[0], *_chain(items[1:]))) if items else element
        case Choice(branches):
            return Choice(tuple(_cut(branch) for branch in branches))
        case Maybe(item):
            return Maybe(_cut(item))
        case Repeat(item):
            return Repeat(item)
        case _:
            return element


@lru_cache(maxsize=16)
def modes_for(release: tuple[int, ...], *, shield_off: bool = False) -> Mapping[str, CompiledMode]:
    """All modes by name; `shield_off`: `crypto engine compliance shield disable` is in force."""
    weak = shield_off or release < WEAK_REFUSED
    return {mode.name: CompiledMode(mode, release, weak=weak) for mode in MODES}
