"""`?` and Tab: what may come next on a line.

The layout (a title above a mode's commands, `<cr>` twice, values before keywords, `WORD?` in columns)
is that of IOS-XE 17.15.1 as recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nornir_ikev2.lab.cli import helptexts
from nornir_ikev2.lab.cli.grammar import Grammar
from nornir_ikev2.lab.cli.interfaces import SOFTWARE, kind_of
from nornir_ikev2.lab.cli.match import Way, candidates, reachable
from nornir_ikev2.lab.cli.pattern import Value
from nornir_ikev2.lab.cli.pipes import FILTERS
from nornir_ikev2.lab.cli.values import KINDS, Typed, split

UNRECOGNIZED = "% Unrecognized command"
COLUMNS = 80
FILTERED = frozenset({"show", "more", "dir"})
"""Commands whose output can be filtered."""
NUMBERS = {
    "Virtual-Template": "<1-4096>",
    "Dialer": "<0-255>",
    "Port-channel": "<1-64>",
    "Vlan": "<1-4094>",
    "BDI": "<1-4094>",
    "Null": "<0-0>",
    "nve": "<1-1>",
}
"""Numbers of the interface types that are not `<0-2147483647>`; unconfirmed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question is asked.

    Attributes:
        grammar: what may be typed.
        start: words before the grammar begins (`do`, `no`).
        mode: of the help texts.
        ports: interfaces of the router.
        extra: words beside the grammar that a lone `?` lists.
        hidden: words beside it that only a beginning brings up.
        texts: what a keyword means that no table knows.
    """

    grammar: Grammar
    start: int
    mode: str
    ports: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict[str, str])


def words_after(place: Place, partial: str) -> str:
    """The answer to `?`: after a blank the next words, within a word its continuations."""
    typed = split(partial)
    if partial and not partial.endswith(" ") and len(typed.tokens) > place.start:
        return _continuations(place, typed)
    ways = reachable(place.grammar, typed, place.start)
    first = len(typed.tokens) == place.start
    rows = _rows(ways, place, place.extra if first else ())
    rows.update(_numbers(place, typed))
    ends = [way for way in ways if way.state.accepts]
    table = sorted(rows.items())
    if any(way.steps and way.steps[0][0] in FILTERED for way in ends):
        table.append(("|", "Output modifiers"))
    if ends:
        table.append(("<cr>", "<cr>"))
    if not table:
        return UNRECOGNIZED
    title = helptexts.title(place.mode) if first and place.start == 0 else ""
    return f"{title}\n{_table(table)}" if title else _table(table)


def _continuations(place: Place, typed: Typed) -> str:
    last = typed.tokens[-1]
    ways = reachable(place.grammar, split(typed.raw[: last.start]), place.start)
    found = {word for way in ways for word in way.state.words}
    found.update(kind for value in _interfaces(ways) for kind in _kinds(value, place.ports))
    if len(typed.tokens) == place.start + 1:
        found.update(place.extra, place.hidden)
    begun = sorted(word for word in found if word.lower().startswith(last.text.lower()))
    return _columns(begun) if begun else UNRECOGNIZED


def filters(partial: str) -> str:
    """The answer to `?` after `| `: the filters, or what follows one."""
    words = partial.partition("|")[2].split()
    if len(words) > 1 or (words and partial.endswith(" ")):
        return "  LINE  Regular Expression"
    prefix = words[0].lower() if words else ""
    found = {name: text for name, text in FILTERS.items() if name.startswith(prefix)}
    if not found:
        return UNRECOGNIZED
    return _columns(sorted(found)) if prefix else _table(sorted(found.items()))


def completed(place: Place, partial: str) -> str:
    """The line after Tab: its last word in full when only one is meant."""
    typed = split(partial)
    if not partial or partial.endswith(" ") or len(typed.tokens) <= place.start:
        return partial
    last = typed.tokens[-1]
    ways = reachable(place.grammar, split(partial[: last.start]), place.start)
    found = candidates(ways, last.text.lower())
    kinds = {kind for value in _interfaces(ways) for kind in _kinds(value, place.ports)}
    if len(typed.tokens) == place.start + 1:
        kinds.update(place.extra, place.hidden)
    found |= {word for word in kinds if word.lower().startswith(last.text.lower())}
    return f"{partial[: last.start]}{found.pop()} " if len(found) == 1 else partial


def _rows(ways: Iterable[Way], place: Place, extra: Iterable[str]) -> dict[str, str]:
    rows = {word: helptexts.text(place.mode, (), word) for word in extra}
    for way in ways:
        before = [text for text, name in way.steps if not name]
        for word in way.state.words:
            known = helptexts.text(place.mode, before, word)
            rows.setdefault(word, known or place.texts.get(word, ""))
        for value, _ in way.state.values:
            for label, text in _value_rows(value, place, before):
                rows.setdefault(label, text)
    return rows


def _value_rows(value: Value, place: Place, before: Sequence[str]) -> Iterator[tuple[str, str]]:
    if value.kind == "IFNAME":
        for kind in _kinds(value, place.ports):
            yield kind, helptexts.INTERFACES.get(kind, "")
        return
    yield _label(value), helptexts.text(place.mode, before, f"<{value.name}>", f"<{value.kind}>")


def _label(value: Value) -> str:
    if value.kind == "INT" and value.options:
        low, _, high = value.options.partition("-")
        return f"<{low}-{high or low}>"
    return KINDS[value.kind].label


def _interfaces(ways: Iterable[Way]) -> list[Value]:
    return [value for way in ways for value, _ in way.state.values if value.kind == "IFNAME"]


def _kinds(value: Value, ports: Iterable[str]) -> list[str]:
    """Interface types a value takes, of those the router has or can make."""
    kinds = sorted({*SOFTWARE, "Null", *map(kind_of, ports)})
    if not value.options:
        return kinds
    forms = ("1", "1/0/1", "1.1")
    return [one for one in kinds if any(re.fullmatch(value.options, one + form) for form in forms)]


def _numbers(place: Place, typed: Typed) -> dict[str, str]:
    """After an interface type and a blank: its numbers."""
    if len(typed.tokens) <= place.start:
        return {}
    last = typed.tokens[-1]
    ways = reachable(place.grammar, split(typed.raw[: last.start]), place.start)
    begun = {
        kind
        for value in _interfaces(ways)
        for kind in _kinds(value, place.ports)
        if kind.lower().startswith(last.text.lower())
    }
    if len(begun) != 1:
        return {}
    kind = begun.pop()
    numbers = [port[len(kind) :] for port in place.ports if kind_of(port) == kind]
    if numbers and all(number.isdigit() for number in numbers):
        label = f"<{min(map(int, numbers))}-{max(map(int, numbers))}>"
    else:
        label = NUMBERS.get(kind, "<0-2147483647>")
    return {label: f"{kind} interface number"}


def _table(rows: list[tuple[str, str]]) -> str:
    width = max(len(word) for word, _ in rows)
    return "\n".join(f"  {word:<{width}}  {text}".rstrip() for word, text in rows)


def _columns(words: list[str]) -> str:
    """Words side by side, as many as fit."""
    width = max(len(word) for word in words) + 2
    fit = max(1, COLUMNS // width)
    rows = [words[at : at + fit] for at in range(0, len(words), fit)]
    return "\n".join("".join(f"{word:<{width}}" for word in row).rstrip() for row in rows)
