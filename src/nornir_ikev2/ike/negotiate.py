"""One IKEv2 negotiation between two configurations: what comes up, or the first reason why nothing does.

Pure and total: no input raises. The checks run in the order of the wire (RFC 7296 section 1.2):

    initiator alone    entry, profile, keyring peer
    IKE_SA_INIT        policy, proposal, group (one more round after INVALID_KE_PAYLOAD)
    IKE_AUTH           responder: profile for IDi, initiator's proof; initiator: IDr, responder's proof
                       child SA: traffic selectors, transform sets
    CREATE_CHILD_SA    PFS, at the first rekey
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Address

from nornir_ikev2.ike.auth import (
    accept_identity,
    initiator_key,
    prove,
    responder_key,
    responder_profile,
)
from nornir_ikev2.ike.child import child_suite, pfs_mismatch
from nornir_ikev2.ike.ends import End, Refused, incomplete
from nornir_ikev2.ike.index import IndexedConfig, index
from nornir_ikev2.ike.model import (
    ChildSuite,
    CryptoEntry,
    Exchange,
    IkeConfig,
    Negotiation,
    Reason,
    Selector,
    Suite,
)
from nornir_ikev2.ike.suite import choose, differences

__all__ = ["IndexedConfig", "index", "negotiate"]


@dataclass(slots=True)
class _Record:
    """What is known so far."""

    suite: Suite | None = None
    child: ChildSuite | None = None
    reason: Reason | None = None
    detail: str = ""
    half_open: str | None = None
    exchanges: list[Exchange] = field(default_factory=list[Exchange])

    def refuse(self, refused: Refused) -> None:
        """Note why one end refused, and the notify that it answered with."""
        self.reason, self.detail = refused.reason, refused.detail
        self.half_open = refused.half_open
        if refused.notify and self.exchanges:
            self.exchanges[-1] = Exchange(self.exchanges[-1].kind, refused.notify)


def negotiate(
    initiator: IkeConfig | IndexedConfig,
    responder: IkeConfig | IndexedConfig,
    entry: CryptoEntry,
    *,
    responder_entry: CryptoEntry | None = None,
    selector: Selector | None = None,
    now: datetime | None = None,
) -> Negotiation:
    """Play one negotiation.

    Args:
        initiator: configuration of the router that starts; indexed if it is used more than once.
        responder: configuration of the other router.
        entry: the initiator's crypto map entry or tunnel that asks for it. Of several peers, the first
            that the responder listens on is called.
        responder_entry: the other end where it is known, None to let the responder look for it as a
            router would.
        selector: the one selector of `entry` to negotiate, None for all of them.
        now: when certificates must be valid, None to leave their dates alone.

    Returns:
        The outcome; selectors of `child` as the initiator sees them.
    """
    one = initiator if isinstance(initiator, IndexedConfig) else index(initiator)
    two = responder if isinstance(responder, IndexedConfig) else index(responder)
    record = _Record()
    local = entry.local_address
    peer = _target(entry, two)
    if local is None or peer is None:
        lack = f"no address on {entry.interface}" if local is None else "no peer to call"
        return Negotiation(
            ok=False, reason="INCOMPLETE", detail=f"{entry.name} of {one.name} has {lack}"
        )
    first = End(one, local, peer, entry.fvrf, entry)
    second = End(two, peer, local, None, responder_entry)
    fixed = responder_entry is not None
    try:
        _prepare(first, entry)
        _sa_init(first, second, record)
        _ike_auth(first, second, record, now)
        _child(first, second, entry, selector, record, fixed=fixed)
    except Refused as refused:
        record.refuse(refused)
    return _outcome(first, second, record)


def _outcome(first: End, second: End, record: _Record) -> Negotiation:
    return Negotiation(
        ok=record.child is not None,
        suite=record.suite,
        child=record.child,
        reason=record.reason,
        detail=record.detail,
        half_open=record.half_open,
        initiator_profile=first.profile.name if first.profile else None,
        responder_profile=second.profile.name if second.profile else None,
        initiator_auth=first.auth,
        responder_auth=second.auth,
        exchanges=tuple(record.exchanges),
    )


def _target(entry: CryptoEntry, responder: IndexedConfig) -> IPv4Address | None:
    listening = (peer for peer in entry.peers if responder.listens(peer))
    return next(listening, entry.peers[0] if entry.peers else None)


def _prepare(first: End, entry: CryptoEntry) -> None:
    """What the initiator needs before it sends anything."""
    if entry.profile is None:
        raise Refused("INCOMPLETE", f"{entry.name} of {first.name} has no IKEv2 profile")
    profile = first.config.config.profiles.get(entry.profile)
    if profile is None:
        raise Refused(
            "INCOMPLETE", f"profile {entry.profile} of {entry.name} is missing on {first.name}"
        )
    missing = incomplete(profile)
    if missing:
        raise Refused("INCOMPLETE", f"profile {profile.name} of {first.name} has no {missing}")
    _require_complete(first, entry)
    first.profile = profile
    initiator_key(first)


def _require_complete(end: End, entry: CryptoEntry) -> None:
    absent = [name for name in entry.transform_sets if end.config.transform_set(name) is None]
    if absent:
        raise Refused(
            "INCOMPLETE", f"transform set {absent[0]} of {entry.name} is missing on {end.name}"
        )
    if entry.unknown:
        raise Refused("NOT_PREDICTED", f"{entry.name} of {end.name}: {entry.unknown}")
    if not entry.complete:
        raise Refused(
            "INCOMPLETE",
            f"{entry.name} of {end.name} is incomplete: "
            f"{entry.lacks or 'a reference is missing or the interface is shut'}",
        )


def _sa_init(first: End, second: End, record: _Record) -> None:
    """IKE_SA_INIT: both ends pick a policy, the responder picks a suite (RFC 7296 sections 1.2, 2.7)."""
    ours = [second.entry] if second.entry else second.config.entries_for(second.local, second.peer)
    if not second.config.listens(second.local) and not ours:
        raise Refused("NO_PEER", f"nothing on {second.name} answers IKE on {second.local}")
    second.entry = next(iter(ours), None)
    second.fvrf = second.entry.fvrf if second.entry else second.config.fvrf_of(second.local)
    policy, offered = first.config.offers(first.fvrf, first.local)
    held_policy, held = second.config.offers(second.fvrf, second.local)
    names = (policy.name if policy else None, held_policy.name if held_policy else None)
    for end, name in zip((first, second), names, strict=True):
        if name is None:
            fvrf = f" in VRF {end.fvrf}" if end.fvrf else ""
            raise Refused(
                "NO_PROPOSAL_CHOSEN",
                f"no IKEv2 policy of {end.name} serves {end.local}{fvrf}",
            )
    record.exchanges.append(Exchange("IKE_SA_INIT"))
    suite = choose(offered, held)
    if suite is None:
        raise Refused(
            "NO_PROPOSAL_CHOSEN",
            f"policy {names[0]} of {first.name} and policy {names[1]} of {second.name}:"
            f" {differences(offered, held)}",
            notify="NO_PROPOSAL_CHOSEN",
        )
    if suite.group != offered[0].group[0]:
        record.exchanges[-1] = Exchange("IKE_SA_INIT", "INVALID_KE_PAYLOAD")
        record.exchanges.append(Exchange("IKE_SA_INIT"))
    record.suite = suite


def _ike_auth(first: End, second: End, record: _Record, now: datetime | None) -> None:
    """IKE_AUTH without the child SA: request first, then response."""
    record.exchanges.append(Exchange("IKE_AUTH"))
    second.profile = responder_profile(first, second)
    responder_key(first, second)
    prove(first, second, now)
    accept_identity(first, second)
    prove(second, first, now)


def _child(
    first: End,
    second: End,
    entry: CryptoEntry,
    selector: Selector | None,
    record: _Record,
    *,
    fixed: bool,
) -> None:
    """The child SA, and what will fail at its first rekey."""
    refused: Refused | None = None
    for other in _candidates(first, second, fixed=fixed):
        try:
            record.child = child_suite(first, second, entry, other, selector)
        except Refused as problem:
            refused = refused or problem
        else:
            _look_ahead(record, pfs_mismatch(first, second, entry, other))
            return
    raise refused or Refused(
        "NO_PEER",
        f"no crypto map or tunnel of {second.name} on {second.local} has the peer {second.peer}",
        notify="TS_UNACCEPTABLE",
    )


def _look_ahead(record: _Record, mismatch: str | None) -> None:
    """Note that later exchanges will fail: rekeys, and the child SAs of all selectors but one.

    A further selector needs CREATE_CHILD_SA, where PFS asks for a key exchange at once (RFC 7296, 1.3).
    """
    if mismatch is None:
        return
    record.reason, record.detail = (
        "PFS_MISMATCH_AT_REKEY",
        f"works until the first rekey: {mismatch}",
    )
    several = len(record.child.selectors) if record.child else 0
    if several > 1:
        record.child = None
        record.detail = (
            f"only one of {several} selectors gets a child SA, until its first rekey: {mismatch}"
        )


def _candidates(first: End, second: End, *, fixed: bool) -> list[CryptoEntry]:
    """The responder's entries that may take this peer, or why there is none."""
    found = second.config.entries_for(second.local, second.peer)
    if fixed and second.entry is not None:
        found = (second.entry,)
    profile = second.profile.name if second.profile else None
    usable = [item for item in found if item.profile == profile]
    if found and not usable:
        raise Refused(
            "TS_UNACCEPTABLE",
            f"{first.name} is taken for profile {profile} of {second.name}, but {found[0].name} there"
            f" uses {f'profile {found[0].profile}' if found[0].profile else 'no IKEv2 profile'}",
            notify="TS_UNACCEPTABLE",
        )
    whole = [item for item in usable if item.complete]
    if usable and not whole:
        _require_complete(second, usable[0])
    return whole
