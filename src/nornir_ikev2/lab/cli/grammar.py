"""Patterns compiled to a graph of tokens, shared by all routers and sessions.

Patterns that begin alike share the beginning, so matching costs by the length of the line and
not by the number of commands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nornir_ikev2.lab.cli.pattern import (
    Choice,
    Element,
    Maybe,
    Repeat,
    Sequence,
    Value,
    Word,
    parse,
)
from nornir_ikev2.lab.cli.values import KINDS


@dataclass(slots=True, eq=False)
class State:
    """A place in the graph.

    Attributes:
        words: where each keyword leads.
        values: values accepted here and where they lead, the most specific first.
        accepts: numbers of the patterns that may end here.
        private: reached by one way only, so another pattern may be grown on it.
    """

    words: dict[str, list[State]] = field(default_factory=dict[str, list["State"]])
    values: list[tuple[Value, State]] = field(default_factory=list[tuple[Value, "State"]])
    accepts: list[int] = field(default_factory=list[int])
    private: bool = True


@dataclass(slots=True, eq=False)
class Grammar:
    """The commands valid at one place; the number of a pattern is its index."""

    root: State = field(default_factory=State)
    size: int = 0

    def add(self, element: Element) -> int:
        """Add a pattern and return its number."""
        number = self.size
        self.size += 1
        for state in _grow(element, [self.root], share=True):
            if number not in state.accepts:
                state.accepts.append(number)
        return number


def compile_pattern(text: str) -> Grammar:
    """A grammar of one pattern; its number is 0.

    Raises:
        ValueError: the pattern can't be read, or names an unknown type.
    """
    return compile_all((text,))


def compile_all(patterns: Iterable[str]) -> Grammar:
    """A grammar of many patterns, numbered in their order.

    Raises:
        ValueError: a pattern can't be read, or names an unknown type.
    """
    grammar = Grammar()
    for pattern in patterns:
        grammar.add(parse(pattern))
    return grammar


def _grow(element: Element, starts: list[State], *, share: bool) -> list[State]:
    match element:
        case Word(text):
            return [_word_edge(text, starts, share=share)]
        case Value():
            return [_value_edge(element, starts, share=share)]
        case Sequence(items):
            for item in items:
                starts = _grow(item, starts, share=share)
            return starts
        case Maybe(item):
            return _union(starts, _grow(item, starts, share=share))
        case Choice(branches):
            return _union(*(_grow(branch, starts, share=share) for branch in branches))
        case Repeat(item):
            return _loop(item, starts)


def _union(*groups: list[State]) -> list[State]:
    return list(dict.fromkeys(state for group in groups for state in group))


def _word_edge(text: str, starts: list[State], *, share: bool) -> State:
    if share and len(starts) == 1:
        known = next((state for state in starts[0].words.get(text, ()) if state.private), None)
        if known is not None:
            return known
    target = State(private=share and len(starts) == 1)
    for start in starts:
        start.words.setdefault(text, []).append(target)
    return target


def _value_edge(value: Value, starts: list[State], *, share: bool) -> State:
    if value.kind not in KINDS:
        raise ValueError(f"unknown type {value.kind} of <{value.name}>")
    if share and len(starts) == 1:
        for known, state in starts[0].values:
            if known == value and state.private:
                return state
    target = State(private=share and len(starts) == 1)
    for start in starts:
        start.values.append((value, target))
        start.values.sort(key=lambda edge: KINDS[edge[0].kind].rank)
    return target


def _loop(item: Element, starts: list[State]) -> list[State]:
    entry = State(private=False)
    ends = _grow(item, [entry], share=False)
    for state in (*starts, *ends):
        for text, targets in entry.words.items():
            known = state.words.setdefault(text, [])
            known.extend(target for target in targets if target not in known)
        state.values.extend(edge for edge in entry.values if edge not in state.values)
        state.values.sort(key=lambda edge: KINDS[edge[0].kind].rank)
    return ends
