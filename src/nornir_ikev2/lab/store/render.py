"""The running-config as text: indentation, separators, trailing blanks, default lines."""

from __future__ import annotations

from collections.abc import Iterator

from nornir_ikev2.lab.grammar.modes import Rule
from nornir_ikev2.lab.store.section import Item, Section


def whole(root: Section, version: str, *, full: bool) -> str:
    """All lines, from the release to `end`."""
    lines = ["!", f"version {version}"]
    last: Item | None = None
    for item, hidden in _with_defaults(root, full=full):
        if item is None:
            lines.append(hidden)
            continue
        if last is not None and _apart(last, item):
            lines.append("!")
        lines.extend(block(item, 0, full=full))
        if item.inside is not None and item.inside.mode.mode.after:
            lines.append("!")
        last = item
    lines.extend(("!", "end", ""))
    return "\n".join(lines)


def _apart(last: Item, item: Item) -> bool:
    """Whether a separator stands between two top-level lines, beside the one after a section."""
    if last.inside is None or item.inside is None or not last.inside.mode.mode.after:
        ended = last.inside is not None and last.inside.mode.mode.after
        return not ended and group(last.rule) != group(item.rule)
    return last.inside.mode.mode.tail and last.inside.mode is not item.inside.mode


def group(rule: Rule) -> str:
    """Lines of one group stand together: the first words they begin with."""
    return " ".join(rule.lead.split()[: 3 if rule.lead.startswith("crypto") else 2])


def block(item: Item, depth: int, *, full: bool) -> Iterator[str]:
    """A line and all inside it."""
    pad = " " * depth
    text = item.node.text
    yield f"{pad}{text}" if text.startswith("no ") else f"{pad}{text}{item.rule.line.pad}"
    section = item.inside
    if section is None:
        if item.rule.line.raw == "hex":
            for data in item.node.children:
                yield "  \tquit" if data.text == "quit" else f"  {data.text}"
        return
    inner = depth + section.mode.mode.indent
    for child, hidden in _with_defaults(section, full=full):
        if child is None:
            yield " " * inner + hidden
            continue
        mode = child.inside.mode.mode if child.inside is not None else None
        if mode is not None and mode.before:
            yield " " * inner + "!"
        yield from block(child, inner, full=full)
        if mode is not None and mode.after:
            yield " " * inner + "!"
    if section.mode.mode.closing:
        yield pad + section.mode.mode.closing


def _with_defaults(section: Section, *, full: bool) -> Iterator[tuple[Item | None, str]]:
    """The lines of a section and, when asked, the hidden default lines between them."""
    items = sorted(section.items.values(), key=lambda item: item.order)
    waiting = [
        rule
        for rule in (section.mode.defaults if full else ())
        if not rule.line.shown and (rule.slot,) not in section.items
    ]
    at = 0
    for item in items:
        while at < len(waiting) and waiting[at].rank < item.rule.bundle:
            yield None, waiting[at].line.default
            at += 1
        yield item, ""
    for rule in waiting[at:]:
        yield None, rule.line.default
