"""From a configuration back to an earlier one, line by line, where no file of it is left on the router. Pure.

Only lines of the grammar come out: what differs beyond that is somebody else's, and refuses the whole way.
IOS takes no configuration from a terminal: `configure replace` needs a file, `copy FILE running-config`
deletes nothing, and files reach the flash by SCP, which the router must have been told to serve (ground
truth 4.3 and 4.4). Typed lines need nothing but the session there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nornir_ikev2.drivers.ios.canon import canonical, slot_of
from nornir_ikev2.drivers.ios.diff import removal
from nornir_ikev2.drivers.ios.grammar import check
from nornir_ikev2.drivers.ios.lines import from_router
from nornir_ikev2.drivers.ios.normalise import normalise
from nornir_ikev2.drivers.ios.owned import AUTOMATIC
from nornir_ikev2.drivers.ios.present import key_of
from nornir_ikev2.drivers.ios.stanza import ORDER, Edit, typed
from nornir_ikev2.drivers.ios.tree import Block, parse
from nornir_ikev2.drivers.protocol import ConfigLine, Section, SectionName
from nornir_ikev2.errors import PlanError

_KINDS: Final[dict[str, SectionName]] = {
    "crypto ikev2 proposal ": "proposals",
    "crypto ikev2 policy ": "policies",
    "crypto ikev2 keyring ": "keyrings",
    "crypto ikev2 profile ": "profiles",
    "crypto ipsec transform-set ": "transform_sets",
    "crypto ipsec profile ": "ipsec_profiles",
    "ip access-list extended ": "access_lists",
    "crypto map ": "crypto_maps",
    "interface ": "tunnels",
    "router ": "routing",
    "ip route ": "routing",
}

_ORDERED: Final = (("ip access-list ", ""), ("crypto ikev2 policy ", "proposal "))
"""Objects inside which the order of lines means something, and how these lines begin."""
_KEY: Final = "pre-shared-key "

Path = tuple[ConfigLine, ...]


def plan_back(before: str, now: str) -> tuple[Section, ...]:
    """Plan the way from one configuration of a router back to an earlier one.

    Args:
        before: the earlier one, as the router printed it.
        now: the present one.

    Returns:
        Sections to type, in order; none where both say the same.

    Raises:
        PlanError: they differ in something this tool does not type.
    """
    wanted, present = _by_key(before), _by_key(now)
    push: dict[SectionName, list[Edit]] = {name: [] for name in ORDER}
    prune: dict[SectionName, list[Edit]] = {name: [] for name in ORDER}
    for key, block in wanted.items():
        edits = list(_towards(block, present.get(key), ()))
        if edits:
            push[_section(block)] += edits
    for key, block in present.items():
        if key not in wanted:
            prune[_section(block)].append(removal((), block))
    backwards = [edit for name in reversed(ORDER) for edit in reversed(prune[name])]
    sections = [Section(name, typed(edits)) for name, edits in push.items() if edits]
    if backwards:
        sections.append(Section("prune", typed(backwards)))
    for one in sections:
        check(one.lines)
    return tuple(sections)


def _by_key(config: str) -> dict[str, Block]:
    return {key_of(canonical(one.text)): one for one in parse(normalise(config)).children}


def _section(block: Block) -> SectionName:
    for kind, name in _KINDS.items():
        if block.text.startswith(kind):
            return name
    raise PlanError(
        f"{from_router(block.text).masked!r} differs too, and is not a line this tool types",
        cure="Put that right by hand first.",
    )


def _towards(wanted: Block, present: Block | None, path: Path) -> Iterator[Edit]:
    """Make one present block what it was; what is to go from it goes last."""
    head = from_router(canonical(wanted.text))
    inner = (*path, head)
    if present is None or canonical(present.text) != head.text:
        yield Edit(path, head)
    there = {canonical(one.text): one for one in present.children} if present else {}
    texts = {canonical(one.text) for one in wanted.children}
    if any(text.startswith(_KEY) and text not in texts for text in there):
        yield removal(inner, Block(_KEY))  # takes every key of the peer
        there = {text: one for text, one in there.items() if not text.startswith(_KEY)}
    kind = next((kind for head, kind in _ORDERED if wanted.text.startswith(head)), None)
    if kind is not None:
        yield from _list(wanted, there, inner, kind)
        there = {text: one for text, one in there.items() if not text.startswith(kind)}
    rest = [
        one
        for one in wanted.children
        if not (kind is not None and canonical(one.text).startswith(kind))
        and not (present is None and one.text in AUTOMATIC)
    ]
    missing = [one for one in rest if canonical(one.text) not in there]
    for child in rest:
        old = there.get(canonical(child.text))
        if old is None or child.children or old.children:
            yield from _towards(child, old, inner)
    replaced = {slot_of(canonical(one.text)) for one in missing} - {""}
    for text, old in there.items():
        if text not in texts and slot_of(text) not in replaced:
            yield removal(inner, old)


def _list(wanted: Block, there: dict[str, Block], path: Path, kind: str) -> Iterator[Edit]:
    """Lines whose order means something: all behind the first difference is retyped."""
    texts = (canonical(one.text) for one in wanted.children)
    entries = [text for text in texts if text.startswith(kind)]
    present = [text for text in there if text.startswith(kind)]
    same = 0
    for text, entry in zip(present, entries, strict=False):
        if text != entry:
            break
        same += 1
    yield from (removal(path, there[text]) for text in present[same:])
    yield from (Edit(path, from_router(entry)) for entry in entries[same:])
