"""What charon says, in our words."""

from __future__ import annotations

from ipaddress import IPv4Network

import pytest

from nornir_ikev2.ike.model import Suite
from nornir_ikev2.lab.strongswan import algorithms, identities, observed, reasons

SA = {
    "PROF 192.0.2.1 192.0.2.2 0": {
        "uniqueid": b"3",
        "state": b"ESTABLISHED",
        "local-host": b"192.0.2.1",
        "local-port": b"4500",
        "local-id": b"192.0.2.1",
        "remote-host": b"192.0.2.2",
        "remote-port": b"4500",
        "remote-id": b"192.0.2.2",
        "initiator": b"yes",
        "initiator-spi": b"01cabd19b5d0713d",
        "responder-spi": b"c1ef004217f129e2",
        "encr-alg": b"AES_CBC",
        "encr-keysize": b"256",
        "integ-alg": b"HMAC_SHA2_512_256",
        "prf-alg": b"PRF_HMAC_SHA2_512",
        "dh-group": b"ECP_384",
        "established": b"7",
        "child-sas": {
            "Tunnel100 0-1": {
                "name": b"Tunnel100 0",
                "uniqueid": b"5",
                "state": b"INSTALLED",
                "mode": b"TUNNEL",
                "spi-in": b"f7149677",
                "spi-out": b"e26c7768",
                "encr-alg": b"AES_GCM_16",
                "encr-keysize": b"128",
                "dh-group": b"ECP_256",
                "packets-in": b"4",
                "packets-out": b"6",
                "install-time": b"10",
                "life-time": b"90",
                "local-ts": [b"10.1.0.0/24"],
                "remote-ts": [b"10.2.0.0/24"],
            },
            "Tunnel100 0-0": {"name": b"Tunnel100 0", "state": b"DELETED"},
        },
    }
}


def test_an_established_sa_is_read_with_its_installed_children() -> None:
    (sa,) = observed.read([SA])

    assert (sa.local_spi, sa.remote_spi) == (0x01CABD19B5D0713D, 0xC1EF004217F129E2)
    assert sa.suite == Suite("aes-cbc-256", "sha512", "sha512", 20)
    assert (sa.age, sa.local_port) == (7, 4500)
    (child,) = sa.children
    assert (child.encryption, child.integrity, child.pfs) == ("aes-gcm-128", None, 19)
    assert (child.packets_in, child.packets_out, child.life) == (4, 6, 100)


def test_the_responders_own_spi_is_the_second() -> None:
    name, values = next(iter(SA.items()))

    (sa,) = observed.read([{name: {**values, "initiator": b"no"}}])

    assert sa.local_spi == 0xC1EF004217F129E2


def test_an_sa_that_is_not_established_is_none() -> None:
    name, values = next(iter(SA.items()))

    assert observed.read([{name: {**values, "state": b"CONNECTING"}}]) == ()


@pytest.mark.parametrize(
    ("text", "network", "protocol"),
    [
        ("10.0.0.0/24", "10.0.0.0/24", "ip"),
        ("192.0.2.1/32[gre]", "192.0.2.1/32", "gre"),
        ("192.0.2.1/32[tcp/http]", "192.0.2.1/32", "tcp"),
        ("10.0.0.4..10.0.0.9", "10.0.0.0/28", "ip"),
    ],
)
def test_selectors_are_read(text: str, network: str, protocol: str) -> None:
    assert identities.read_traffic(text) == (IPv4Network(network), protocol)


def test_every_name_we_send_comes_back_as_the_name_it_was() -> None:
    assert algorithms.cipher("3DES_CBC", "") == "3des"
    assert algorithms.cipher("NULL", "") == "null"
    assert algorithms.digest("HMAC_MD5_96") == "md5"
    assert algorithms.digest("HMAC_SHA1_96") == "sha1"
    assert algorithms.digest("PRF_HMAC_SHA2_384") == "sha384"
    assert {algorithms.group(name) for name in ("MODP_2048", "MODP_2048_256")} == {14, 24}


@pytest.mark.parametrize(
    ("initiator", "responder", "reason"),
    [
        ("received NO_PROPOSAL_CHOSEN notify error", "", "NO_PROPOSAL_CHOSEN"),
        ("", "no IKE config found for A...B, sending NO_PROPOSAL_CHOSEN", "NO_PEER"),
        (
            "received AUTHENTICATION_FAILED notify error",
            "no matching peer config found",
            "NO_PROFILE",
        ),
        (
            "received AUTHENTICATION_FAILED notify error",
            "tried 1 shared key for 'a' - 'b', but MAC mismatched",
            "AUTHENTICATION_FAILED",
        ),
        ("received TS_UNACCEPTABLE notify, no CHILD_SA built", "", "TS_UNACCEPTABLE"),
        ("received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built", "", "CHILD_NO_PROPOSAL"),
        ("subject certificate invalid (valid from a to b)", "", "NO_CERTIFICATE"),
        ("", "constraint check failed: identity 'a' required ", "NO_PROFILE"),  # strongSwan 5.9
        (  # strongSwan 6.0
            "",
            "constraint check failed: identity 'a' (FQDN) required, not matched by 'b' (FQDN)",
            "NO_PROFILE",
        ),
    ],
)
def test_the_reason_is_read_from_the_logs(initiator: str, responder: str, reason: str) -> None:
    found = reasons.read([initiator], [responder])

    assert found is not None
    assert found.reason == reason


def test_the_suite_is_read_from_the_log_where_there_is_no_sa() -> None:
    line = "selected proposal: IKE:AES_GCM_16_256/PRF_HMAC_SHA2_384/MODP_2048_256"

    assert reasons.suite([line]) == Suite("aes-gcm-256", None, "sha384", 24)
