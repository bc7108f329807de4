"""Names, addresses, and guesses at what was meant."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nornir_ikev2.ike.algorithms import HASHES, IKE_ENCRYPTION
from nornir_ikev2.intent.words import (
    NAME,
    address,
    bad_character,
    did_you_mean,
    meant,
    name_fault,
    network,
    shown,
)


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("aes256", IKE_ENCRYPTION, "aes-cbc-256"),
        ("AES-256-GCM", IKE_ENCRYPTION, "aes-gcm-256"),
        ("aes_cbc_192", IKE_ENCRYPTION, "aes-cbc-192"),
        ("sha-256", HASHES, "sha256"),
        ("sha", HASHES, "sha1"),
        ("psk", ["pre-share", "rsa-sig"], "pre-share"),
        ("branche1", ["hub1", "branch1", "branch2"], "branch1"),
        ("hub2", ["hub1", "hubs"], "hub1"),
        ("chacha20", IKE_ENCRYPTION, None),
    ],
)
def test_what_was_meant(word: str, known: list[str], expected: str | None) -> None:
    assert meant(word, known) == expected
    assert did_you_mean(word, known) == (f"Did you mean `{expected}`?" if expected else "")


@pytest.mark.parametrize("name", ["a", "Branch-1_x", "x" * 63])
def test_names_that_are_taken(name: str) -> None:
    assert name_fault(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "", "1a", "-a", "x" * 64, "a b", "a.b", "../a", "/a", "a/b", "a\n", "ä", "a?", "a--b",
        "default", "Default", "no", "ON", "shared", "end", "{{x}}", "${HOME}",
    ],
)  # fmt: skip
def test_names_that_are_refused(name: str) -> None:
    assert name_fault(name)


@given(st.from_regex(NAME, fullmatch=True))
def test_a_name_never_holds_anything_a_router_takes_specially(name: str) -> None:
    assert bad_character(name) is None
    assert not set(name) & set(" \t\r\n!^#%|\"'`$\\/.")


@pytest.mark.parametrize(
    "text", ["a\nb", "a\rb", "\x00", "\x03", "\x16", "\x1a", "\x1b[A", "\t", "\x7f", "é", "?"]
)
def test_characters_that_are_refused(text: str) -> None:
    assert bad_character(text)


@pytest.mark.parametrize(
    "written",
    [
        "10.0.0.1/24", "0.0.0.0/0", "0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "010.0.0.0/24",
        "10.0.0.0", "10.0.0.0/33", "10.0.0.0/255.255.255.0", "10.0.0/24", "::/0", " 10.0.0.0/24",
        10, None, True, ["10.0.0.0/24"],
    ],
)  # fmt: skip
def test_prefixes_that_are_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"^(is|has) "):
        network(written)


def test_a_prefix() -> None:
    assert network("10.1.0.0/16") == IPv4Network("10.1.0.0/16")


@pytest.mark.parametrize(
    "written",
    [
        "010.0.0.1", "10.0.0", "10.0.0.256", "0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255",  # noqa: S104 - an address to refuse
        "240.0.0.1", "169.254.0.1", "fe80::1%Gi2", "10.0.0.1\n", "", 167772161, None,
    ],
)  # fmt: skip
def test_addresses_that_are_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"^is "):
        address(written)


def test_an_address() -> None:
    assert address("198.51.100.1") == IPv4Address("198.51.100.1")


def test_what_could_be_a_key_is_not_shown() -> None:
    assert shown("aes256") == "`aes256`"
    assert shown(90000) == "`90000`"
    assert shown("kWq8sLmPw90sKfV8s2LkQ0z") == "the value"
    assert shown({"a": 1}) == "the value"
