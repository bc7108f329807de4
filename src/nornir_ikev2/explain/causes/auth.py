"""IKE_AUTH: keys and methods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nornir_ikev2.explain.causes.case import Case, blamed, profile_of, where
from nornir_ikev2.explain.lines import block, child, say, starting
from nornir_ikev2.explain.model import Cause
from nornir_ikev2.explain.tunnels import Side
from nornir_ikev2.ike.model import UNREADABLE_KEY, KeyringPeer

REASONS: Final = frozenset({"AUTHENTICATION_FAILED", "NO_KEY"})
ERRORS: Final = ("Auth exchange failed", "Failed to authenticate the IKE SA")


def auth(case: Case) -> Iterator[Cause]:
    """Why one end does not believe the other."""
    refused = case.tunnel.refused
    if refused is None or refused[2].reason not in REASONS:
        return
    found = list(_methods(case)) or list(_no_keyring(case)) or list(_keys(case))
    if case.tunnel.status == "up":
        yield from (_live(case, one) for one in found)
    else:
        yield from found


def _live(case: Case, cause: Cause) -> Cause:
    """A fault of the keys under an SA that is older than the fault."""
    ages = [sa.active for side, _ in case.tunnel.sides for sa in side.ike_sas if sa.ready]
    age = f"READY for {max(ages)} s on both ends" if ages else "READY on both ends"
    return Cause(
        "KEY_CHANGED_UNDER_SA",
        cause.router,
        cause.line,
        f"the tunnel is up on an SA from before a change: {cause.detail}; the next full authentication"
        " will fail, perhaps days from now",
        cause.cure,
        (*cause.evidence, age),
        cause.confidence,
        "later",
    )


def _methods(case: Case) -> Iterator[Cause]:
    for prover, verifier in case.tunnel.sides:
        mine, theirs = prover.profile, verifier.profile
        if mine is None or theirs is None or mine.auth_local is None:
            continue
        if mine.auth_local not in theirs.auth_remote:
            found = case.blame(profile_of)
            side = found.guilty
            word = "local" if side is prover else "remote"
            profile = side.profile
            yield blamed(
                Cause(
                    "METHOD_DIFFERS",
                    side.name,
                    child(
                        side.reading.root,
                        f"crypto ikev2 profile {profile.name if profile else ''}",
                        f"authentication {word} ",
                    ),
                    f"{prover.name} proves itself with {mine.auth_local}, {verifier.name} expects"
                    f" {' or '.join(theirs.auth_remote) or 'nothing'}",
                    "make `authentication local` of one end `authentication remote` of the other",
                    stage=case.stage,
                ),
                found,
            )


def _no_keyring(case: Case) -> Iterator[Cause]:
    for side, _ in case.tunnel.sides:
        profile = side.profile
        if profile is None or "pre-share" not in {profile.auth_local, *profile.auth_remote}:
            continue
        if profile.inline_local_key or profile.inline_remote_key:
            continue
        head = f"crypto ikev2 profile {profile.name}"
        if profile.keyring is None:
            yield _keyring_line_missing(case, side, head)
        elif profile.keyring not in side.reading.ike.keyrings:
            yield Cause(
                "DANGLING_REFERENCE",
                side.name,
                child(side.reading.root, head, "keyring "),
                f"profile {profile.name} names keyring {profile.keyring}, which does not exist",
                f"crypto ikev2 keyring {profile.keyring}, with a peer for {side.peer}",
                stage=case.stage,
            )
        elif side.key_peer is None:
            yield _no_key_peer(case, side, profile.keyring)


def _keyring_line_missing(case: Case, side: Side, head: str) -> Cause:
    holding = [
        name
        for name in side.reading.ike.keyrings
        if (found := side.reading.indexed.keyring(name))
        and side.peer
        and found.by_address(side.peer)
    ]
    name = holding[0] if holding else next(iter(side.reading.ike.keyrings), "NAME")
    return Cause(
        "KEYRING_LINE_MISSING",
        side.name,
        say(head),
        f"{head.removeprefix('crypto ikev2 ')} of {side.name} proves itself with a key and names no"
        f" keyring; `keyring {name}` without `local` is the syntax before 15.2, which newer releases refuse",
        f"{head}, then keyring local {name}",
        _holds(side, holding),
        stage=case.stage,
    )


def _holds(side: Side, keyrings: list[str]) -> tuple[str, ...]:
    return tuple(f"keyring {name} of {side.name} has a key for {side.peer}" for name in keyrings)


def _no_key_peer(case: Case, side: Side, keyring: str) -> Cause:
    head = f"crypto ikev2 keyring {keyring}"
    return Cause(
        "KEYRING_PEER_MISSING",
        side.name,
        say(head),
        f"keyring {keyring} of {side.name} has no peer for {side.peer}",
        f"{head}, then a peer with address {side.peer} and its key",
        stage=case.stage,
    )


def _keys(case: Case) -> Iterator[Cause]:
    """Keys that differ, as both ends' keyrings hold them."""
    one, two = case.tunnel.one, case.tunnel.two
    keys = [_pair(side) for side, _ in case.tunnel.sides]
    if any(UNREADABLE_KEY in pair for pair in keys):
        return
    (my_local, my_remote), (their_local, their_remote) = keys
    found = case.blame(_key_block)
    if my_local == their_local and my_remote == their_remote and my_local != my_remote:
        yield blamed(
            Cause(
                "KEYS_SWAPPED",
                found.guilty.name,
                _key_line(found.guilty, "local"),
                f"{one.name} and {two.name} have the same local and the same remote key; the local key of"
                " one must be the remote key of the other",
                f"exchange `pre-shared-key local` and `pre-shared-key remote` on {found.guilty.name}",
                _errors(case),
                stage=case.stage,
            ),
            found,
        )
        return
    for prover, verifier, shown, expected in (
        (one, two, my_local, their_remote),
        (two, one, their_local, my_remote),
    ):
        if shown == expected or None in {shown, expected}:
            continue
        word = "local" if found.guilty is prover else "remote"
        yield blamed(
            Cause(
                "KEY_DIFFERS",
                found.guilty.name,
                _key_line(found.guilty, word),
                f"the key that {prover.name} proves itself with ({_place(prover, 'local')}) is not the one"
                f" that {verifier.name} expects ({_place(verifier, 'remote')})",
                "type the same key on both ends",
                _errors(case),
                stage=case.stage,
            ),
            found,
        )


def _key_block(side: Side) -> str:
    """The keyring peer that an end takes its keys from."""
    keyring = side.profile.keyring if side.profile else None
    return f"{keyring} {side.key_peer.name}" if keyring and side.key_peer else profile_of(side)


def _pair(side: Side) -> tuple[str | None, str | None]:
    profile, peer = side.profile, side.key_peer
    local = (profile.inline_local_key if profile else None) or (peer.local_key if peer else None)
    remote = (profile.inline_remote_key if profile else None) or (peer.remote_key if peer else None)
    return local, remote


def _place(side: Side, word: str) -> str:
    peer: KeyringPeer | None = side.key_peer
    if peer is None or side.profile is None:
        return where(side)
    return f"keyring {side.profile.keyring} peer {peer.name} of {side.name}, {word} key"


def _key_line(side: Side, word: str) -> str:
    profile, peer = side.profile, side.key_peer
    if profile is None:
        return ""
    if peer is None or profile.keyring is None:
        return child(
            side.reading.root, f"crypto ikev2 profile {profile.name}", f"authentication {word} "
        )
    path = (f"crypto ikev2 keyring {profile.keyring}", f"peer {peer.name}")
    inside = block(side.reading.root, *path)
    own = next(starting(inside, f"pre-shared-key {word} "), None)
    return say(*path, own or next(starting(inside, "pre-shared-key "), ""))


def _errors(case: Case) -> tuple[str, ...]:
    """What the routers say themselves."""
    found: list[str] = []
    for side, _ in case.tunnel.sides:
        counted = side.reading.exchanges.get("AUTHENTICATION_FAILED")
        if counted and any((counted.answered, counted.received)):
            found.append(
                f"{side.name} counts AUTHENTICATION_FAILED: {counted.answered} sent,"
                f" {counted.received} received"
            )
        said = next((one for one in side.reading.errors if one in ERRORS), None)
        if said:
            found.append(f"{side.name}: show crypto ikev2 diagnose error: {said}")
    return tuple(found)
