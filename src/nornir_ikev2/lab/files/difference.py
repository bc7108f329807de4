"""What lies between two configuration trees: as commands, and as IOS shows it."""

from __future__ import annotations

from collections.abc import Iterator

from nornir_ikev2.lab.contracts import Node

KEPT = ("version ", "hostname ", "Current configuration", "end")
"""Top-level lines a replace overwrites but never removes."""
UNORDERED = ("interface ", "ip access-list ")
"""Sections whose own grammar sorts the lines."""


def commands(current: Node, target: Node) -> list[str]:
    """Lines that, typed in global configuration mode, turn `current` into `target`.

    Removals come first and from the bottom up, because what stands lower refers to what
    stands higher; what a router refuses in one pass it takes in the next.
    """
    return [*_removals(current, target, top=True), *_changes(current, target, 0)]


def _removals(current: Node, target: Node, *, top: bool = False) -> Iterator[str]:
    wanted = {node.text for node in target.children}
    for node in reversed(current.children):
        if node.text in wanted or (top and node.text.startswith(KEPT)):
            continue
        if not node.text.startswith("no "):
            yield f"no {node.text}"
        elif not any(_sets(text, node.text[3:]) for text in wanted):
            yield node.text[3:]


def _sets(text: str, what: str) -> bool:
    return text == what or text.startswith(f"{what} ")


def _changes(current: Node, target: Node, depth: int) -> Iterator[str]:
    present = {node.text: node for node in current.children}
    for node in target.children:
        old = present.get(node.text)
        indent = " " * depth
        if old is None:
            yield f"{indent}{node.text}"
            yield from _leaving(_changes(Node(""), node, depth + 1), indent)
            continue
        removed = [f"{indent} {line}" for line in (*_removals(old, node), *_misplaced(old, node))]
        inner = [*removed, *_changes(_without(old, removed), node, depth + 1)]
        if inner:
            yield f"{indent}{node.text}"
            yield from _leaving(iter(inner), indent)


def _leaving(lines: Iterator[str], indent: str) -> Iterator[str]:
    """The lines of a section inside another one, and the `exit` that leaves it."""
    first = next(lines, None)
    if first is None:
        return
    yield first
    last = first
    for last in lines:
        yield last
    if indent and last.strip() != "quit":  # a certificate ends itself
        yield f"{indent} exit"


def _misplaced(old: Node, new: Node) -> list[str]:
    """`no` lines for children that stand in another order, where order may mean preference."""
    if old.text.startswith(UNORDERED):
        return []
    was = [node.text for node in old.children if new.find(node.text)]
    will = [node.text for node in new.children if old.find(node.text)]
    start = next(
        (n for n, pair in enumerate(zip(was, will, strict=True)) if len(set(pair)) > 1), None
    )
    if start is None:
        return []
    return [f"no {text}" for text in reversed(was[start:]) if not text.startswith("no ")]


def _without(node: Node, removed: list[str]) -> Node:
    gone = {line.strip().removeprefix("no ") for line in removed}
    return Node(node.text, [child for child in node.children if child.text not in gone])


def contextual(first: Node, second: Node) -> list[str]:
    """`show archive config differences`: `-` only in the first, `+` only in the second."""
    lines = _context(first, second, 0)
    return ["!Contextual Config Diffs:", *(lines or ["!No changes were found"])]


def _context(first: Node, second: Node, depth: int) -> list[str]:
    pad = " " * depth
    lines: list[str] = []
    old = {node.text: node for node in first.children}
    new = {node.text for node in second.children}
    for node in second.children:
        if node.text not in old:
            lines.extend(_marked(node, depth, "+"))
        elif inner := _context(old[node.text], node, depth + 1):
            lines.extend((f"{pad}{node.text}", *inner))
    for node in first.children:
        if node.text not in new:
            lines.extend(_marked(node, depth, "-"))
    return lines


def _marked(node: Node, depth: int, sign: str) -> list[str]:
    lines = [f"{' ' * depth}{sign}{node.text}"]
    for child in node.children:
        lines.extend(_marked(child, depth + 1, sign))
    return lines
