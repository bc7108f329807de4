"""Prediction of every tunnel between routers."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from fakes import ike_pairs as pairs
from nornir_ikev2.ike.fragments import UNKNOWN, assume_addresses
from nornir_ikev2.ike.model import CryptoEntry, IdentityMatch, IkeConfig, KeyringPeer
from nornir_ikev2.ike.predict import Predicted, predict_all, predict_pairs


def _only(a: IkeConfig, b: IkeConfig) -> Predicted:
    found = predict_pairs(a, b)
    assert len(found) == 1
    return found[0]


def test_works() -> None:
    got = _only(pairs.hub(), pairs.spoke())
    assert got.ok
    assert got.ends == ("hub", "spoke")
    assert got.entries == ("Tunnel100", "Tunnel100")
    assert got.suite is not None
    assert got.other_suite is None


def test_one_sided() -> None:
    hub = pairs.with_entry(pairs.hub(), peers=(IPv4Address("192.0.2.9"),))
    got = _only(hub, pairs.spoke())
    assert (got.ok, got.reason) == (False, "NO_PEER")
    assert got.entries == (None, "Tunnel100")
    assert "spoke points at hub" in got.detail
    assert _only(pairs.spoke(), hub).entries == ("Tunnel100", None)


def test_nothing_between_them() -> None:
    got = _only(replace(pairs.hub(), entries=()), replace(pairs.spoke(), entries=()))
    assert (got.ok, got.reason) == (False, "NO_PEER")


def test_ike_version_1_is_not_ours() -> None:
    hub = pairs.with_entry(pairs.hub(), profile=None)
    assert _only(hub, pairs.spoke()).reason == "INCOMPLETE"
    found = _only(hub, pairs.with_entry(pairs.spoke(), profile=None))
    assert found.reason == "NO_PEER"


def test_suite_depends_on_who_starts() -> None:
    spoke = pairs.with_proposal(pairs.spoke(), group=(19, 20))
    got = _only(pairs.hub(), spoke)
    assert got.suite is not None
    assert got.other_suite is not None
    assert (got.suite.group, got.other_suite.group) == (20, 19)


def test_fails_in_one_direction_only() -> None:
    lan = pairs.selector("10.1.0.0/24", "10.0.0.0/24")
    more = pairs.selector("10.9.0.0/24", "10.0.0.0/24")
    spoke = pairs.crypto_map(pairs.spoke(), lan, more)
    hub = pairs.crypto_map(pairs.hub(), pairs.selector("10.0.0.0/24", "10.1.0.0/24"))
    for got in (_only(hub, spoke), _only(spoke, hub)):
        assert (got.ok, got.reason) == (False, "TS_UNACCEPTABLE")
        assert "(when spoke starts)" in got.detail


def test_dynamic_end_never_starts() -> None:
    got = _only(pairs.with_entry(pairs.hub(), peers=()), pairs.spoke())
    assert got.ok
    assert got.child is not None


def test_parallel_tunnels_pair_up_in_order() -> None:
    hub, spoke = pairs.hub(), pairs.spoke()
    hub = replace(hub, entries=(*hub.entries, replace(hub.entries[0], name="Tunnel200")))
    spoke = replace(spoke, entries=(*spoke.entries, replace(spoke.entries[0], name="Tunnel201")))
    got = predict_pairs(hub, spoke)
    assert [item.entries for item in got] == [
        ("Tunnel100", "Tunnel100"),
        ("Tunnel200", "Tunnel201"),
    ]


def test_fragments_without_addresses() -> None:
    hub = replace(pairs.with_entry(pairs.hub(), local_address=None), addresses=())
    spoke = replace(pairs.with_entry(pairs.spoke(), local_address=None), addresses=())
    assert _only(*assume_addresses(hub, spoke)).ok
    assert assume_addresses(pairs.hub(), pairs.spoke()) == (pairs.hub(), pairs.spoke())


def test_address_by_dhcp_towards_a_dynamic_hub() -> None:
    spoke = replace(pairs.with_entry(pairs.spoke(), local_address=None), addresses=())
    hub = pairs.with_entry(pairs.with_key_peer(pairs.hub(), network=pairs.ANY), peers=())
    assert assume_addresses(hub, spoke)[1].entries[0].local_address == UNKNOWN
    assert _only(*assume_addresses(hub, spoke)).ok


def test_fleet_is_linear_in_tunnels() -> None:
    count = 2000
    hub = pairs.hub()
    spokes: dict[str, IkeConfig] = {}
    entries: list[CryptoEntry] = []
    peers: list[KeyringPeer] = []
    matches: list[IdentityMatch] = []
    for number in range(count):
        address = str(IPv4Address("203.0.113.1") + number)
        name = f"spoke{number}"
        spokes[name] = pairs.router(name, address, pairs.HUB)
        one = pairs.router("hub", pairs.HUB, address)
        entries.append(replace(one.entries[0], name=f"Tunnel{number}"))
        peers.extend(one.keyrings["K"].peers)
        matches.extend(one.profiles["PROF"].remote_matches)
    hub = replace(
        pairs.with_profile(hub, remote_matches=tuple(matches)),
        entries=tuple(entries),
        keyrings={"K": replace(hub.keyrings["K"], peers=tuple(peers))},
        addresses=tuple(IPv4Address("10.255.0.0") + number for number in range(count)),
    )
    found = predict_all({"hub": hub, **spokes}, [("hub", name) for name in spokes])
    assert len(found) == count
    assert all(item.ok for item in found)


def test_unknown_router() -> None:
    found = predict_all({"hub": pairs.hub()}, [("hub", "nobody")])
    assert [(item.ok, item.reason) for item in found] == [(False, "NO_PEER")]
