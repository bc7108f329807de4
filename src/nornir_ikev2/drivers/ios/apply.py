"""A small model of typing lines into a router, to know the configuration a plan leads to.

It knows the lines this driver types and what they do to the objects this driver makes; it is not a
router. Order of lines that are not touched stays; new lines go to the end of their block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from nornir_ikev2.drivers.ios.canon import canonical, slot_of
from nornir_ikev2.drivers.ios.present import key_of
from nornir_ikev2.drivers.ios.tree import Block, parse
from nornir_ikev2.drivers.protocol import ConfigLine

_GLOBAL: Final = re.compile(
    r"(?:no )?(?:crypto ikev2 |crypto ipsec |crypto map \S+ \d|ip access-list |ip route "
    r"|interface |router |archive$|no router )"
)
_HIDDEN: Final = frozenset({"lifetime 86400", "set security-association lifetime seconds 3600"})


def apply(config: str, lines: Iterable[ConfigLine]) -> str:
    """Type lines in configuration mode.

    Args:
        config: the running-config.
        lines: as a plan holds them.

    Returns:
        The configuration after, one line per line, sub-modes indented by one blank.
    """
    model = _Model(config)
    for line in lines:
        model.type(line.text)
    return model.text()


@dataclass(slots=True)
class _Node:
    """A block whose children are found by canonical text; order of insertion is order of printing."""

    text: str
    children: dict[str, _Node] = field(default_factory=dict[str, "_Node"])
    slots: dict[str, str] = field(default_factory=dict[str, str])

    def put(self, node: _Node) -> _Node:
        key = _key(node.text)
        slot = slot_of(node.text) if self.text else ""
        if slot:
            old = self.slots.get(slot)
            if old is not None and old != key:
                self.children = {
                    (key if one == old else one): (node if one == old else child)
                    for one, child in self.children.items()
                }
            self.slots[slot] = key
        present = self.children.get(key)
        if present is not None:
            present.text = node.text
            return present
        self.children[key] = node
        return node

    def remove(self, text: str) -> None:
        key = _key(text)
        if key == "pre-shared-key":
            for one in [one for one in self.children if one.startswith("pre-shared-key ")]:
                del self.children[one]
        if self.children.pop(key, None) is None and text.startswith("neighbor "):
            return
        if text.startswith("neighbor ") and " remote-as " in text:
            start = " ".join(text.split()[:2]) + " "
            for one in [one for one in self.children if one.startswith(start)]:
                del self.children[one]
        slot = slot_of(text) if self.text else ""
        if slot and self.slots.get(slot) == key:
            del self.slots[slot]


class _Model:
    def __init__(self, config: str) -> None:
        self._root = _Node("")
        for block in parse(config).children:
            _load(self._root, block, top=True)
        self._open: list[_Node] = [self._root]

    def type(self, text: str) -> None:
        if text == "exit":
            self._open.pop()
            return
        if _GLOBAL.match(text) or len(self._open) == 1:
            self._open = [self._root]
        elif len(self._open) > 2 and text.startswith(("peer ", "no peer ")):  # noqa: PLR2004
            self._open = self._open[:2]
        here = self._open[-1]
        if text.startswith("no "):
            here.remove(text[3:])
        elif here is self._root or text.startswith("peer "):
            self._open.append(here.put(_Node(text)))
        elif text not in _HIDDEN:
            here.put(_Node(text))
        else:
            slot = slot_of(text)
            if slot and slot in here.slots:
                here.remove(here.children[here.slots[slot]].text)

    def text(self) -> str:
        return "".join(f"{' ' * depth}{text}\n" for depth, text in _walk(self._root, 0)) + "end\n"


def _load(parent: _Node, block: Block, *, top: bool) -> None:
    """Take over present lines. Lines that may repeat keep their place by number."""
    node = _Node(block.text)
    key = _key(block.text)
    if key in parent.children:
        key = f"{key}\n{len(parent.children)}"
    parent.children[key] = node
    slot = "" if top else slot_of(block.text)
    if slot:
        parent.slots.setdefault(slot, key)
    for child in block.children:
        _load(node, child, top=False)


def _key(text: str) -> str:
    return key_of(canonical(text)) if text else ""


def _walk(node: _Node, depth: int) -> Iterator[tuple[int, str]]:
    for child in node.children.values():
        yield depth, child.text
        yield from _walk(child, depth + 1)
