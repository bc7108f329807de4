"""IKE_AUTH: who is who, and how each side proves it (RFC 7296 sections 2.15 and 2.16)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from nornir_ikev2.ike.ends import End, Refused, incomplete
from nornir_ikev2.ike.model import (
    UNREADABLE_KEY,
    AuthMethod,
    Identity,
    KeyringPeer,
    Profile,
    Trustpoint,
)

_SIGNATURES: frozenset[AuthMethod | None] = frozenset({"rsa-sig", "ecdsa-sig"})
_FAILED = "AUTHENTICATION_FAILED"


def responder_profile(initiator: End, responder: End) -> Profile:
    """The responder's profile for the identity in IDi.

    The most specific match that is complete and serves this front-door VRF and local address; of equal
    ones the first in the configuration.

    Raises:
        Refused: NO_PROFILE, or INCOMPLETE when only unusable profiles match.
    """
    lacking = ""
    for profile in _matching(responder, initiator):
        missing = incomplete(profile)
        if not missing:
            return profile
        lacking = lacking or f"profile {profile.name} of {responder.name} has no {missing}"
    if lacking:
        raise Refused("INCOMPLETE", lacking, notify=_FAILED)
    bound = _bound_elsewhere(responder, initiator)
    raise Refused(
        "NO_PROFILE",
        bound
        or f"no IKEv2 profile of {responder.name} matches {_say(initiator.identity)} of"
        f" {initiator.name} on local address {responder.local}",
        notify=_FAILED,
    )


def accept_identity(initiator: End, responder: End) -> None:
    """The initiator compares IDr with the profile it began with.

    Raises:
        Refused: NO_PROFILE. The responder is not told, and keeps its IKE SA: half open.
    """
    profile = initiator.profile
    if profile is None or all(found is not profile for found in _matching(initiator, responder)):
        name = profile.name if profile else ""
        raise Refused(
            "NO_PROFILE",
            _bound_elsewhere(initiator, responder, name)
            or f"profile {name} of {initiator.name} does not match {_say(responder.identity)}"
            f" of {responder.name}",
            half_open=responder.name,
        )


def initiator_key(initiator: End) -> None:
    """Before anything is sent, IOS looks up the keyring peer by the peer's address.

    Raises:
        Refused: NO_KEY when this end must prove itself by a key and has none.
    """
    initiator.key_peer = _by_address(initiator)
    if initiator.auth == "pre-share" and _local_key(initiator) is None:
        raise Refused("NO_KEY", _no_key(initiator, "local"))


def responder_key(initiator: End, responder: End) -> None:
    """The responder looks up the keyring peer by the identity received, then by address."""
    keyring = responder.config.keyring(responder.profile.keyring if responder.profile else None)
    found: KeyringPeer | None = None
    if keyring is not None:
        found = keyring.by_identity(initiator.identity)
    responder.key_peer = found or _by_address(responder)


def prove(prover: End, verifier: End, now: datetime | None) -> None:
    """One side proves itself to the other.

    Args:
        prover: the side whose AUTH payload is checked.
        verifier: the side that checks it.
        now: when certificates must be valid, None to leave their dates alone.

    Raises:
        Refused: NO_KEY, NO_CERTIFICATE or AUTHENTICATION_FAILED.
    """
    method = prover.auth
    allowed = verifier.profile.auth_remote if verifier.profile else ()
    if method is None or method not in allowed:
        raise Refused(
            "AUTHENTICATION_FAILED",
            f"{prover.name} proves itself with {method} (profile {_profile(prover)}), {verifier.name}"
            f" expects {' or '.join(allowed) or 'nothing'} (profile {_profile(verifier)})",
            notify=_FAILED,
        )
    if method == "pre-share":
        _compare_keys(prover, verifier)
    elif method in _SIGNATURES:
        _check_certificate(prover, verifier, now)


def _compare_keys(prover: End, verifier: End) -> None:
    shown = _local_key(prover)
    if shown is None:
        raise Refused("NO_KEY", _no_key(prover, "local"), notify=_FAILED)
    expected = _remote_key(verifier)
    if expected is None:
        raise Refused("NO_KEY", _no_key(verifier, "remote"), notify=_FAILED)
    if UNREADABLE_KEY not in {shown, expected} and shown != expected:
        raise Refused(
            "AUTHENTICATION_FAILED",
            f"the key {prover.name} proves itself with ({_key_place(prover, 'local')}) is not the one"
            f" {verifier.name} expects ({_key_place(verifier, 'remote')})",
            notify=_FAILED,
        )


def _check_certificate(prover: End, verifier: End, now: datetime | None) -> None:
    signing = [point for point in _trustpoints(prover, "sign") if point.has_certificate]
    if not signing:
        raise Refused(
            "NO_CERTIFICATE",
            f"{prover.name} has no certificate to sign with ({_points(prover, 'sign')})",
            notify=_FAILED,
        )
    trusted = {point.ca for point in _trustpoints(verifier, "verify") if point.ca is not None}
    known = [point for point in signing if point.ca in trusted]
    if not known:
        raise Refused(
            "NO_CERTIFICATE",
            f"{verifier.name} ({_points(verifier, 'verify')}) does not trust the CA of"
            f" {signing[0].name} of {prover.name}",
            notify=_FAILED,
        )
    if now is not None and not any(_valid(point, now) for point in known):
        raise Refused(
            "NO_CERTIFICATE",
            f"the certificate of {known[0].name} of {prover.name} is not valid at {now:%Y-%m-%d %H:%M}",
            notify=_FAILED,
        )


def _matching(end: End, other: End) -> Iterator[Profile]:
    """Profiles of `end` for the identity of `other` that serve the VRF and address of `end`."""
    for profile in _by_identity(end, other):
        if not _wrong_vrf(profile, end) and not _wrong_address(profile, end):
            yield profile


def _by_identity(end: End, other: End) -> Iterator[Profile]:
    certificate = other.auth in _SIGNATURES
    return end.config.profiles.matches(other.identity, certificate=certificate)


def _wrong_vrf(profile: Profile, end: End) -> bool:
    return profile.fvrf not in {"any", end.fvrf}


def _wrong_address(profile: Profile, end: End) -> bool:
    """Whether a profile is bound to other local addresses or interfaces than this end's."""
    interface = end.entry.interface if end.entry else ""
    bound = profile.local_addresses or profile.local_interfaces
    here = end.local in profile.local_addresses or interface in profile.local_interfaces
    return bool(bound) and not here


def _bound_elsewhere(end: End, other: End, name: str = "") -> str:
    """A profile that takes the identity but not this VRF or local address, in words; "" for none."""
    for profile in _by_identity(end, other):
        if name and profile.name != name:
            continue
        if _wrong_vrf(profile, end):
            return (
                f"profile {profile.name} of {end.name} matches {other.name}, but serves"
                f" {_vrf(profile.fvrf)} and not {_vrf(end.fvrf)}"
            )
        if _wrong_address(profile, end):
            return (
                f"profile {profile.name} of {end.name} matches {other.name}, but not on local"
                f" address {end.local}"
            )
    return ""


def _vrf(name: str | None) -> str:
    return f"VRF {name}" if name else "the global VRF"


def _by_address(end: End) -> KeyringPeer | None:
    keyring = end.config.keyring(end.profile.keyring if end.profile else None)
    return keyring.by_address(end.peer) if keyring else None


def _local_key(end: End) -> str | None:
    inline = end.profile.inline_local_key if end.profile else None
    return inline or (end.key_peer.local_key if end.key_peer else None)


def _remote_key(end: End) -> str | None:
    inline = end.profile.inline_remote_key if end.profile else None
    return inline or (end.key_peer.remote_key if end.key_peer else None)


def _trustpoints(end: End, use: str) -> list[Trustpoint]:
    """Trustpoints a profile names for a use; all of the router when it names none."""
    known = end.config.config.trustpoints
    profile = end.profile
    names = (
        ()
        if profile is None
        else (profile.trustpoints_sign if use == "sign" else profile.trustpoints_verify)
    )
    return [known[name] for name in names or known if name in known]


def _valid(point: Trustpoint, now: datetime) -> bool:
    start, stop = point.not_before, point.not_after
    moment = _aware(now)
    return (start is None or _aware(start) <= moment) and (stop is None or moment <= _aware(stop))


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _profile(end: End) -> str:
    return end.profile.name if end.profile else "none"


def _points(end: End, use: str) -> str:
    names = [point.name for point in _trustpoints(end, use)]
    return f"trustpoint {', '.join(names)}" if names else "no trustpoint"


def _key_place(end: End, direction: str) -> str:
    if end.profile is not None:
        inline = end.profile.inline_local_key
        if (inline if direction == "local" else end.profile.inline_remote_key) is not None:
            return f"profile {end.profile.name}, {direction} key"
    keyring = end.profile.keyring if end.profile else None
    peer = end.key_peer.name if end.key_peer else "none"
    return f"keyring {keyring} peer {peer}, {direction} key"


def _no_key(end: End, direction: str) -> str:
    profile = end.profile
    if profile is None or profile.keyring is None:
        return f"profile {_profile(end)} of {end.name} has no keyring and no key of its own"
    if profile.keyring not in end.config.config.keyrings:
        return f"keyring {profile.keyring} of profile {profile.name} is missing on {end.name}"
    if end.key_peer is None:
        return f"keyring {profile.keyring} of {end.name} has no peer for {end.peer}"
    return f"peer {end.key_peer.name} in keyring {profile.keyring} of {end.name} has no {direction} key"


def _say(identity: Identity) -> str:
    return f"identity {identity.kind} {identity.value}"
