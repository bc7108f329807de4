"""The wanted configuration of one router as stanzas, and the edits that lead there.

A stanza is one top-level object. Its items know how IOS treats them: a setting that has one value at a
time (`slot`), one of a set, or one of an ordered list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nornir_ikev2.drivers.ios.lines import config
from nornir_ikev2.drivers.protocol import ConfigLine, SectionName

ORDER: Final[tuple[SectionName, ...]] = (
    "proposals",
    "policies",
    "keyrings",
    "profiles",
    "transform_sets",
    "ipsec_profiles",
    "access_lists",
    "crypto_maps",
    "tunnels",
    "routing",
)
"""Reference order: each section only names objects of the sections before it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line inside a stanza.

    Attributes:
        line: as running-config prints it.
        slot: words in front of a setting that has one value; "" for one of a set.
        default: what IOS does anyway; typed only to replace another value.
        ordered: the items of this slot are a list whose order matters.
        clear: the old value of the slot must go before the new one is typed.
        body: lines of a sub-mode.
    """

    line: ConfigLine
    slot: str = ""
    default: bool = False
    ordered: bool = False
    clear: bool = False
    body: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Stanza:
    """One top-level object.

    Attributes:
        section: the push step it belongs to.
        key: words that identify it in running-config (the line is `key` or `key ...`).
        head: the whole first line.
        body: lines inside.
        shared: the object is not ours alone; only the lines in `body` and in the lock file concern us.
    """

    section: SectionName
    key: str
    head: ConfigLine
    body: tuple[Item, ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """One line to type inside `path`; `undoes` is the masked line it takes away, if it does."""

    path: tuple[ConfigLine, ...]
    line: ConfigLine
    undoes: str | None = None

    @property
    def shown(self) -> str:
        """The line for people: `parent / child`, secrets masked."""
        last = self.line.masked if self.undoes is None else self.undoes
        return " / ".join([*(head.masked for head in self.path), last])


def typed(edits: Sequence[Edit]) -> tuple[ConfigLine, ...]:
    """The edits as lines to type, entering and leaving modes as needed.

    A global command is understood in any mode, so a mode is left only where the next line would be
    understood differently in it: between two sub-modes of one object, and before removing a crypto map,
    which inside an interface would only detach it.
    """
    lines: list[ConfigLine] = []
    at: tuple[ConfigLine, ...] = ()
    for edit in edits:
        shared = _common(at, edit.path)
        if shared and shared < len(at):
            lines += [EXIT] * (len(at) - shared)
        elif not edit.path and at and edit.line.text.startswith("no crypto map "):
            lines.append(EXIT)
        lines += edit.path[shared:]
        lines.append(edit.line)
        at = edit.path
        if edit.undoes is None and _opens(edit):
            at = (*edit.path, edit.line)
    return tuple(lines)


EXIT: Final = config("exit")
_OPENERS: Final = (
    "crypto ikev2 ",
    "crypto ipsec transform-set ",
    "crypto ipsec profile ",
    "crypto map ",
    "ip access-list ",
    "interface ",
    "router ",
    "archive",
    "peer ",
)


def _opens(edit: Edit) -> bool:
    """Whether typing this line enters a mode; `crypto map` does so only in global mode."""
    text = edit.line.text
    if edit.path:
        return text.startswith("peer ")
    return text.startswith(_OPENERS)


def _common(one: Sequence[ConfigLine], two: Sequence[ConfigLine]) -> int:
    count = 0
    for left, right in zip(one, two, strict=False):
        if left.text != right.text:
            break
        count += 1
    return count
