"""IOS's names of algorithms and interfaces in our words."""

from __future__ import annotations

import pytest

from nornir_ikev2.verify.names import ike_cipher, ike_hash, same_interface, transform


@pytest.mark.parametrize(
    ("display", "size", "ours"),
    [
        ("AES-CBC", 256, "aes-cbc-256"),
        ("AES-GCM", 128, "aes-gcm-128"),
        ("3DES", None, "3des"),
        ("3DES", 168, "3des"),
        ("DES", 56, "des"),
        ("Unknown - 0", None, None),
    ],
)
def test_ike_ciphers(display: str, size: int | None, ours: str | None) -> None:
    assert ike_cipher(display, size) == ours


@pytest.mark.parametrize(
    ("display", "ours"),
    [
        ("SHA96", "sha1"),
        ("SHA1", "sha1"),
        ("MD596", "md5"),
        ("SHA512", "sha512"),
        ("None", None),
        (None, None),
    ],
)
def test_hashes(display: str | None, ours: str | None) -> None:
    assert ike_hash(display) == ours


@pytest.mark.parametrize(
    ("display", "ours"),
    [
        ("esp-256-aes esp-sha256-hmac", ("aes-cbc-256", "sha256")),
        ("esp-aes esp-sha-hmac", ("aes-cbc-128", "sha1")),
        ("esp-192-aes esp-md5-hmac", ("aes-cbc-192", "md5")),
        ("esp-gcm 256", ("aes-gcm-256", None)),
        ("esp-gcm", ("aes-gcm-128", None)),
        ("esp-gmac 192", ("aes-gmac-192", None)),
        ("esp-3des esp-sha-hmac", ("3des", "sha1")),
        ("esp-des esp-md5-hmac", ("des", "md5")),
        ("esp-null esp-sha512-hmac", ("null", "sha512")),
        ("ah-sha-hmac", (None, None)),
    ],
)
def test_transforms(display: str, ours: tuple[str | None, str | None]) -> None:
    assert transform(display) == ours


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Tu100", "Tunnel100", True),
        ("Tunnel100", "tu100", True),
        ("Tu10", "Tunnel100", False),
        ("Gi0/0/1.5", "GigabitEthernet0/0/1.5", True),
        ("Te0/0/1", "Tunnel0/0/1", False),
        ("Lo10", "Loopback10", True),
    ],
)
def test_interfaces(one: str, other: str, same: bool) -> None:
    assert same_interface(one, other) is same
