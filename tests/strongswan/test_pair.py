"""Two configurations on two daemons: what comes up, and the reason when nothing does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import IPv4Address

import pytest

from fakes import ike_pairs as pairs
from nornir_ikev2.ike.model import Identity, IdentityMatch, IkeConfig, TransformSet
from nornir_ikev2.ike.negotiate import negotiate
from nornir_ikev2.lab.strongswan.pair import Pair

HUB, SPOKE = pairs.hub(), pairs.spoke()
LONG_AGO = {
    "not_before": datetime(2020, 1, 1, tzinfo=UTC),
    "not_after": datetime(2021, 1, 1, tzinfo=UTC),
}
CASES: dict[str, tuple[IkeConfig, IkeConfig]] = {
    "shared keys": (HUB, SPOKE),
    "another key": (HUB, pairs.with_key_peer(SPOKE, local_key="x", remote_key="x")),
    "directional keys": (
        pairs.with_key_peer(HUB, local_key="a", remote_key="b"),
        pairs.with_key_peer(SPOKE, local_key="b", remote_key="a"),
    ),
    "directional keys not swapped": (
        pairs.with_key_peer(HUB, local_key="a", remote_key="b"),
        pairs.with_key_peer(SPOKE, local_key="a", remote_key="b"),
    ),
    "one directional key wrong": (
        pairs.with_key_peer(HUB, local_key="a", remote_key="b"),
        pairs.with_key_peer(SPOKE, local_key="c", remote_key="a"),
    ),
    "the second group is common": (pairs.with_proposal(HUB, group=(14, 20)), SPOKE),
    "no common group": (pairs.with_proposal(HUB, group=(14,)), SPOKE),
    "GCM": (
        pairs.with_proposal(HUB, encryption=("aes-gcm-256",), integrity=(), prf=("sha384",)),
        pairs.with_proposal(SPOKE, encryption=("aes-gcm-256",), integrity=(), prf=("sha384",)),
    ),
    "another transform set": (
        replace(HUB, transform_sets={"TS": TransformSet("TS", "aes-gcm-256", None)}),
        SPOKE,
    ),
    "crypto maps that mirror": (
        pairs.crypto_map(HUB, pairs.selector("10.0.0.0/24", "10.1.0.0/24")),
        pairs.crypto_map(SPOKE, pairs.selector("10.1.0.0/24", "10.0.0.0/24")),
    ),
    "crypto maps that do not mirror": (
        pairs.crypto_map(HUB, pairs.selector("10.0.0.0/24", "10.2.0.0/24")),
        pairs.crypto_map(SPOKE, pairs.selector("10.1.0.0/24", "10.0.0.0/24")),
    ),
    "PFS groups differ": (pairs.with_entry(HUB, pfs=20), SPOKE),
    "PFS on one side": (pairs.with_entry(HUB, pfs=None), SPOKE),
    "certificates": (pairs.signing(HUB), pairs.signing(SPOKE)),
    "expired certificate": (
        pairs.signing(HUB),
        pairs.signing(pairs.with_trustpoint(SPOKE, **LONG_AGO)),
    ),
    "certificate of another CA": (
        pairs.signing(HUB),
        pairs.signing(pairs.with_trustpoint(SPOKE, ca="ca-2")),
    ),
    "certificate against key": (pairs.signing(HUB), SPOKE),
    "no certificate": (
        pairs.signing(HUB),
        pairs.signing(pairs.with_trustpoint(SPOKE, has_certificate=False)),
    ),
    "no profile for the initiator": (
        HUB,
        pairs.with_profile(SPOKE, remote_matches=(IdentityMatch("fqdn", "a.example.com"),)),
    ),
    "a domain takes the initiator": (
        pairs.with_profile(HUB, identity_local=Identity("fqdn", "hub.example.com")),
        pairs.with_profile(SPOKE, remote_matches=(IdentityMatch("fqdn-domain", "example.com"),)),
    ),
    "no key at the initiator": (
        pairs.with_key_peer(HUB, network=pairs.host("192.0.2.9")),
        SPOKE,
    ),
    "no key at the responder": (
        HUB,
        pairs.with_key_peer(SPOKE, network=pairs.host("192.0.2.9")),
    ),
    "no tunnel back": (HUB, pairs.with_entry(SPOKE, peers=(IPv4Address("192.0.2.9"),))),
}


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with Pair() as both:
        yield both


@pytest.mark.parametrize("name", CASES)
def test_two_daemons_come_to_what_the_rules_say(name: str, pair: Pair) -> None:
    initiator, responder = CASES[name]
    expected = negotiate(initiator, responder, initiator.entries[0], now=datetime.now(UTC))

    outcome = pair.negotiate(initiator, responder, rekey=True)

    assert (outcome.ok, outcome.reason) == (expected.ok, expected.reason), outcome.responder_log
    assert outcome.suite == expected.suite
    wrong_group = any(one.notify == "INVALID_KE_PAYLOAD" for one in expected.exchanges)
    assert outcome.invalid_ke == wrong_group


def test_the_child_has_the_transform_set_and_the_group_of_its_rekey(pair: Pair) -> None:
    outcome = pair.negotiate(HUB, SPOKE, rekey=True)

    assert outcome.child is not None
    assert (outcome.child.encryption, outcome.child.integrity) == ("aes-cbc-256", "sha256")
    assert outcome.child.pfs == 19


def test_a_negotiation_leaves_nothing_for_the_next_one(pair: Pair) -> None:
    assert pair.negotiate(pairs.signing(HUB), pairs.signing(SPOKE)).ok

    outcome = pair.negotiate(
        pairs.signing(HUB), pairs.signing(pairs.with_trustpoint(SPOKE, has_certificate=False))
    )

    assert outcome.reason == "NO_CERTIFICATE"
