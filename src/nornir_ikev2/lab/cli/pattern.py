"""The mini-language of command patterns, read into a small tree.

word         a keyword
<name:TYPE>  a value; see `cli.values` for the types
[a b]        may be left out; `[a|b]` is one of them or none
{a|b c}      one of them
{a|b}+       one or more of them, in any order
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"<[^>]*>|\}\+|[\[\]{}|]|[^\s\[\]{}|<]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A keyword."""

    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value; `options` is what follows the type, for example `1-65535`."""

    name: str
    kind: str
    options: str = ""


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    items: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """May be left out."""

    item: Element


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these."""

    branches: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """One or more times."""

    item: Element


Element = Word | Value | Sequence | Maybe | Choice | Repeat


@lru_cache(maxsize=4096)
def parse(text: str) -> Sequence:
    """Read a pattern.

    Raises:
        ValueError: brackets that don't pair, or an empty group.
    """
    tokens = _TOKEN.findall(text)
    element, used = _body(tokens, 0, "")
    if used != len(tokens):
        raise ValueError(f"pattern {text!r}: unexpected {tokens[used]!r}")
    return element if isinstance(element, Sequence) else Sequence((element,))


def _body(tokens: list[str], at: int, closer: str) -> tuple[Element, int]:
    branches: list[Element] = []
    items: list[Element] = []
    while at < len(tokens) and tokens[at] not in {"]", "}", "}+"}:
        if tokens[at] == "|":
            branches.append(_sequence(items))
            items, at = [], at + 1
            continue
        item, at = _item(tokens, at)
        items.append(item)
    if closer and at >= len(tokens):
        raise ValueError(f"pattern {' '.join(tokens)!r}: {closer!r} is missing")
    branches.append(_sequence(items))
    return (branches[0] if len(branches) == 1 else Choice(tuple(branches))), at


def _sequence(items: list[Element]) -> Element:
    return items[0] if len(items) == 1 else Sequence(tuple(items))


def _item(tokens: list[str], at: int) -> tuple[Element, int]:
    text = tokens[at]
    if text == "[":
        inner, end = _body(tokens, at + 1, "]")
        return Maybe(inner), end + 1
    if text == "{":
        inner, end = _body(tokens, at + 1, "}")
        return (Repeat(inner) if tokens[end] == "}+" else inner), end + 1
    if text.startswith("<"):
        name, _, kind = text[1:-1].partition(":")
        kind, _, options = kind.partition(" ")
        return Value(name, kind or "WORD", options.strip()), at + 1
    return Word(text), at + 1


def without(element: Element, words: frozenset[str]) -> Element:
    """The same without the choices that begin with one of these keywords."""
    match element:
        case Choice(branches):
            kept = tuple(without(one, words) for one in branches if first_word(one) not in words)
            return Choice(kept)
        case Sequence(items):
            return Sequence(tuple(without(item, words) for item in items))
        case Maybe(item):
            return Maybe(without(item, words))
        case Repeat(item):
            return Repeat(without(item, words))
        case _:
            return element


def first_word(element: Element) -> str:
    """The keyword an element begins with, empty when it begins with anything else."""
    match element:
        case Word(text):
            return text
        case Sequence((first, *_)):
            return first_word(first)
        case _:
            return ""


def leading(element: Sequence) -> tuple[str, ...]:
    """The keywords before the first value, choice or optional part."""
    words: list[str] = []
    for item in element.items:
        if not isinstance(item, Word):
            break
        words.append(item.text)
    return tuple(words)


def names(element: Element) -> frozenset[str]:
    """The names of all values inside."""
    match element:
        case Value(name):
            return frozenset({name})
        case Sequence(items) | Choice(items):
            return frozenset[str]().union(*(names(item) for item in items))
        case Maybe(item) | Repeat(item):
            return names(item)
        case _:
            return frozenset()
