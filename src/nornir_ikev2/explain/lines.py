"""Find lines of a configuration and say them with their parents, secrets masked. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nornir_ikev2.drivers.ios.mask import mask
from nornir_ikev2.drivers.ios.tree import Block
from nornir_ikev2.drivers.ios.view_text import interface

JOIN: Final = " / "


def say(*texts: str) -> str:
    """A line with its parents, `interface Tunnel1 / ip mtu 1500`, masked."""
    return JOIN.join(mask(text.strip()) for text in texts if text)


def block(root: Block, *path: str) -> Block | None:
    """The block under a path of exact lines, the last of several."""
    here: Block | None = root
    for text in path:
        here = here and next((one for one in reversed(here.children) if one.text == text), None)
    return here


def child(root: Block, head: str, prefix: str) -> str:
    """The first line inside `head` that begins with `prefix`, said with its head; the head without one."""
    found = block(root, head)
    for one in found.children if found else ():
        if one.text == prefix.strip() or one.text.startswith(prefix):
            return say(head, one.text)
    return say(head) if found else ""


def interface_head(root: Block, name: str) -> str:
    """The `interface` line of a canonical name, as the configuration writes it; `` when it is not there."""
    for one in root.starting("interface "):
        if interface(one.text.partition(" ")[2]) == name:
            return one.text
    return ""


def starting(found: Block | None, prefix: str) -> Iterator[str]:
    """The lines of a block that begin with a prefix."""
    return (one.text for one in (found.children if found else ()) if one.text.startswith(prefix))
