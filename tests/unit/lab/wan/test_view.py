from __future__ import annotations

from dataclasses import fields
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest

from fakes.lab_wan import RELEASE, tree
from nornir_ikev2.ike.model import Dpd, Identity, IdentityMatch, IkeConfig, Release, Selector
from nornir_ikev2.lab.wan.view import read

CAPTURES = Path(__file__).resolve().parents[4] / "../shared/captures/configs"

FULL = """
hostname hub1
vrf definition WAN
crypto pki trustpoint CORP-CA
 subject-name CN=hub1
crypto ikev2 dpd 30 5 on-demand
crypto ikev2 proposal AEAD
 encryption aes-gcm-256
 prf sha384
 group 20 19
crypto ikev2 policy POL
 match fvrf WAN
 match address local 198.51.100.1
 proposal AEAD
crypto ikev2 keyring KR
 peer ONE
  address 203.0.113.1
  identity fqdn one.example.net
  pre-shared-key local 0 mine
  pre-shared-key remote yours
 peer ANY
  address 0.0.0.0 0.0.0.0
  pre-shared-key hex 0A0B
crypto ikev2 profile PR
 match fvrf WAN
 match address local interface GigabitEthernet2
 match identity remote address 203.0.113.1 255.255.255.255
 match identity remote fqdn domain example.net
 match identity remote any
 identity local fqdn hub1.example.net
 authentication remote pre-share
 authentication remote rsa-sig
 authentication local rsa-sig
 keyring local KR
 pki trustpoint CORP-CA sign
 lifetime 28800
 ivrf LAN
crypto ipsec transform-set GCM esp-gcm 256
 mode transport
crypto ipsec transform-set CBC esp-aes esp-sha-hmac
 mode tunnel
crypto ipsec profile IP
 set security-association lifetime seconds 1800
 set transform-set GCM CBC
 set pfs group20
 set ikev2-profile PR
crypto map CM local-address Loopback0
crypto map CM 10 ipsec-isakmp
 set peer 203.0.113.9
 set transform-set CBC
 set ikev2-profile PR
 match address ACL
interface Loopback0
 ip address 192.0.2.77 255.255.255.255
interface Tunnel1
 ip address 10.255.0.1 255.255.255.252
 tunnel source GigabitEthernet2
 tunnel mode ipsec ipv4
 tunnel destination 203.0.113.1
 tunnel vrf WAN
 tunnel protection ipsec profile IP
interface Tunnel2
 tunnel source 198.51.100.1
 tunnel destination 203.0.113.5
 tunnel protection ipsec profile IP
interface GigabitEthernet2
 vrf forwarding WAN
 ip address 198.51.100.1 255.255.255.252
interface GigabitEthernet3
 ip address 100.64.0.1 255.255.255.252
 crypto map CM
ip access-list extended ACL
 10 permit ip 10.0.0.0 0.0.0.255 host 10.9.9.9
 20 deny ip any any
"""


@pytest.fixture(scope="module")
def config() -> IkeConfig:
    return read("hub1", tree(FULL), RELEASE)


def test_proposals_and_policies(config: IkeConfig) -> None:
    proposal = config.proposals["AEAD"]
    assert (proposal.encryption, proposal.integrity) == (("aes-gcm-256",), ())
    assert (proposal.prf, proposal.group) == (("sha384",), (20, 19))
    policy = config.policies["POL"]
    assert (policy.fvrf, policy.proposals) == ("WAN", ("AEAD",))
    assert policy.local_addresses == (IPv4Address("198.51.100.1"),)


def test_keyrings(config: IkeConfig) -> None:
    one, anyone = config.keyrings["KR"].peers
    assert one.network == IPv4Network("203.0.113.1/32")
    assert one.identity == Identity("fqdn", "one.example.net")
    assert (one.local_key, one.remote_key) == ("mine", "yours")
    assert anyone.network == IPv4Network("0.0.0.0/0")
    assert anyone.local_key == anyone.remote_key == "hex:0a0b"


def test_profiles(config: IkeConfig) -> None:
    profile = config.profiles["PR"]
    assert profile.fvrf == "WAN"
    assert profile.local_interfaces == ("GigabitEthernet2",)
    assert profile.remote_matches == (
        IdentityMatch("address", "203.0.113.1", IPv4Network("203.0.113.1/32")),
        IdentityMatch("fqdn-domain", "example.net"),
        IdentityMatch("any"),
    )
    assert profile.identity_local == Identity("fqdn", "hub1.example.net")
    assert (profile.auth_local, profile.auth_remote) == ("rsa-sig", ("pre-share", "rsa-sig"))
    assert (profile.trustpoints_sign, profile.trustpoints_verify) == (("CORP-CA",), ())
    assert (profile.lifetime, profile.dpd) == (28800, Dpd(30, 5, "on-demand"))


def test_transform_sets(config: IkeConfig) -> None:
    gcm, cbc = config.transform_sets["GCM"], config.transform_sets["CBC"]
    assert (gcm.encryption, gcm.integrity, gcm.mode) == ("aes-gcm-256", None, "transport")
    assert (cbc.encryption, cbc.integrity, cbc.mode) == ("aes-cbc-128", "sha1", "tunnel")
    assert config.transform_sets["default"].mode == "transport"


def test_entries(config: IkeConfig) -> None:
    vti, gre, crypto_map = config.entries

    assert (vti.name, vti.interface, vti.fvrf) == ("Tunnel1", "GigabitEthernet2", "WAN")
    assert (vti.transform_sets, vti.pfs, vti.lifetime) == (("GCM", "CBC"), 20, 1800)
    assert vti.selectors == (Selector(IPv4Network("0.0.0.0/0"), IPv4Network("0.0.0.0/0")),)
    assert gre.selectors == (
        Selector(IPv4Network("198.51.100.1/32"), IPv4Network("203.0.113.5/32"), "gre"),
    )
    assert (crypto_map.name, crypto_map.interface) == ("CM 10", "GigabitEthernet3")
    assert crypto_map.local_address == IPv4Address("192.0.2.77")
    assert crypto_map.selectors == (
        Selector(IPv4Network("10.0.0.0/24"), IPv4Network("10.9.9.9/32")),
    )
    assert all(entry.complete for entry in config.entries)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("crypto ipsec profile IP\n", "crypto ipsec profile OTHER\n"),
        ("crypto ikev2 profile PR\n", "crypto ikev2 profile OTHER\n"),
        ("crypto ipsec transform-set GCM ", "crypto ipsec transform-set OTHER "),
        ("interface Tunnel1\n", "interface Tunnel1\n shutdown\n"),
        ("interface GigabitEthernet2\n", "interface GigabitEthernet2\n shutdown\n"),
        (" tunnel destination 203.0.113.1\n", ""),
    ],
)
def test_a_tunnel_that_lacks_something_is_incomplete(old: str, new: str) -> None:
    entry = read("hub1", tree(FULL.replace(old, new)), RELEASE).entries[0]

    assert not entry.complete


def test_smart_defaults_can_be_turned_off() -> None:
    on = read("r", tree(""), RELEASE)
    off = read(
        "r",
        tree(
            "no crypto ikev2 proposal default\nno crypto ikev2 policy default\n"
            "no crypto ipsec transform-set default\n"
        ),
        RELEASE,
    )

    assert (on.default_proposal, on.default_policy, "default" in on.transform_sets) == (
        True,
        True,
        True,
    )
    assert (off.default_proposal, off.default_policy, "default" in off.transform_sets) == (
        False,
        False,
        False,
    )


def test_bare_pfs_is_the_default_group_of_the_release() -> None:
    text = FULL.replace("set pfs group20", "set pfs")

    assert read("r", tree(text), Release("17.15.1", (17, 15, 1))).entries[0].pfs == 14
    assert read("r", tree(text), Release("15.9(3)M10", (15, 9, 3))).entries[0].pfs == 1


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures are not here")
@pytest.mark.parametrize("path", sorted(CAPTURES.rglob("*.cfg")), ids=lambda path: path.stem)
def test_no_real_configuration_stops_the_reader(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")

    found = read(path.stem, tree(text), RELEASE)

    assert {field.name for field in fields(found)} >= {"profiles", "entries"}
    wanted = sum(line.startswith("crypto ikev2 profile ") for line in text.splitlines())
    assert len(found.profiles) <= wanted
    assert bool(found.profiles) == bool(wanted)


@pytest.mark.parametrize(
    ("said", "network"),
    [
        ("0.0.0.0", "0.0.0.0/0"),  # noqa: S104 - a pattern, nothing is bound
        ("0.0.0.0 0.0.0.0", "0.0.0.0/0"),
        ("198.51.100.1", "198.51.100.1/32"),
        ("198.51.100.0 255.255.255.0", "198.51.100.0/24"),
    ],
)
def test_a_bare_zero_address_matches_every_peer(said: str, network: str) -> None:
    lines = f"crypto ikev2 profile P\n match identity remote address {said}\n"
    (match,) = read("r", tree(lines), RELEASE).profiles["P"].remote_matches
    assert str(match.network) == network
