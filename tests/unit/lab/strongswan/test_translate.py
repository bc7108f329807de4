from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

from fakes import ike_pairs as pairs
from nornir_ikev2.ike.model import Dpd, Identity, IdentityMatch, IkeConfig, Keyring, KeyringPeer
from nornir_ikev2.lab.strongswan.translate import Connection, Loading, translate

HUB = pairs.hub()
PEER = IPv4Address(pairs.SPOKE)


def only(config: IkeConfig, **options: Any) -> Connection:
    found = translate(config, **options)
    assert len(found.connections) == 1
    return next(iter(found.connections.values()))


def child(config: IkeConfig, **options: Any) -> dict[str, Any]:
    children = only(config, **options).settings["children"]
    assert len(children) == 1
    found: dict[str, Any] = next(iter(children.values()))
    return found


def test_all_proposals_of_a_policy_are_offered_in_order_with_their_algorithms_in_order() -> None:
    two = replace(HUB.policies["POL"], proposals=("P", "Q"))
    proposals = {
        **HUB.proposals,
        "Q": replace(
            HUB.proposals["P"], encryption=("aes-gcm-256",), integrity=(), prf=("sha384",)
        ),
    }

    found = only(replace(HUB, policies={"POL": two}, proposals=proposals)).settings

    assert found["proposals"] == [
        "aes256-aes128-sha512-prfsha512-ecp384-ecp256",
        "aes256gcm16-prfsha384-ecp384-ecp256",
    ]


def test_a_tunnel_protects_everything() -> None:
    assert child(HUB)["local_ts"] == ["0.0.0.0/0"]
    assert child(HUB)["remote_ts"] == ["0.0.0.0/0"]


def test_a_crypto_map_protects_what_its_access_list_permits_one_child_for_each_line() -> None:
    config = pairs.crypto_map(
        HUB,
        pairs.selector("10.0.0.0/24", "10.1.0.0/24"),
        pairs.selector("198.51.100.1/32", "203.0.113.1/32", "gre"),
    )

    children = list(only(config).settings["children"].values())

    assert [one["local_ts"] for one in children] == [["10.0.0.0/24"], ["198.51.100.1/32[gre]"]]
    assert [one["remote_ts"] for one in children] == [["10.1.0.0/24"], ["203.0.113.1/32[gre]"]]


def test_transform_sets_lifetime_and_pfs_become_those_of_the_child() -> None:
    found = child(pairs.with_entry(HUB, lifetime=1000, pfs=20))

    assert found["esp_proposals"] == ["aes256-sha256-ecp384"]
    assert (found["rekey_time"], found["life_time"]) == ("950s", "1000s")


def test_dpd_and_lifetime_become_those_of_the_connection() -> None:
    found = only(pairs.with_profile(HUB, dpd=Dpd(10, 3, "periodic"), lifetime=2000)).settings

    assert found["dpd_delay"] == "10s"
    assert (found["rekey_time"], found["over_time"]) == ("1900s", "100s")


def test_without_dpd_nobody_asks_whether_the_peer_is_alive() -> None:
    assert "dpd_delay" not in only(HUB).settings


def test_the_key_of_this_end_fits_better_than_the_key_it_expects() -> None:
    config = pairs.with_key_peer(HUB, local_key="mine", remote_key="theirs")

    local, remote = translate(config).secrets

    hub, spoke = IPv4Address(pairs.HUB), IPv4Address(pairs.SPOKE)
    assert (local.data, local.owners) == (hub.packed + b"mine", (pairs.HUB, pairs.SPOKE))
    assert (remote.data, remote.owners) == (spoke.packed + b"theirs", (pairs.SPOKE,))


def test_a_key_is_bound_to_the_router_that_proves_itself_with_it() -> None:
    shared = pairs.with_key_peer(HUB, local_key="same", remote_key="same")
    mirrored = pairs.with_key_peer(pairs.spoke(), local_key="same", remote_key="same")

    ours, theirs = translate(shared).secrets, translate(mirrored).secrets

    assert (ours[0].data, ours[1].data) == (theirs[1].data, theirs[0].data)
    assert ours[0].data != ours[1].data


def test_without_a_key_of_its_own_an_end_signs_with_none_that_fits() -> None:
    secrets = translate(pairs.with_key_peer(HUB, local_key=None, remote_key="theirs")).secrets

    assert not secrets[0].data.endswith(b"theirs")


def test_a_key_in_hexadecimal_is_its_bytes() -> None:
    config = pairs.with_key_peer(HUB, local_key="hex:0aff", remote_key="hex:0aff")

    assert {one.data[4:] for one in translate(config).secrets} == {b"\x0a\xff"}


def test_no_key_appears_in_the_text_of_a_loading() -> None:
    found = translate(pairs.with_key_peer(HUB, local_key="canary1", remote_key="canary2"))

    assert "canary" not in repr(found)


def test_each_peer_has_the_key_of_its_own_keyring_entry() -> None:
    other = IPv4Address("203.0.113.5")
    keyring = Keyring(
        "K",
        (
            KeyringPeer("a", pairs.host(pairs.SPOKE), None, "a", "a"),
            KeyringPeer("b", pairs.host(str(other)), None, "b", "b"),
        ),
    )
    second = replace(HUB.entries[0], name="Tunnel101", peers=(other,))
    config = pairs.with_profile(
        replace(HUB, keyrings={"K": keyring}, entries=(*HUB.entries, second)),
        remote_matches=(IdentityMatch("address", network=pairs.host("203.0.113.0").supernet(8)),),
    )

    owners = {one.owners[-1]: one.data[4:] for one in translate(config).secrets}

    assert owners == {pairs.SPOKE: b"a", str(other): b"b"}


def test_a_side_that_signs_wants_a_certificate_and_trusts_the_ca_of_its_trustpoint() -> None:
    found = only(pairs.signing(HUB))

    assert found.settings["local-1"]["auth"] == found.settings["remote-1"]["auth"] == "pubkey"
    assert [(one.ca, one.subject) for one in found.certificates] == [("ca-1", "CN=hub")]
    assert found.authorities == ("ca-1",)


def test_mixed_methods_prove_with_one_and_expect_the_other() -> None:
    found = only(pairs.with_profile(HUB, auth_local="pre-share", auth_remote=("rsa-sig",)))

    assert found.settings["local-1"]["auth"] == "psk"
    assert found.settings["remote-1"]["auth"] == "pubkey"
    assert not found.certificates


def test_identities_keep_their_kind() -> None:
    config = pairs.with_profile(
        HUB,
        identity_local=Identity("email", "hub@example.com"),
        remote_matches=(
            IdentityMatch("any"),
            IdentityMatch("fqdn-domain", "example.com"),
            IdentityMatch("key-id", "alpha"),
        ),
    )

    found = list(translate(config).connections.values())

    assert {one.settings["local-1"]["id"] for one in found} == {"email:hub@example.com"}
    patterns = [one.settings["remote-1"]["id"] for one in found]
    assert patterns == ["keyid:alpha", "fqdn:*.example.com", "%any"]


def test_a_statement_that_takes_many_is_narrowed_to_the_peer_that_is_known() -> None:
    config = pairs.with_profile(HUB, remote_matches=(IdentityMatch("fqdn-domain", "example.com"),))

    found = only(config, known={PEER: Identity("fqdn", "b1.example.com")})

    assert found.settings["remote-1"]["id"] == "fqdn:b1.example.com"


def test_a_statement_that_does_not_take_the_peer_stays_as_it_is() -> None:
    config = pairs.with_profile(HUB, remote_matches=(IdentityMatch("fqdn-domain", "example.com"),))

    found = only(config, known={PEER: Identity("fqdn", "b1.example.net")})

    assert found.settings["remote-1"]["id"] == "fqdn:*.example.com"


def test_without_a_key_for_the_peer_a_router_does_not_start() -> None:
    found = translate(pairs.with_key_peer(HUB, network=pairs.host("192.0.2.9")))

    assert [way.reason for way in found.ways] == ["NO_KEY"]


def test_an_entry_without_a_profile_is_never_started() -> None:
    found = translate(pairs.with_entry(HUB, profile=None))

    assert [way.reason for way in found.ways] == ["INCOMPLETE"]


def test_an_incomplete_entry_is_left_out() -> None:
    assert translate(pairs.with_entry(HUB, complete=False)) == Loading({}, (), ())


def test_a_caller_that_is_nobodys_peer_gets_a_connection_without_children() -> None:
    stranger = IPv4Address("203.0.113.77")
    config = pairs.with_profile(HUB, remote_matches=(IdentityMatch("any"),))

    found = translate(config, known={stranger: Identity("address", str(stranger))})

    answers = [one for one in found.connections.values() if one.peer == stranger]
    assert [one.settings["children"] for one in answers] == [{}]
