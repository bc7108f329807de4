"""From intent and present configuration to the lines that lead from one to the other. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nornir_ikev2.drivers.ios import consequences
from nornir_ikev2.drivers.ios.apply import apply
from nornir_ikev2.drivers.ios.attribution import Attribution
from nornir_ikev2.drivers.ios.collisions import refuse_collisions, refuse_taken_names, warnings
from nornir_ikev2.drivers.ios.diff import difference, removal
from nornir_ikev2.drivers.ios.grammar import check
from nornir_ikev2.drivers.ios.impact import impacts
from nornir_ikev2.drivers.ios.lines import Name, config, from_router
from nornir_ikev2.drivers.ios.owned import Shared, add_shared, drop_shared
from nornir_ikev2.drivers.ios.present import Present
from nornir_ikev2.drivers.ios.render import render
from nornir_ikev2.drivers.ios.scope import Scope
from nornir_ikev2.drivers.ios.stanza import ORDER, Edit, Stanza, typed
from nornir_ikev2.drivers.ios.tree import Block
from nornir_ikev2.drivers.protocol import (
    KeyResolver,
    Reading,
    RouterPlan,
    Section,
    SectionName,
)
from nornir_ikev2.intent.model import RouterIntent

Edits = list[tuple[SectionName, Edit]]


def plan(intent: RouterIntent, reading: Reading, keys: KeyResolver) -> RouterPlan:
    """Plan one router.

    Args:
        intent: what it must be.
        reading: what it is.
        keys: resolves pre-shared keys.

    Returns:
        The plan; no sections when nothing is to do.

    Raises:
        PlanError: a foreign object collides, a value can't be typed, or the release can't do it.
    """
    present = Present(reading.config, intent)
    refuse_collisions(intent, present, reading.facts.release)
    wanted = render(intent, present, keys)
    push: Edits = []
    prune: Edits = []
    shared = Shared()
    for stanza in wanted:
        _one(stanza, present, push, prune, shared)
    prune += _gone(wanted, present, shared)
    owned = set(shared.owned) | _tunnels(wanted)
    attribution = Attribution(intent, present, wanted)
    if intent.scope is not None:
        scope = Scope(intent.scope, attribution)
        push = scope.pushable(push, present)
        prune = scope.prunable(prune, push, present)
        owned = scope.owned(present.owned, owned, prune)
    sections = tuple(_sections(push, prune))
    for one in sections:
        check(one.lines)
    every = [*push, *prune]
    refuse_taken_names(intent, present, (edit for _, edit in every))
    return RouterPlan(
        host=intent.name,
        sections=sections,
        added=tuple(edit.shown for _, edit in every if edit.undoes is None),
        removed=tuple(edit.shown for _, edit in every if edit.undoes is not None),
        owned=tuple(sorted(owned)),
        renewals=tuple(consequences.renewals(intent, present, every)),
        impacts=tuple(impacts(intent, present, attribution, every)),
        cuts_management=tuple(dict.fromkeys(consequences.cuts_management(intent, every))),
        warnings=tuple(warnings(intent, present)),
        intended=apply(reading.config, (line for one in sections for line in one.lines)),
    )


def plan_archive(reading: Reading) -> RouterPlan:
    """The archive path the dead-man timer needs; empty when there is one."""
    host = reading.facts.hostname
    if reading.facts.archive_path is not None:
        return RouterPlan(host, intended=reading.config)
    head = config("archive")
    line = config("path {}ikev2-archive", Name(reading.facts.filesystem))
    edits = [Edit((), head), Edit((head,), line)]
    section = Section("archive", typed(edits))
    return RouterPlan(
        host,
        sections=(section,),
        added=tuple(edit.shown for edit in edits),
        intended=apply(reading.config, section.lines),
    )


def _one(stanza: Stanza, present: Present, push: Edits, prune: Edits, shared: Shared) -> None:
    if stanza.shared:
        before = len(shared.edits)
        add_shared(shared, stanza, present)
        _tag(push, stanza.section, shared.edits[before:])
        return
    found = difference(stanza, present.top(stanza.key))
    _tag(push, stanza.section, found.edits)
    _tag(prune, stanza.section, found.prune)


def _tag(target: Edits, section: SectionName, edits: Sequence[Edit]) -> None:
    target.extend((section, edit) for edit in edits)


def _gone(
    wanted: list[Stanza], present: Present, shared: Shared
) -> Iterator[tuple[SectionName, Edit]]:
    """What is ours and not wanted any more."""
    keys = {stanza.key for stanza in wanted if not stanza.shared}
    going = {key: own for key, own in present.own.items() if key not in keys}
    for edit in drop_shared(present, set(shared.owned), going):
        yield "routing", edit
    attached = {
        (stanza.key, item.line.text) for stanza in wanted if stanza.shared for item in stanza.body
    }
    for block, name in present.maps:
        line = f"crypto map {name}"
        if present.owners.owner(name) and (block.text, line) not in attached:
            edit = removal((from_router(block.text),), Block(line))
            # Detach before the entries go: reversed below, so it comes last here.
            yield "tunnels", edit
    for own in going.values():
        yield own.section, removal((), own.block)


def _sections(push: Edits, prune: Edits) -> Iterator[Section]:
    """One section per kind in reference order; what goes, goes last and in reverse order."""
    for name in ORDER:
        edits = [edit for section, edit in push if section == name]
        if edits:
            yield Section(name, typed(edits))
    rank = {name: number for number, name in enumerate(ORDER)}
    backwards = sorted(prune, key=lambda one: rank[one[0]], reverse=True)
    if backwards:
        yield Section("prune", typed([edit for _, edit in backwards]))


def _tunnels(wanted: list[Stanza]) -> set[tuple[str, ...]]:
    return {(stanza.key,) for stanza in wanted if stanza.section == "tunnels"}
