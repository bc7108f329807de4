"""IKE_SA_INIT: policies, proposals, and what a release no longer knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nornir_ikev2.explain.causes.case import Case, blamed, where
from nornir_ikev2.explain.lines import child, say
from nornir_ikev2.explain.model import Cause, Confidence, Stage
from nornir_ikev2.explain.tunnels import Side
from nornir_ikev2.ike.algorithms import is_aead
from nornir_ikev2.ike.defaults import DEFAULT
from nornir_ikev2.ike.model import Policy, Proposal
from nornir_ikev2.ike.strength import group_weaknesses, weaknesses
from nornir_ikev2.ike.suite import Offer, complete, differences

KINDS: Final = ("encryption", "integrity", "prf", "group")
NOTIFY: Final = "NO_PROPOSAL_CHOSEN"


def suite(case: Case) -> Iterator[Cause]:
    """Why no IKE suite is common, or why another than the configured one is used."""
    if not case.tunnel.both:
        return
    refused = case.tunnel.refused
    failing = refused is not None and refused[2].reason == NOTIFY
    found = [
        cause for side, other in case.tunnel.sides for cause in _passed_over(case, side, other)
    ]
    yield from found
    if failing and not found:
        yield from _no_common(case)


def _passed_over(case: Case, side: Side, other: Side) -> Iterator[Cause]:
    """Own policies that the router passes over, so that the smart default answers in their place."""
    entry = side.entry
    if entry is None or entry.local_address is None:
        return
    used, _ = side.reading.indexed.offers(entry.fvrf, entry.local_address)
    if used is not None and used.name != DEFAULT:
        return
    refused = case.tunnel.refused
    stage: Stage = "now" if refused is not None and refused[2].reason == NOTIFY else "beside"
    if case.tunnel.status == "up":
        stage = "later" if stage == "now" else "beside"
    for policy in side.reading.ike.policies.values():
        if policy.name == DEFAULT:
            continue
        if policy.fvrf not in {"any", entry.fvrf}:
            yield _misses_vrf(side, policy, entry.fvrf, stage)
        elif policy.local_addresses and entry.local_address not in policy.local_addresses:
            yield _misses_address(side, policy, stage)
        else:
            yield from _incomplete(side, other, policy, stage)


def _misses_vrf(side: Side, policy: Policy, fvrf: str | None, stage: Stage) -> Cause:
    vrf = f"VRF {fvrf}" if fvrf else "the global table"
    match = f" match fvrf {fvrf}" if fvrf else " no match fvrf"
    return Cause(
        "POLICY_MISSES_VRF",
        side.name,
        child(side.reading.root, f"crypto ikev2 policy {policy.name}", "match fvrf "),
        f"{where(side)} negotiates in {vrf}, which IKEv2 policy {policy.name} does not serve: the"
        " default proposal is used without a word",
        f"crypto ikev2 policy {policy.name}, then{match}",
        _said(side, NOTIFY),
        stage=stage,
    )


def _misses_address(side: Side, policy: Policy, stage: Stage) -> Cause:
    local = side.entry.local_address if side.entry else None
    return Cause(
        "POLICY_MISSES_ADDRESS",
        side.name,
        child(side.reading.root, f"crypto ikev2 policy {policy.name}", "match address local "),
        f"IKEv2 policy {policy.name} is not for {local}, where {where(side)} starts: the default"
        " proposal is used without a word",
        f"crypto ikev2 policy {policy.name}, then match address local {local}",
        stage=stage,
    )


def _incomplete(side: Side, other: Side, policy: Policy, stage: Stage) -> Iterator[Cause]:
    for name in policy.proposals:
        proposal = side.reading.ike.proposals.get(name)
        if proposal is None or complete(proposal):
            continue
        lacking = _lacking(proposal)
        weak = _refused_here(side, other, lacking)
        if weak:
            yield _weak(side, side, other, f"crypto ikev2 proposal {name}", weak, stage)
            continue
        gcm = any(is_aead(one) for one in proposal.encryption)
        said = " (GCM takes a PRF and no integrity)" if gcm else ""
        yield Cause(
            "PROPOSAL_INCOMPLETE",
            side.name,
            child(side.reading.root, f"crypto ikev2 proposal {name}", "integrity " if gcm else "-"),
            f"IKEv2 proposal {name} has no {' and no '.join(lacking)}{said}, so IOS passes over it"
            " and uses the default proposal without a word",
            f"crypto ikev2 proposal {name}, then add {' and '.join(lacking)}"
            + (", and take the integrity line out" if gcm and proposal.integrity else ""),
            _said(side, NOTIFY),
            stage=stage,
        )


def _lacking(proposal: Proposal) -> list[str]:
    """Kinds of transform a proposal needs and has not."""
    kinds: tuple[str, ...] = ("encryption", "integrity", "group")
    if proposal.encryption and all(is_aead(one) for one in proposal.encryption):
        kinds = ("prf", "group")
    return [kind for kind in kinds if not getattr(proposal, kind)]


def _refused_here(side: Side, other: Side, kinds: list[str]) -> str:
    """What the other end has of some kinds, if this release refuses all of it; `` if not."""
    entry = other.entry
    if entry is None or entry.local_address is None:
        return ""
    _, offers = other.reading.indexed.offers(entry.fvrf, entry.local_address)
    for kind in kinds:
        values = _values(offers, kind)
        bad = [one for one in values if _refuses(side, kind, one)]
        if values and bad == values:
            return f"{kind} {' '.join(values)}"
    return ""


def _refuses(side: Side, kind: str, value: str) -> bool:
    release = side.reading.ike.release
    if kind == "group":
        found = group_weaknesses(int(value), release)
    elif kind == "encryption":
        found = weaknesses(Proposal("", encryption=(value,)), release)
    else:
        found = weaknesses(Proposal("", integrity=(value,)), release)
    return any(one.refused_by_release for one in found)


def _weak(guilty: Side, modern: Side, old: Side, head: str, weak: str, stage: Stage) -> Cause:
    release = modern.reading.ike.release.text
    return Cause(
        "WEAK_ALGORITHM_REFUSED",
        guilty.name,
        say(head),
        f"{old.name} knows only {weak}, which {release} of {modern.name} refuses (Cisco Field Notice"
        " FN72510, from 17.11.1a)",
        f"give both {modern.name} and {old.name} a stronger one, for example group 19, aes-cbc-256, sha256",
        (f"{modern.name} runs {release}, {old.name} {old.reading.ike.release.text}",),
        stage=stage,
    )


def _no_common(case: Case) -> Iterator[Cause]:
    refused = case.tunnel.refused
    if refused is None:
        return
    first, second, _ = refused
    offers: list[tuple[Offer, ...]] = []
    for side in (first, second):
        entry = side.entry
        local = entry.local_address if entry else None
        if entry is None or local is None:
            return
        offers.append(side.reading.indexed.offers(entry.fvrf, local)[1])
    kind = next(
        (
            kind
            for kind in KINDS
            if (mine := _values(offers[0], kind))
            and (theirs := _values(offers[1], kind))
            and not set(mine) & set(theirs)
        ),
        "encryption",
    )
    for modern, old in ((first, second), (second, first)):
        weak = _refused_here(modern, old, [kind])
        if weak:
            yield _weak(old, modern, old, _proposal_line(old, kind), weak, case.stage)
            return
    found = case.blame(_policy)
    confidence: Confidence = "proved"
    yield blamed(
        Cause(
            "NO_COMMON_PROPOSAL",
            found.guilty.name,
            _proposal_line(found.guilty, kind),
            f"{where(first)} and {where(second)}: {differences(offers[0], offers[1])}",
            f"give {found.guilty.name} a {kind} that {found.other.name} has",
            (*_said(first, NOTIFY), *_said(second, NOTIFY)),
            confidence,
            case.stage,
        ),
        found,
    )


def _policy(side: Side) -> str:
    """Name of the policy that an end uses."""
    entry = side.entry
    if entry is None or entry.local_address is None:
        return ""
    policy, _ = side.reading.indexed.offers(entry.fvrf, entry.local_address)
    return policy.name if policy else ""


def _proposal_line(side: Side, kind: str) -> str:
    """The line of this kind in the first proposal that the router uses for this end."""
    entry = side.entry
    if entry is None or entry.local_address is None:
        return ""
    policy, _ = side.reading.indexed.offers(entry.fvrf, entry.local_address)
    for name in policy.proposals if policy else ():
        line = child(side.reading.root, f"crypto ikev2 proposal {name}", f"{kind} ")
        if line:
            return line
    return f"crypto ikev2 proposal {DEFAULT}"


def _values(offers: tuple[Offer, ...], kind: str) -> list[str]:
    return list(dict.fromkeys(str(value) for offer in offers for value in getattr(offer, kind)))


def _said(side: Side, notify: str) -> tuple[str, ...]:
    """What the counters of a router say about a notify."""
    counted = side.reading.exchanges.get(notify)
    if counted is None:
        return ()
    sent, got = counted.sent + counted.answered, counted.asked + counted.received
    return (f"{side.name} counts {notify}: {sent} sent, {got} received",) if sent or got else ()
