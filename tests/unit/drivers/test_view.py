"""Reading the IKEv2 and IPsec part of a running-config."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.ios_pair import HUB, with_crypto_map
from nornir_ikev2.drivers.ios.view import read_release, view
from nornir_ikev2.ike.model import (
    UNREADABLE_KEY,
    CryptoEntry,
    Dpd,
    Identity,
    IdentityMatch,
    IkeConfig,
    Keyring,
    KeyringPeer,
    Policy,
    Profile,
    Proposal,
    Release,
    Selector,
    TransformSet,
)

ANY = IPv4Network("0.0.0.0/0")


def _view(text: str) -> IkeConfig:
    return view("r", text)


def test_whole_configuration() -> None:
    got = view("hub1", HUB)
    peer = IPv4Network("203.0.113.1/32")
    wan = IPv4Address("198.51.100.1")
    assert got == IkeConfig(
        name="hub1",
        release=Release("17.12", (17, 12)),
        proposals={
            "B-STRONG": Proposal(
                "B-STRONG", ("aes-cbc-256", "aes-cbc-192"), ("sha512", "sha256"), (), (20, 19, 14)
            )
        },
        policies={"B-POLICY": Policy("B-POLICY", None, (wan,), ("B-STRONG",))},
        keyrings={
            "B-KEYRING": Keyring(
                "B-KEYRING", (KeyringPeer("BRANCH1", peer, None, "hub-key", "branch-key"),)
            )
        },
        profiles={
            "B-PROFILE": Profile(
                name="B-PROFILE",
                local_addresses=(wan,),
                remote_matches=(IdentityMatch("address", network=peer),),
                identity_local=Identity("address", "198.51.100.1"),
                auth_local="pre-share",
                auth_remote=("pre-share",),
                keyring="B-KEYRING",
                dpd=Dpd(10, 3, "periodic"),
            )
        },
        transform_sets={"B-TS": TransformSet("B-TS", "aes-cbc-256", "sha256")},
        entries=(
            CryptoEntry(
                name="Tunnel100",
                kind="tunnel",
                interface="GigabitEthernet2",
                local_address=wan,
                peers=(IPv4Address("203.0.113.1"),),
                profile="B-PROFILE",
                transform_sets=("B-TS",),
                pfs=19,
                selectors=(Selector(ANY, ANY),),
            ),
        ),
        addresses=(IPv4Address("10.0.0.1"), IPv4Address("10.255.0.1"), wan),
    )


def test_crypto_map() -> None:
    text = with_crypto_map(HUB, "permit ip 10.0.0.0 0.0.0.255 10.1.0.0 0.0.0.255")
    (entry,) = _view(text).entries
    assert (entry.name, entry.kind, entry.complete) == ("B-MAP 10", "crypto-map", True)
    assert entry.interface == "GigabitEthernet2"
    assert entry.selectors == (Selector(IPv4Network("10.0.0.0/24"), IPv4Network("10.1.0.0/24")),)


@pytest.mark.parametrize(
    ("line", "local", "remote", "protocol"),
    [
        ("permit ip any any", "0.0.0.0/0", "0.0.0.0/0", "ip"),
        ("permit gre host 192.0.2.1 host 192.0.2.2", "192.0.2.1/32", "192.0.2.2/32", "gre"),
        ("permit 47 host 192.0.2.1 any", "192.0.2.1/32", "0.0.0.0/0", "gre"),
        ("permit tcp 10.0.0.9 0.0.0.255 eq 22 any range 1 9", "10.0.0.0/24", "0.0.0.0/0", "tcp"),
        ("permit ip 10.0.0.0 0.0.254.255 any", "10.0.0.0/16", "0.0.0.0/0", "ip"),
    ],
)
def test_access_list_lines(line: str, local: str, remote: str, protocol: str) -> None:
    (entry,) = _view(with_crypto_map(HUB, line)).entries
    assert entry.selectors == (Selector(IPv4Network(local), IPv4Network(remote), protocol),)


@pytest.mark.parametrize(
    "line", ["deny   ip any any", "remark permit ip any any", "permit ip", "x"]
)
def test_lines_that_permit_nothing(line: str) -> None:
    (entry,) = _view(with_crypto_map(HUB, line)).entries
    assert not entry.selectors
    assert not entry.complete


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" ip mtu 1400\n", " shutdown\n"),
        (" set ikev2-profile B-PROFILE\n", " set ikev2-profile GONE\n"),
        (" set transform-set B-TS \n", " set transform-set GONE \n"),
        (" ip address 198.51.100.1 255.255.255.252\n", " no ip address\n"),
        (" tunnel destination 203.0.113.1\n", ""),
        ("profile B-IPSEC\n!", "profile GONE\n!"),
    ],
)
def test_incomplete_entries(old: str, new: str) -> None:
    assert old in HUB
    assert not _view(HUB.replace(old, new)).entries[0].complete


def test_multipoint_gre_has_static_and_unknown_peers() -> None:
    text = HUB.replace("tunnel mode ipsec ipv4", "tunnel mode gre multipoint").replace(
        " tunnel destination 203.0.113.1\n", " ip nhrp nhs 10.255.0.2 nbma 203.0.113.1 multicast\n"
    )
    known, unknown = _view(text).entries
    assert known.peers == (IPv4Address("203.0.113.1"),)
    assert unknown.peers == ()
    assert unknown.selectors == (Selector(IPv4Network("198.51.100.1/32"), ANY, "gre"),)


def test_virtual_template_answers_on_the_wan() -> None:
    text = HUB.replace("interface Tunnel100", "interface Virtual-Template1 type tunnel").replace(
        " tunnel destination 203.0.113.1\n", ""
    )
    text = text.replace(
        " keyring local B-KEYRING\n", " keyring local B-KEYRING\n virtual-template 1\n"
    )
    (entry,) = _view(text).entries
    assert (entry.peers, entry.profile, entry.complete) == ((), "B-PROFILE", True)
    assert entry.local_address == IPv4Address("198.51.100.1")


def test_vrfs() -> None:
    text = (
        HUB.replace("match address local 198", "match fvrf INET\n match address local 198")
        .replace(" tunnel source", " tunnel vrf INET\n tunnel source")
        .replace(" ip address 198", " vrf forwarding INET\n ip address 198")
    )
    got = _view(text)
    assert got.policies["B-POLICY"].fvrf == "INET"
    assert got.profiles["B-PROFILE"].fvrf == "INET"
    assert got.entries[0].fvrf == "INET"


def test_smart_defaults_removed() -> None:
    got = _view("no crypto ikev2 proposal default\nno crypto ikev2 policy default\n")
    assert not got.default_proposal
    assert not got.default_policy


@pytest.mark.parametrize(
    ("line", "local", "remote"),
    [
        ("pre-shared-key both", "both", "both"),
        ("pre-shared-key 0 both", "both", "both"),
        ("pre-shared-key hex ABcd", "hex abcd", "hex abcd"),
        ("pre-shared-key 6 gXYZ", UNREADABLE_KEY, UNREADABLE_KEY),
        ("pre-share local one", "one", None),
        ("pre-shared-key remote 0 two", None, "two"),
    ],
)
def test_keys(line: str, local: str | None, remote: str | None) -> None:
    for indent in ("  ", " "):
        text = f"crypto ikev2 keyring K\n peer A\n{indent}address 192.0.2.0 255.255.255.0\n{indent}{line}\n"
        (peer,) = _view(text).keyrings["K"].peers
        assert (peer.local_key, peer.remote_key) == (local, remote)
        assert peer.network == IPv4Network("192.0.2.0/24")


@pytest.mark.parametrize(
    ("line", "match"),
    [
        ("address 0.0.0.0", IdentityMatch("address", network=ANY)),
        ("address 192.0.2.1", IdentityMatch("address", network=IPv4Network("192.0.2.1/32"))),
        ("fqdn r1.example.net", IdentityMatch("fqdn", "r1.example.net")),
        ("fqdn domain example.net", IdentityMatch("fqdn-domain", "example.net")),
        ("email domain example.net", IdentityMatch("email-domain", "example.net")),
        ("key-id abc", IdentityMatch("key-id", "abc")),
        ("any", IdentityMatch("any")),
    ],
)
def test_identity_matches(line: str, match: IdentityMatch) -> None:
    got = _view(f"crypto ikev2 profile P\n match identity remote {line}\n")
    assert got.profiles["P"].remote_matches == (match,)


def test_profile_with_certificates_and_inline_keys() -> None:
    got = _view(
        "crypto ikev2 profile P\n match certificate MAP\n identity local dn\n"
        " match address local interface gi2\n authentication remote rsa-sig\n"
        " authentication remote pre-share key 0 r\n authentication local pre-share key l\n"
        " pki trustpoint CA sign\n pki trustpoint CB\n"
    ).profiles["P"]
    assert got.remote_matches == (IdentityMatch("certificate-map", "MAP"),)
    assert got.local_interfaces == ("GigabitEthernet2",)
    assert (got.auth_local, got.auth_remote) == ("pre-share", ("rsa-sig", "pre-share"))
    assert (got.inline_local_key, got.inline_remote_key) == ("l", "r")
    assert (got.trustpoints_sign, got.trustpoints_verify) == (("CA", "CB"), ("CB",))


@pytest.mark.parametrize(
    ("words", "encryption", "integrity"),
    [
        ("esp-aes esp-sha-hmac", "aes-cbc-128", "sha1"),
        ("esp-gcm 256", "aes-gcm-256", None),
        ("esp-gcm", "aes-gcm-128", None),
        ("esp-null esp-md5-hmac", "null", "md5"),
        ("esp-3des esp-sha512-hmac", "3des", "sha512"),
        ("ah-sha-hmac", None, None),
    ],
)
def test_transform_sets(words: str, encryption: str | None, integrity: str | None) -> None:
    got = _view(f"crypto ipsec transform-set T {words} \n mode transport require\n")
    assert got.transform_sets["T"] == TransformSet("T", encryption, integrity, "transport")


def test_trustpoint_with_unreadable_certificates() -> None:
    got = _view(
        "crypto pki trustpoint CA\n subject-name CN=r\n!\ncrypto pki certificate chain CA\n"
        " certificate 02\n  3082033B 30820223\n  \tquit\n certificate ca 01 nvram:CA#1CA.cer\n"
    ).trustpoints["CA"]
    assert got.has_certificate
    assert got.ca == "certificate ca 01 nvram:CA#1CA.cer"
    assert (got.subject, got.not_before) == ("CN=r", None)


def test_stray_blank_and_lost_indent() -> None:
    text = HUB.replace("crypto ipsec transform-set", " crypto ipsec transform-set").replace(
        "interface Tunnel100\n", "interface Tunnel100\ndescription to branch1\n"
    )
    text = text.replace(" dpd 10 3 periodic\n!\n", " dpd 10 3 periodic\n")
    assert _view(text) == view("r", HUB)


def test_no_indent_at_all() -> None:
    flat = "\n".join(line.strip() for line in HUB.splitlines() if line.strip() != "!")
    assert _view(flat) == view("r", HUB)
    text = with_crypto_map(HUB, "permit ip 10.0.0.0 0.0.0.255 10.1.0.0 0.0.0.255")
    flat = "\n".join(line.strip() for line in text.splitlines())
    assert _view(flat).entries == _view(text).entries


def test_keyring_as_before_15_2() -> None:
    """Mistake 15: `keyring NAME` became `keyring local NAME`."""
    assert _view(HUB.replace("keyring local", "keyring")) == view("r", HUB)


def test_dynamic_crypto_map_takes_any_peer() -> None:
    text = with_crypto_map(HUB, "permit ip 10.0.0.0 0.0.0.255 any").replace(
        "crypto map B-MAP 10 ipsec-isakmp \n set peer 203.0.113.1\n",
        "crypto map B-MAP 10 ipsec-isakmp dynamic DYN \ncrypto dynamic-map DYN 5\n",
    )
    (entry,) = _view(text).entries
    assert (entry.name, entry.peers, entry.complete) == ("B-MAP 10", (), True)


def test_crypto_map_at_another_address() -> None:
    text = with_crypto_map(HUB, "permit ip any any") + "crypto map B-MAP local-address Loopback10\n"
    assert _view(text).entries[0].local_address == IPv4Address("10.0.0.1")


@pytest.mark.parametrize(
    ("text", "number"),
    [("17.12.1", (17, 12, 1)), ("15.9(3)M2", (15, 9, 3)), ("17.11.1a", (17, 11, 1)), ("", ())],
)
def test_releases(text: str, number: tuple[int, ...]) -> None:
    assert read_release(text) == Release(text, number)


LINES = [*sorted({line.rstrip() for line in HUB.splitlines()}), "crypto map M 1", " set peer", "\t"]


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=12), max_size=40))
def test_total(lines: list[str]) -> None:
    assert view("r", "\n".join(lines)).name == "r"
