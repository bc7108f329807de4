"""The `no` and `default` forms: which lines they mean, and what stands in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from nornir_ikev2.lab.cli.match import Match
from nornir_ikev2.lab.contracts import Node
from nornir_ikev2.lab.grammar.modes import Rule
from nornir_ikev2.lab.store.editor import Editor
from nornir_ikev2.lab.store.lists import number_entry
from nornir_ikev2.lab.store.section import Item, Section, canonical, slot_of

Answer = tuple[str, bool]
"""Message and whether it is a refusal."""


def unset(editor: Editor, section: Section, rule: Rule, found: Match) -> Answer:
    """Carry out the `no` form of a line."""
    items = _chosen(section, rule, found)
    check = rule.line.check_no
    refusal = (check(editor, found) if check else "") or _in_use(editor, items)
    if refusal:
        return refusal, True
    gone = [item for item in items if not item.node.text.startswith("no ")]
    for item in gone:
        editor.drop(section, item)
    message = editor.replace(section, rule) if gone and rule.line.replaced else ""
    if rule.line.toggle:
        _off(editor, section, rule, found)
    return message, False


def reset(editor: Editor, section: Section, rule: Rule, found: Match) -> Answer:
    """Carry out the `default` form of a line."""
    items = _chosen(section, rule, found)
    if rule.slot == "interface":
        for item in items:
            _empty(editor, item)
        return "", False
    refusal = _in_use(editor, items)
    if refusal:
        return refusal, True
    for item in items:
        editor.drop(section, item)
    return "", False


def _empty(editor: Editor, item: Item) -> None:
    """An interface as if it had just been made."""
    section = item.inside
    if section is not None:
        for child in list(section.items.values()):
            editor.drop(section, child)


def _chosen(section: Section, rule: Rule, found: Match) -> list[Item]:
    """The lines a `no` form means."""
    line = rule.line
    if rule.sweep:
        return [
            item
            for item in list(section.items.values())
            if (item.rule.line.bundle or item.slot[0]) == (line.bundle or rule.slot)
            and all(item.args.get(name) == value for name, value in found.args.items())
        ]
    if "*" not in line.key:
        numbered = number_entry(section, rule, found, remove=True)
        item = section.items.get(slot_of(rule, numbered.args, ""))
        items = [item] if item is not None else []
        if found.parts == tuple(rule.lead.split()):
            items.extend(section.of(f"{rule.slot} secondary"))
        return items
    exact = section.items.get(slot_of(rule, found.args, canonical(rule, found)))
    if exact is not None:
        return [exact]
    short = f"{' '.join(found.parts)} "
    return [item for item in section.of(rule.slot) if item.node.text.startswith(short)]


def _in_use(editor: Editor, items: Sequence[Item]) -> str:
    """The refusal when the last definition of an object goes that others refer to."""
    leaving: Counter[tuple[str, str]] = Counter()
    for item in items:
        line = item.rule.line
        if not line.in_use or item.node.text.startswith("no "):
            continue
        key = (line.defines, item.args["name"])
        leaving[key] += 1
        holders = editor.references.holders(*key)
        if holders and leaving[key] >= editor.references.count(*key):
            names = ", ".join(_short(holder.node) for holder in holders)
            return line.in_use.format(name=key[1], holders=names)
    return ""


def _short(node: Node) -> str:
    """The short form of an interface in messages: `Gi3`; other sections as they are."""
    name = node.text.removeprefix("interface ")
    if name == node.text:
        return name
    number = name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-")
    return name[:2] + number


def _off(editor: Editor, section: Section, rule: Rule, found: Match) -> None:
    """Keep the `no` form where it is a state of its own."""
    line = rule.line
    if line.off_key and found.args.get("name") != line.off_key:
        return
    if line.off_if and not any(
        child.text.startswith(line.off_if) for child in section.node.children
    ):
        return
    if line.key or not rule.lead:
        positive = canonical(rule, found) if "*" in line.key else " ".join(found.parts)
    else:
        positive = rule.lead
    text = f"no {positive}"
    known = section.items.get(slot_of(rule, found.args, positive))
    if text != line.default and (known is None or known.node.text != text):
        editor.store(section, rule, found, text, known)
