"""What separates one present object from one wanted stanza. Pure, linear in the lines of both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nornir_ikev2.drivers.ios.canon import MANAGED, canonical, slot_of
from nornir_ikev2.drivers.ios.lines import config, from_router, negate
from nornir_ikev2.drivers.ios.stanza import Edit, Item, Stanza
from nornir_ikev2.drivers.ios.tree import Block
from nornir_ikev2.drivers.protocol import ConfigLine, SectionName


@dataclass(slots=True)
class Difference:
    """`edits` belong to the push of the section, `prune` to the end of the change."""

    edits: list[Edit] = field(default_factory=list[Edit])
    prune: list[Edit] = field(default_factory=list[Edit])


def difference(wanted: Stanza, present: Block | None) -> Difference:
    """Compare one of our own objects with what is there."""
    found = Difference()
    if present is None:
        found.edits.append(Edit((), wanted.head))
        _add_all(found.edits, (wanted.head,), wanted.body)
        return found
    if canonical(present.text) != canonical(wanted.head.text):
        found.edits.append(Edit((), wanted.head))
    _compare(found, (wanted.head,), wanted.body, present, wanted.section)
    return found


def removal(path: tuple[ConfigLine, ...], block: Block) -> Edit:
    """Take away one line as it stands in the running-config."""
    line = from_router(canonical(block.text))
    if block.children:
        line = _without_value(line)
    return Edit(path, _negated(line), undoes=line.masked)


def _add_all(edits: list[Edit], path: tuple[ConfigLine, ...], items: Iterable[Item]) -> None:
    for item in items:
        if item.default:
            continue
        edits.append(Edit(path, item.line))
        _add_all(edits, (*path, item.line), item.body)


def _compare(
    found: Difference,
    path: tuple[ConfigLine, ...],
    items: tuple[Item, ...],
    present: Block,
    section: SectionName,
) -> None:
    there = {canonical(child.text): child for child in present.children}
    slots = _by_slot(items, there)
    kept = {item.line.text for item in items} | _ordered(found, path, items, there)
    for item in items:
        block = there.get(item.line.text)
        if block is not None and _same(found, path, item, block, section):
            continue
        if not item.ordered:
            old = slots.get(item.slot, [])
            kept |= {canonical(one.text) for one in old}
            _put(found, path, item, old)
    managed = MANAGED.get(section, ())
    for text, block in there.items():
        if text not in kept and text.startswith(managed):
            found.prune.append(removal(path, block))


def _put(found: Difference, path: tuple[ConfigLine, ...], item: Item, old: list[Block]) -> None:
    """Type one line; `old` are the present values of its slot."""
    if item.default and not old:
        return
    if item.clear:
        found.edits += [removal(path, block) for block in old]
    found.edits.append(Edit(path, item.line))
    _add_all(found.edits, (*path, item.line), item.body)


def _same(
    found: Difference,
    path: tuple[ConfigLine, ...],
    item: Item,
    block: Block,
    section: SectionName,
) -> bool:
    """Whether a present line serves; a sub-object is changed in place, or removed to be made anew."""
    if not item.body:
        return True
    inner = Difference()
    _compare(inner, (*path, item.line), item.body, block, section)
    if inner.prune:
        found.edits.append(removal(path, block))
        return False
    found.edits += inner.edits
    return True


def _by_slot(items: tuple[Item, ...], there: dict[str, Block]) -> dict[str, list[Block]]:
    """Present lines of each wanted slot."""
    wanted = {item.slot for item in items if item.slot and not item.ordered}
    found: dict[str, list[Block]] = {}
    for text, block in there.items():
        slot = slot_of(text)
        if slot in wanted:
            found.setdefault(slot, []).append(block)
    return found


def _ordered(
    found: Difference,
    path: tuple[ConfigLine, ...],
    items: tuple[Item, ...],
    there: dict[str, Block],
) -> set[str]:
    """Make an ordered list right: keep what is right at its start, retype the rest."""
    wanted = [item for item in items if item.ordered]
    if not wanted:
        return set()
    slot = wanted[0].slot
    present = [text for text in there if text.startswith(slot)]
    same = 0
    for text, item in zip(present, wanted, strict=False):
        if text != item.line.text:
            break
        same += 1
    found.edits += [removal(path, there[text]) for text in present[same:]]
    found.edits += [Edit(path, item.line) for item in wanted[same:]]
    return set(present)


def _negated(line: ConfigLine) -> ConfigLine:
    if line.text.startswith("pre-shared-key "):
        return config("no pre-shared-key")
    return negate(line)


def _without_value(line: ConfigLine) -> ConfigLine:
    """Objects are removed by kind and name; what follows the name is not repeated."""
    words = line.text.split()
    for kind, count in (
        ("crypto ipsec transform-set ", 4),
        ("crypto map ", 4),
    ):
        if line.text.startswith(kind):
            return from_router(" ".join(words[:count]))
    return line
