"""Lines in shared places: what is added, what stays foreign, what may go.

A line that was there before us is used but never owned, so removing the VPN leaves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from nornir_ikev2.drivers.ios.canon import canonical
from nornir_ikev2.drivers.ios.diff import removal
from nornir_ikev2.drivers.ios.lines import from_router
from nornir_ikev2.drivers.ios.present import Present
from nornir_ikev2.drivers.ios.stanza import Edit, Stanza
from nornir_ikev2.drivers.ios.tree import Block

Path = tuple[str, ...]

AUTOMATIC: Final = frozenset(
    {"bgp log-neighbor-changes", "no auto-summary", "auto-summary", "no synchronization"}
)
"""Lines IOS writes into a new routing process by itself (older releases print more of them)."""


@dataclass(slots=True)
class Shared:
    """`edits` to push; `owned` after the change."""

    edits: list[Edit] = field(default_factory=list[Edit])
    owned: list[Path] = field(default_factory=list[Path])


def add_shared(found: Shared, wanted: Stanza, present: Present) -> None:
    """Add the lines of one shared stanza that are missing."""
    block = present.top(wanted.key)
    head = (wanted.key,)
    is_line = not wanted.body and wanted.head.text.startswith("ip route ")
    ours = head in present.owned or (block is None and not wanted.key.startswith("interface "))
    if ours:
        found.owned.append(head)
    if block is None and (is_line or not wanted.body or wanted.key.startswith("router ")):
        found.edits.append(Edit((), wanted.head))
    there = {canonical(text): text for text in _lines(block)}
    for item in wanted.body:
        path = (wanted.key, item.line.text)
        if item.line.text not in there:
            found.edits.append(Edit((wanted.head,), item.line))
        elif path not in present.owned:
            continue
        if not item.line.text.startswith("crypto map "):
            found.owned.append(path)


def drop_shared(present: Present, kept: set[Path], going: Mapping[str, object]) -> Iterator[Edit]:
    """Take away owned lines that nobody wants any more.

    Args:
        present: the configuration.
        kept: paths still owned after the change.
        going: keys of top-level objects that are removed as a whole anyway.
    """
    by_parent: dict[str, list[Path]] = {}
    for path in present.owned:
        if path not in kept and path[0] not in going:
            by_parent.setdefault(path[0], []).append(path)
    for parent in sorted(by_parent):
        block = present.top(parent)
        if block is not None and not parent.startswith("interface Tunnel"):
            yield from _drop(block, by_parent[parent])
        elif block is not None:
            yield from _drop(block, [path for path in by_parent[parent] if len(path) > 1])


def _drop(block: Block, paths: list[Path]) -> Iterator[Edit]:
    """A process of ours in which nothing foreign is left goes as a whole."""
    inner = {path[1] for path in paths if len(path) > 1}
    ours = [child for child in _blocks(block) if canonical(child.text) in inner]
    if len(paths) > len(inner):
        rest = {child.text for child in _blocks(block)} - {child.text for child in ours}
        if rest <= AUTOMATIC:
            yield removal((), Block(block.text))
            return
    head = from_router(block.text)
    # Backwards: `no neighbor A remote-as N` takes the other lines of that neighbour with it.
    for child in reversed(ours):
        yield removal((head,), child)


def _blocks(block: Block | None) -> Iterator[Block]:
    """Lines of a process, those of its IPv4 address family among them."""
    if block is None:
        return
    for child in block.children:
        if child.text in {"address-family ipv4", "address-family ipv4 unicast"}:
            yield from (one for one in child.children if one.text != "exit-address-family")
        else:
            yield child


def _lines(block: Block | None) -> list[str]:
    return [child.text for child in _blocks(block)]
