"""Which IKEv2 profile and keyring peer an end takes for the other: identities, two profiles, NAT."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Final

from nornir_ikev2.explain.causes.case import Case, blamed, profile_of, where
from nornir_ikev2.explain.lines import block, child, say, starting
from nornir_ikev2.explain.model import Cause, Stage
from nornir_ikev2.explain.tunnels import Side
from nornir_ikev2.ike.model import Identity, Profile

PRIVATE: Final = tuple(
    IPv4Network(one) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
"""RFC 1918, and RFC 6598 for the NAT of providers."""
UNKNOWN: Final = frozenset({"NO_PEER", "NO_PROFILE", "NO_KEY"})
SIGNATURES: Final = frozenset({"rsa-sig", "ecdsa-sig"})


def profiles(case: Case) -> Iterator[Cause]:
    """Two profiles that match one peer, or none that does."""
    if not case.tunnel.both:
        return
    found = [cause for side, other in case.tunnel.sides for cause in _ambiguous(case, side, other)]
    yield from found
    refused = case.tunnel.refused
    if refused is not None and refused[2].reason == "NO_PROFILE" and not found:
        yield from _unmatched(case)


def identity(side: Side) -> Identity:
    """What an end sends in IDi or IDr: `identity local`, else its address."""
    profile = side.profile
    if profile is not None and profile.identity_local is not None:
        return profile.identity_local
    return Identity("address", str(side.entry.local_address if side.entry else ""))


def candidates(side: Side, other: Side) -> list[Profile]:
    """The profiles of an end that accept the identity of the other, most specific first."""
    entry, far = side.entry, other.profile
    if entry is None:
        return []
    found: dict[str, Profile] = {}
    signs = far is not None and far.auth_local in SIGNATURES
    for profile in side.reading.indexed.profiles.matches(identity(other), certificate=signs):
        bound = profile.local_addresses or profile.local_interfaces
        here = (
            entry.local_address in profile.local_addresses
            or entry.interface in profile.local_interfaces
        )
        if profile.fvrf in {"any", entry.fvrf} and (here or not bound):
            found.setdefault(profile.name, profile)
    return list(found.values())


def _ambiguous(case: Case, side: Side, other: Side) -> Iterator[Cause]:
    matching = candidates(side, other)
    wanted = side.profile
    if len(matching) < 2 or wanted is None:  # noqa: PLR2004 - two are one too many
        return
    rivals = [one for one in matching if one.name != wanted.name]
    if len(rivals) == len(matching):
        return  # the entry's own profile does not match at all: another rule
    taken = _taken(case, side)
    wrong = taken is not None and taken != wanted.name
    rival = next((one for one in rivals if one.name == taken), rivals[0])
    stage: Stage = "beside"
    if wrong:
        stage = case.stage
    sent = identity(other)
    yield Cause(
        "AMBIGUOUS_PROFILE",
        side.name,
        _match_line(side, rival, sent),
        f"profiles {wanted.name} and {rival.name} of {side.name} both match {sent.kind} {sent.value} of"
        f" {other.name}; which one IOS takes is not predictable, and {where(side)} needs {wanted.name}",
        f"make the match of profile {rival.name} narrower, or remove it",
        (f"the configurations lead to profile {taken}",) if wrong else (),
        stage=stage,
    )


def _taken(case: Case, side: Side) -> str | None:
    """The profile an end takes as responder."""
    for _, responder, outcome in case.tunnel.turns:
        if responder is side:
            return outcome.responder_profile
    return None


def _match_line(side: Side, profile: Profile, sent: Identity) -> str:
    head = f"crypto ikev2 profile {profile.name}"
    for match in profile.remote_matches:
        if match.kind == "any":
            return child(side.reading.root, head, "match identity remote any")
        if match.kind == "address" and sent.kind == "address" and match.network is not None:
            found = child(
                side.reading.root,
                head,
                f"match identity remote address {match.network.network_address} ",
            )
            if found:
                return found
    return child(side.reading.root, head, "match identity remote ")


def _unmatched(case: Case) -> Iterator[Cause]:
    for side, other in case.tunnel.sides:
        wanted = side.profile
        if wanted is None or any(one.name == wanted.name for one in candidates(side, other)):
            continue
        sent = identity(other)
        found = case.blame(profile_of)
        cause = Cause(
            "IDENTITY_NOT_MATCHED",
            side.name,
            child(
                side.reading.root, f"crypto ikev2 profile {wanted.name}", "match identity remote "
            ),
            f"profile {wanted.name} of {side.name} does not match {sent.kind} {sent.value}, the identity"
            f" that {other.name} sends",
            f"crypto ikev2 profile {wanted.name}, then match identity remote"
            f" {sent.kind} {sent.value}; or correct `identity local` of {other.name}",
            _half_open(case, other),
            stage=case.stage,
        )
        yield cause if found.guilty is side else blamed(cause, found)


def _half_open(case: Case, other: Side) -> tuple[str, ...]:
    if case.tunnel.status == "half-open" and any(sa.ready for sa in other.ike_sas):
        return (f"{other.name} shows READY, the other end nothing",)
    return ()


def nat(case: Case) -> Iterator[Cause]:
    """A peer behind NAT that the other end looks for by an address it never sees.

    The far end knows the router behind NAT by a public address that no router holds, so the two entries
    do not point at each other; the keyring or the identity match by address is what can't work.
    """
    refused = case.tunnel.refused
    for side, other in case.tunnel.sides:
        entry = side.entry
        if entry is None or entry.local_address is None:
            continue
        unknown = other.entry is None or (refused is not None and refused[2].reason in UNKNOWN)
        behind = side.reading.nat or any(entry.local_address in one for one in PRIVATE)
        if unknown and behind:
            yield from _by_address(side, other)


def _by_address(side: Side, other: Side) -> Iterator[Cause]:
    local = side.entry.local_address if side.entry else None
    for name, keyring in other.reading.ike.keyrings.items():
        for peer in keyring.peers:
            if peer.network is None or local is None or peer.identity is not None:
                continue
            # A single address that no router holds is the NAT device's; ours is the router's own.
            single = peer.network.prefixlen == 32  # noqa: PLR2004 - a host route
            if local in peer.network or (single and _nobodys(other, peer.network.network_address)):
                head = f"crypto ikev2 keyring {name}"
                yield Cause(
                    "KEYRING_ADDRESS_BEHIND_NAT",
                    other.name,
                    say(head, f"peer {peer.name}", _address_line(other, head, peer.name)),
                    f"{side.name} ({local}) sits behind NAT, and keyring {name} of {other.name} looks for"
                    f" its key by address {peer.network.network_address}: the address that arrives, and"
                    " the identity that is sent, are others",
                    "give the spoke an identity of its own (`identity local fqdn ...`), and match that in"
                    " keyring peer (`identity fqdn ...`) and profile (`match identity remote fqdn ...`)",
                    (f"{where(side)} starts from the private address {local}",),
                )
                return


def _nobodys(other: Side, address: object) -> bool:
    """Whether an entry of the other end points at this address."""
    return any(address in entry.peers for entry in other.reading.ike.entries)


def _address_line(side: Side, head: str, peer: str) -> str:
    return next(starting(block(side.reading.root, head, f"peer {peer}"), "address "), "")
