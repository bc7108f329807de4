"""`?` and Tab: what may come next on a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nornir_ikev2.lab.cli.grammar import Grammar
from nornir_ikev2.lab.cli.match import Way, candidates, reachable
from nornir_ikev2.lab.cli.pattern import Value
from nornir_ikev2.lab.cli.pipes import FILTERS
from nornir_ikev2.lab.cli.values import KINDS, split

UNRECOGNIZED = "% Unrecognized command"
COLUMNS = 80
FILTERED = frozenset({"show", "more", "dir"})
"""Commands whose output can be filtered."""


def words_after(
    grammar: Grammar, partial: str, start: int, texts: Mapping[str, str], extra: Iterable[str]
) -> str:
    """The answer to `?`: after a blank the next words, within a word its continuations."""
    typed = split(partial)
    extra = [word for word in extra if len(typed.tokens) <= start + 1]
    if partial and not partial.endswith(" ") and len(typed.tokens) > start:
        before = split(partial[: typed.tokens[-1].start])
        ways = reachable(grammar, before, start)
        prefix = typed.tokens[-1].text.lower()
        found = {word for way in ways for word in way.state.words if word.startswith(prefix)}
        found.update(word for word in extra if word.startswith(prefix))
        return _columns(sorted(found)) if found else UNRECOGNIZED
    ways = reachable(grammar, typed, start)
    rows = _rows(ways, texts, extra if len(typed.tokens) == start else ())
    return _table(rows) if rows else UNRECOGNIZED


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


def completed(grammar: Grammar, partial: str, start: int, extra: Iterable[str]) -> str:
    """The line after Tab: its last word in full when only one is meant."""
    typed = split(partial)
    if not partial or partial.endswith(" ") or len(typed.tokens) <= start:
        return partial
    last = typed.tokens[-1]
    ways = reachable(grammar, split(partial[: last.start]), start)
    found = candidates(ways, last.text.lower())
    if len(typed.tokens) == start + 1:
        found |= {word for word in extra if word.startswith(last.text.lower())}
    return f"{partial[: last.start]}{found.pop()} " if len(found) == 1 else partial


def _rows(ways: list[Way], texts: Mapping[str, str], extra: Iterable[str]) -> list[tuple[str, str]]:
    words = sorted({word for way in ways for word in way.state.words} | set(extra))
    rows = [(word, texts.get(word, "")) for word in words]
    labels = {
        _label(value): texts.get(value.name, "") for way in ways for value, _ in way.state.values
    }
    rows = [*sorted(labels.items()), *rows]
    if any(way.state.accepts for way in ways):
        if any(way.steps and way.steps[0][0] in FILTERED for way in ways):
            rows.append(("|", "Output modifiers"))
        rows.append(("<cr>", "<cr>"))
    return rows


def _label(value: Value) -> str:
    if value.kind == "INT" and value.options:
        low, _, high = value.options.partition("-")
        return f"<{low}-{high or low}>"
    return KINDS[value.kind].label


def _table(rows: list[tuple[str, str]]) -> str:
    width = max(len(word) for word, _ in rows)
    return "\n".join(f"  {word:<{width}}  {text}".rstrip() for word, text in rows)


def _columns(words: list[str]) -> str:
    """Words side by side, as many as fit."""
    width = max(len(word) for word in words) + 2
    fit = max(1, COLUMNS // width)
    rows = [words[at : at + fit] for at in range(0, len(words), fit)]
    return "\n".join("".join(f"{word:<{width}}" for word in row).rstrip() for row in rows)
