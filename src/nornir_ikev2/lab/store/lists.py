"""Sequence numbers of access list entries."""

from __future__ import annotations

from nornir_ikev2.lab.cli.match import Match
from nornir_ikev2.lab.grammar.modes import Rule
from nornir_ikev2.lab.store.section import Section, canonical

STEP = 10
ENTRY, REMARK = "ace", "ace remark"
BODY = "body"
"""Value that holds an entry without its number."""


def number_entry(section: Section, rule: Rule, found: Match, *, remove: bool = False) -> Match:
    """Give an access list entry its number; other lines are returned as they are.

    An entry that exists already keeps its number; a new one gets the last number plus ten. A
    remark shares the number of the entry that follows it.
    """
    if rule.slot not in {ENTRY, REMARK}:
        return found
    args = {name: value for name, value in found.args.items() if name != "seq"}
    parts = found.parts[1:] if "seq" in found.args else found.parts
    if not parts:
        return found
    body = " ".join(canonical(rule, Match(found.number, found.words, args, parts)).split())
    number = found.args.get("seq") if remove else None
    number = number or _same(section, rule.slot, body)
    number = number or found.args.get("seq") or _next(section, rule.slot)
    args = {**args, "seq": number, BODY: body}
    return Match(found.number, found.words, args, (number, *parts))


def _same(section: Section, slot: str, body: str) -> str | None:
    for item in section.items.values():
        if item.slot[0] == slot and item.args.get(BODY) == body:
            return item.args["seq"]
    return None


def _next(section: Section, slot: str) -> str:
    last = section.node.children[-1].text.split() if section.node.children else []
    if not last or not last[0].isdigit():
        return str(STEP)
    if last[1] == "remark":
        return last[0]
    return str(int(last[0]) + STEP) if slot in {ENTRY, REMARK} else last[0]
