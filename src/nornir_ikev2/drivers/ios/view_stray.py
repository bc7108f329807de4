"""Blocks of hand-written configurations put back where they belong.

Lab reports and typed scripts lose blanks: a global command gets one too many, the lines of a block
none at all. A running-config never needs this, and comes back unchanged.
"""

from __future__ import annotations

import re
from typing import Final

from nornir_ikev2.drivers.ios.tree import Block

_GLOBAL: Final = (
    "crypto ikev2 proposal ",
    "crypto ikev2 policy ",
    "crypto ikev2 keyring ",
    "crypto ikev2 profile ",
    "crypto ipsec transform-set ",
    "crypto ipsec profile ",
)
_INSIDE: Final = tuple(
    (re.compile(heading), re.compile(lines))
    for heading, lines in (
        (r"crypto ikev2 proposal ", r"(encryption|integrity|prf|group) "),
        (r"crypto ikev2 policy ", r"(match|proposal) "),
        (r"crypto ikev2 keyring ", r"(peer|description|address|hostname|identity|pre-share\S*) "),
        (
            r"crypto ikev2 profile ",
            (
                r"(description|match|identity|authentication|keyring|pki|lifetime|dpd|ivrf"
                r"|virtual-template) "
            ),
        ),
        (r"crypto ipsec transform-set ", r"mode "),
        (r"crypto ipsec profile |crypto (dynamic-)?map \S+ \d", r"(description|set|match) "),
        (r"ip access-list extended ", r"(\d+ )?(permit|deny|remark) "),
        (
            r"int(erface)? ?",
            (
                r"description |tunnel |(no )?shutdown$|(no )?ip (address|mtu|unnumbered|nhrp|tcp adjust)"
                r"|vrf forwarding |ip vrf forwarding |crypto map \S+$"
            ),
        ),
    )
)


def lift(root: Block) -> Block:
    """Global blocks to the top, and lines without indent into the block before them."""
    if not _has_strays(root):
        return root
    lifted: list[Block] = []
    owner: Block | None = None
    for block in root.children:
        if owner is not None and _belongs(block, owner):
            owner.children.append(Block(block.text, [], block.line_no))
            owner.children.extend(block.children)
            continue
        lifted.append(Block(block.text, [], block.line_no))
        for child in block.children:
            if child.text.startswith(_GLOBAL):
                lifted.append(Block(child.text, list(child.children), child.line_no))
            else:
                lifted[-1].children.append(child)
        owner = _owner(lifted[-1], owner)
    return Block("", lifted)


def _lines_of(heading: str) -> re.Pattern[str] | None:
    """What may stand inside a block with this heading."""
    return next((lines for known, lines in _INSIDE if known.match(heading)), None)


def _belongs(block: Block, owner: Block) -> bool:
    lines = _lines_of(owner.text)
    return lines is not None and lines.match(block.text) is not None


def _owner(block: Block, before: Block | None) -> Block | None:
    """The block that lines without indent go into next; an interface has many lines we do not know."""
    if _lines_of(block.text) is not None:
        return block
    if before is not None and before.text.startswith("int") and not block.children:
        return before
    return None


def _has_strays(root: Block) -> bool:
    owner: Block | None = None
    for block in root.children:
        if owner is not None and _belongs(block, owner):
            return True
        if any(child.text.startswith(_GLOBAL) for child in block.children):
            return True
        owner = _owner(block, owner)
    return False
