from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from nornir_ikev2.ike.model import Selector, Suite
from nornir_ikev2.lab.strongswan.collision import superfluous
from nornir_ikev2.lab.strongswan.observed import ObservedChild, ObservedIke

ANY = IPv4Network("0.0.0.0/0")
CHILD = ObservedChild(
    1, "Tunnel100 0", 1, 2, "aes-cbc-256", "sha256", None, "tunnel", Selector(ANY, ANY), 0, 0, 1, 99
)
SA = ObservedIke(
    unique=1,
    connection="PR 192.0.2.1 192.0.2.2 0",
    local=IPv4Address("192.0.2.1"),
    remote=IPv4Address("192.0.2.2"),
    local_port=500,
    remote_port=500,
    local_id="192.0.2.1",
    remote_id="192.0.2.2",
    local_spi=10,
    remote_spi=20,
    initiator=True,
    suite=Suite("aes-cbc-256", "sha512", "sha512", 20),
    age=1,
    children=(CHILD,),
)
THEIRS = replace(SA, unique=2, initiator=False, local_spi=21, remote_spi=11)
"""Started by the peer with the SPIs (11, 21): the larger pair."""


def from_the_peer(sa: ObservedIke) -> ObservedIke:
    return replace(
        sa,
        local=sa.remote,
        remote=sa.local,
        local_spi=sa.remote_spi,
        remote_spi=sa.local_spi,
        initiator=not sa.initiator,
    )


def test_one_sa_between_two_ends_stays() -> None:
    assert superfluous([SA]) == []


def test_of_two_that_were_started_at_once_only_its_starter_deletes_the_smaller() -> None:
    mine, theirs = (SA, THEIRS), tuple(map(from_the_peer, (SA, THEIRS)))

    assert superfluous(mine) == [SA]
    assert superfluous(theirs) == []


def test_an_sa_that_carries_something_of_its_own_stays() -> None:
    other = replace(SA, children=(replace(CHILD, name="Tunnel101 0"),))

    assert superfluous([other, THEIRS]) == []


def test_sas_with_other_peers_are_no_rivals() -> None:
    assert superfluous([SA, replace(THEIRS, remote=IPv4Address("192.0.2.9"))]) == []
