"""Match a typed line against a grammar: the command it means, or the error IOS prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nornir_ikev2.lab.cli.grammar import Grammar, State
from nornir_ikev2.lab.cli.values import KINDS, Typed

NUMBER = re.compile(r"(group)?\d+")
"""`group 2` is wrong where the release lacks it, though 20 and 21 begin with it too (FN72510)."""
INVALID = "% Invalid input detected at '^' marker."
INCOMPLETE = "% Incomplete command."


@dataclass(frozen=True, slots=True)
class Match:
    """A command that matched.

    Attributes:
        number: index of the pattern.
        words: the keywords, in full, in order.
        args: values by name.
        parts: keywords and values in canonical form, in order.
    """

    number: int
    words: tuple[str, ...]
    args: Mapping[str, str]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a line is no command.

    Attributes:
        kind: `invalid`, `incomplete` or `ambiguous`.
        offset: column in the typed line: how far it was understood.
    """

    kind: str
    offset: int

    def message(self, raw: str, prompt_width: int) -> str:
        """The text IOS prints, with a blank line after it; the caret counts from the screen's left edge."""
        if self.kind == "incomplete":
            return f"{INCOMPLETE}\n"
        if self.kind == "ambiguous":
            return f'% Ambiguous command:  "{raw.strip()}"'
        return f"{' ' * (prompt_width + self.offset)}^\n{INVALID}\n"


@dataclass(frozen=True, slots=True)
class Way:
    """One way through the graph so far; `steps` are (text, value name or empty)."""

    state: State
    steps: tuple[tuple[str, str], ...] = ()
    ranks: tuple[int, ...] = ()


def _vagueness(way: Way) -> tuple[int, ...]:
    """Keywords come before values and narrow values before wide ones, from left to right."""
    return way.ranks


def match(grammar: Grammar, typed: Typed, start: int = 0) -> Match | Mismatch:
    """Match the words from `start` on."""
    ways: dict[int, list[Way]] = {start: [Way(grammar.root)]}
    failure = Mismatch("incomplete", len(typed.raw))
    for at in range(start, len(typed.tokens)):
        here = ways.pop(at, [])
        if not here:
            continue
        found, failed = _step(here, typed, at)
        for after, way in found:
            ways.setdefault(after, []).append(way)
        if failed is not None and not ways:
            failure = failed
    ends = [way for way in ways.get(len(typed.tokens), []) if way.state.accepts]
    return _result(min(ends, key=_vagueness)) if ends else failure


def _step(ways: list[Way], typed: Typed, at: int) -> tuple[list[tuple[int, Way]], Mismatch | None]:
    token = typed.tokens[at]
    text = token.text.lower()
    words = candidates(ways, text)
    found = [
        (at + 1, Way(target, (*way.steps, (word, "")), (*way.ranks, 0)))
        for word in (words if len(words) == 1 else ())
        for way in ways
        for target in way.state.words.get(word, ())
    ]
    found.extend(_values(ways, typed, at))
    if found:
        return found, None
    if len(words) > 1:
        return [], Mismatch("invalid" if NUMBER.fullmatch(text) else "ambiguous", token.start)
    return [], Mismatch("invalid", token.start + _understood(ways, text))


def candidates(ways: list[Way], text: str) -> set[str]:
    """The keywords a word may mean: itself, else all that begin with it."""
    if any(text in way.state.words for way in ways):
        return {text}
    exact = {word for way in ways for word in way.state.words if word.lower() == text}
    if exact:
        return exact
    return {word for way in ways for word in way.state.words if word.lower().startswith(text)}


def _values(ways: list[Way], typed: Typed, at: int) -> Iterator[tuple[int, Way]]:
    for way in ways:
        for value, target in way.state.values:
            kind = KINDS[value.kind]
            taken = kind.take(typed, at, value.options)
            if taken is not None:
                steps = (*way.steps, (taken[0], value.name))
                yield at + taken[1], Way(target, steps, (*way.ranks, kind.rank))


def _understood(ways: list[Way], text: str) -> int:
    """How many characters of a word are the beginning of some keyword."""
    longest = 0
    for way in ways:
        for word in way.state.words:
            length = 0
            for one, other in zip(word.lower(), text, strict=False):
                if one != other:
                    break
                length += 1
            longest = max(longest, length)
    return longest


def _result(way: Way) -> Match:
    args: dict[str, str] = {}
    for text, name in way.steps:
        if name:
            args[name] = f"{args[name]} {text}" if name in args else text
    return Match(
        way.state.accepts[0],
        tuple(text for text, name in way.steps if not name),
        args,
        tuple(text for text, _ in way.steps),
    )


def reachable(grammar: Grammar, typed: Typed, start: int = 0) -> list[Way]:
    """The ways that all typed words allow, for help; empty when the line is wrong already."""
    ways: dict[int, list[Way]] = {start: [Way(grammar.root)]}
    for at in range(start, len(typed.tokens)):
        for after, way in _step(ways.pop(at, []), typed, at)[0]:
            ways.setdefault(after, []).append(way)
    return ways.get(len(typed.tokens), [])
