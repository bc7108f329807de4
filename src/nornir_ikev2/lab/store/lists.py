"""Sequence numbers of access list entries."""

from __future__ import annotations

from nornir_ikev2.lab.cli.match import Match
from nornir_ikev2.lab.grammar.modes import Rule
from nornir_ikev2.lab.store.section import Item, Section

STEP = 10
ENTRY, REMARK = "ace", "ace remark"


def number_entry(section: Section, rule: Rule, found: Match, *, remove: bool = False) -> Match:
    """Give an access list entry its number; other lines are returned as they are.

    An entry that exists already keeps its number; a new one gets the last number plus ten. A
    remark shares the number of the entry that follows it.
    """
    if rule.slot not in {ENTRY, REMARK}:
        return found
    if "seq" in found.args and (not remove or len(found.parts) == 1):
        return found
    body = found.parts[1:] if "seq" in found.args else found.parts
    same = _same(section, rule.slot, body)
    number = same if same is not None else found.args.get("seq") or _next(section, rule.slot)
    return Match(found.number, found.words, {**found.args, "seq": number}, (number, *body))


def _same(section: Section, slot: str, body: tuple[str, ...]) -> str | None:
    text = " ".join(body).split()
    for item in section.of(slot):
        if item.node.text.split()[1:] == text:
            return item.args["seq"]
    return None


def _next(section: Section, slot: str) -> str:
    entries = [item for item in section.items.values() if item.slot[0] in {ENTRY, REMARK}]
    if not entries:
        return str(STEP)
    last = max(entries, key=_number)
    if last.slot[0] == REMARK:
        return last.args["seq"]
    return str((_number(last) // STEP + 1) * STEP if slot == ENTRY else _number(last) + STEP)


def _number(item: Item) -> int:
    return int(item.args["seq"])
