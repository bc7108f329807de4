"""What a refusal means, read from a log and from what the two daemons have loaded."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from nornir_ikev2.ike.model import Reason
from nornir_ikev2.lab.strongswan.reasons import Failure
from nornir_ikev2.lab.strongswan.translate import Connection
from nornir_ikev2.lab.strongswan.verdict import verdict

A, B = IPv4Address("198.51.100.1"), IPv4Address("198.51.100.2")
MAC = "tried 1 shared key for 'r1' - '198.51.100.2', but MAC mismatched"


def _connection(local: IPv4Address, peer: IPv4Address, auth: str = "psk") -> Connection:
    settings = {
        "local-1": {"auth": auth, "id": str(local)},
        "remote-1": {"auth": "psk", "id": str(peer)},
    }
    return Connection("c", "P", local, peer, settings, local_key="k", remote_key="k")


MINE, THEIRS = _connection(A, B), _connection(B, A)


def _verdict(reason: Reason, end: str = "initiator", line: str = MAC, **other: object) -> object:
    theirs = replace(THEIRS, **other)  # type: ignore[arg-type] # fields of a connection
    return verdict(Failure(reason, line, end), MINE, [theirs], awaited=True)


def test_nothing_in_the_logs_is_no_reason() -> None:
    assert verdict(None, MINE, [THEIRS], awaited=True) is None


def test_selectors_refused_by_a_router_that_does_not_point_back_mean_no_peer() -> None:
    failure = Failure("TS_UNACCEPTABLE", "", "initiator")
    assert verdict(failure, MINE, [THEIRS], awaited=False) == "NO_PEER"
    assert verdict(failure, MINE, [THEIRS], awaited=True) == "TS_UNACCEPTABLE"


def test_an_unexpected_identity_comes_before_its_proof() -> None:
    line = MAC.replace("198.51.100.2", "fqdn.example.net")
    assert _verdict("AUTHENTICATION_FAILED", line=line) == "NO_PROFILE"
    assert _verdict("AUTHENTICATION_FAILED") == "AUTHENTICATION_FAILED"


def test_a_proof_without_a_key_is_a_missing_key() -> None:
    assert _verdict("AUTHENTICATION_FAILED", local_key=None) == "NO_KEY"
    assert _verdict("AUTHENTICATION_FAILED", "responder", remote_key=None) == "NO_KEY"
    assert _verdict("AUTHENTICATION_FAILED", remote_key=None) == "AUTHENTICATION_FAILED"


@pytest.mark.parametrize("reason", ["NO_PROFILE", "NO_KEY", "NO_CERTIFICATE"])
def test_methods_without_overlap_are_the_reason_whatever_charon_stumbles_on(reason: Reason) -> None:
    settings = {**THEIRS.settings, "local-1": {"auth": "pubkey", "id": str(B)}}
    assert _verdict(reason, "responder", "", settings=settings) == "AUTHENTICATION_FAILED"
    assert _verdict(reason, "responder", "") == reason


def test_an_unexpected_responder_is_no_profile_whatever_its_method() -> None:
    settings = {
        "local-1": {"auth": "pubkey", "id": "fqdn:r2.example.net"},
        "remote-1": THEIRS.settings["remote-1"],
    }
    assert _verdict("NO_PROFILE", "responder", "", settings=settings) == "NO_PROFILE"


def test_an_unknown_initiator_is_no_profile_whatever_the_methods() -> None:
    settings = {
        "local-1": {"auth": "pubkey", "id": str(B)},
        "remote-1": {"auth": "psk", "id": "fqdn:other.example.net"},
    }
    assert _verdict("NO_PROFILE", "responder", "", settings=settings) == "NO_PROFILE"
