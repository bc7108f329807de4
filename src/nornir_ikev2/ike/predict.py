"""What every tunnel between routers will negotiate, from their configurations alone. Pure and total.

Each tunnel is played in both directions, since either end may start it or its rekey.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from nornir_ikev2.ike.child import mirror
from nornir_ikev2.ike.index import IndexedConfig, index
from nornir_ikev2.ike.model import (
    ChildSuite,
    CryptoEntry,
    IkeConfig,
    Negotiation,
    Reason,
    Suite,
)
from nornir_ikev2.ike.negotiate import negotiate


@dataclass(frozen=True, slots=True)
class Predicted:
    """What one tunnel will do.

    Attributes:
        ends: names of the routers, in the order asked for.
        ok: IKE SA and child SA come up, whoever starts.
        suite: the IKE suite, None when not even that is agreed.
        child: the child SA as the first end sees it.
        reason: the first reason it fails, or PFS_MISMATCH_AT_REKEY with `ok` True.
        detail: a sentence for people, without secrets.
        entries: names of the crypto map entries or tunnels of both ends, None where one is missing.
        other_suite: the IKE suite when the second end starts, None when it is the same.
        directions: what happens when the first end starts and when the second one does; None where it
            has no peer to call.
    """

    ends: tuple[str, str]
    ok: bool
    suite: Suite | None = None
    child: ChildSuite | None = None
    reason: Reason | None = None
    detail: str = ""
    entries: tuple[str | None, str | None] = (None, None)
    other_suite: Suite | None = None
    directions: tuple[Negotiation | None, Negotiation | None] = (None, None)


def predict_pairs(
    a: IkeConfig | IndexedConfig, b: IkeConfig | IndexedConfig, *, now: datetime | None = None
) -> list[Predicted]:
    """Every tunnel between two routers, in the order of `a`, then those only `b` knows.

    Args:
        a: one router; indexed if it is used more than once.
        b: the other router.
        now: when certificates must be valid, None to leave their dates alone.

    Returns:
        One result per tunnel. When nothing of either points at the other: one result, NO_PEER.
    """
    one = a if isinstance(a, IndexedConfig) else index(a)
    two = b if isinstance(b, IndexedConfig) else index(b)
    found = [_tunnel(one, two, mine, theirs, now) for mine, theirs in pairs(one, two)]
    if found:
        return found
    detail = f"no crypto map or tunnel of {one.name} or {two.name} points at the other"
    waiting = [text for config in (one, two) if (text := _waiting(config))]
    detail = "; ".join([detail, *waiting])
    return [Predicted((one.name, two.name), ok=False, reason="NO_PEER", detail=detail)]


def predict_all(
    configs: Mapping[str, IkeConfig],
    pairs: Iterable[tuple[str, str]],
    *,
    now: datetime | None = None,
) -> list[Predicted]:
    """Predict the tunnels of many pairs of routers; linear in the number of tunnels.

    Args:
        configs: configuration by router name.
        pairs: router names, each pair once.
        now: as in `predict_pairs`.

    Returns:
        Results in the order of the pairs; an unknown name gives NO_PEER.
    """
    indexed: dict[str, IndexedConfig] = {}
    found: list[Predicted] = []
    for pair in pairs:
        absent = [name for name in pair if name not in configs]
        if absent:
            detail = f"the configuration of {absent[0]} is not known"
            found.append(Predicted(pair, ok=False, reason="NO_PEER", detail=detail))
            continue
        for name in pair:
            if name not in indexed:
                indexed[name] = index(configs[name])
        results = predict_pairs(indexed[pair[0]], indexed[pair[1]], now=now)
        found.extend(replace(result, ends=pair) for result in results)
    return found


def _waiting(config: IndexedConfig) -> str:
    """What of a router could belong to anybody: entries that wait to be called, or call by name."""
    for entry in config.config.entries:
        if entry.peers or entry.profile is None:
            continue
        why = entry.unknown or entry.lacks or "it waits to be called by any peer"
        return f"{entry.name} of {config.name} could be an end, but {why}"
    return ""


def pairs(
    one: IndexedConfig, two: IndexedConfig
) -> Iterator[tuple[CryptoEntry | None, CryptoEntry | None]]:
    """The entries of both routers that belong together; None where an end is missing."""
    used: set[int] = set()
    for mine in one.towards(two):
        theirs = _partner(mine, two, used)
        if theirs is not None:
            used.add(id(theirs))
        if mine.profile is not None or (theirs is not None and theirs.profile is not None):
            yield mine, theirs  # else IKEv1 on both ends
    for theirs in two.towards(one):
        if id(theirs) not in used and theirs.profile is not None:
            yield _partner(theirs, one, set(), dynamic_only=True), theirs


def _partner(
    entry: CryptoEntry, other: IndexedConfig, used: set[int], *, dynamic_only: bool = False
) -> CryptoEntry | None:
    """The entry of the other router that answers this one; parallel tunnels pair like with like."""
    if entry.local_address is None:
        return None
    for peer in entry.peers:
        found = [
            item
            for item in other.entries_for(peer, entry.local_address)
            if not item.peers or (id(item) not in used and not dynamic_only)
        ]
        if found:
            return min(found, key=lambda item: _strangeness(entry, item))
    return None


def _strangeness(entry: CryptoEntry, other: CryptoEntry) -> tuple[bool, bool, bool, bool]:
    """How little two entries look like the ends of one tunnel."""
    mirrored = {mirror(item) for item in other.selectors}
    return (
        not other.peers,
        entry.kind != other.kind,
        (entry.profile is None) != (other.profile is None),
        not mirrored & set(entry.selectors),
    )


def _tunnel(
    one: IndexedConfig,
    two: IndexedConfig,
    mine: CryptoEntry | None,
    theirs: CryptoEntry | None,
    now: datetime | None,
) -> Predicted:
    ends = (one.name, two.name)
    if mine is None or theirs is None:
        played = (
            negotiate(one, two, mine, now=now) if mine else None,
            negotiate(two, one, theirs, now=now) if theirs else None,
        )
        return replace(_one_sided(ends, mine, theirs), directions=played)
    if (mine.profile is None) != (theirs.profile is None):
        return _two_versions(ends, mine, theirs)
    forth = negotiate(one, two, mine, responder_entry=theirs, now=now) if mine.peers else None
    back = negotiate(two, one, theirs, responder_entry=mine, now=now) if theirs.peers else None
    return _join(ends, (mine.name, theirs.name), forth, back)


def _two_versions(ends: tuple[str, str], mine: CryptoEntry, theirs: CryptoEntry) -> Predicted:
    new, old = (mine, theirs) if mine.profile else (theirs, mine)
    newer, older = ends if mine.profile else (ends[1], ends[0])
    detail = (
        f"{old.name} of {older} has no IKEv2 profile, so it speaks IKEv1; {new.name} of {newer} has"
        f" profile {new.profile}"
    )
    names = (mine.name, theirs.name)
    return Predicted(ends, ok=False, reason="INCOMPLETE", detail=detail, entries=names)


def _one_sided(
    ends: tuple[str, str], mine: CryptoEntry | None, theirs: CryptoEntry | None
) -> Predicted:
    has, lacks = ends if mine else (ends[1], ends[0])
    entry = mine or theirs
    name, local = (entry.name, entry.local_address) if entry else ("", None)
    detail = (
        f"{name} of {has} points at {lacks}, but no crypto map or tunnel of {lacks} points back at"
        f" {local or 'it'}"
    )
    entries = (mine.name if mine else None, theirs.name if theirs else None)
    return Predicted(ends, ok=False, reason="NO_PEER", detail=detail, entries=entries)


def _join(
    ends: tuple[str, str],
    entries: tuple[str, str],
    forth: Negotiation | None,
    back: Negotiation | None,
) -> Predicted:
    """One result from the two directions; the first end is the initiator wherever it can be."""
    shown = forth or back
    if shown is None:
        detail = f"neither {ends[0]} nor {ends[1]} has a peer to call"
        return Predicted(ends, ok=False, reason="INCOMPLETE", detail=detail, entries=entries)
    detail = shown.detail
    if forth and back and forth.ok and not back.ok:
        shown, detail = back, f"{back.detail} (when {ends[1]} starts)"
    elif forth and back and back.ok and not forth.ok:
        detail = f"{forth.detail} (when {ends[0]} starts)"
    suite = (forth and forth.suite) or shown.suite
    other = back.suite if forth and back and back.suite != suite else None
    return Predicted(
        ends,
        ok=shown.ok,
        suite=suite,
        child=_seen_from_first(shown, forth),
        reason=shown.reason,
        detail=detail,
        entries=entries,
        other_suite=other,
        directions=(forth, back),
    )


def _seen_from_first(shown: Negotiation, forth: Negotiation | None) -> ChildSuite | None:
    child = shown.child
    if child is None or shown is forth:
        return child
    return replace(child, selectors=tuple(mirror(item) for item in child.selectors))
