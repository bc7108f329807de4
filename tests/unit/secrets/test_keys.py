"""Which keys are good enough."""

from __future__ import annotations

import pytest

from nornir_ikev2.secrets.keys import ALPHABET, LENGTH, new_key, weakness

GOOD = "fV8s2LkQ0zXw9RtY4uBn7m"


def test_a_new_key_has_256_bits_in_letters_and_digits() -> None:
    keys = {new_key() for _ in range(100)}

    assert len(keys) == 100
    assert all(len(key) == LENGTH and set(key) <= set(ALPHABET) for key in keys)
    assert not any(weakness(key) for key in keys)


@pytest.mark.parametrize("key", [GOOD, f"{GOOD}._+=:@/-", "hub1" + GOOD])
def test_a_good_key_is_taken(key: str) -> None:
    assert weakness(key, ["hub1"]) is None


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        *((f"{GOOD}{bad}", "holds a character") for bad in " \t\n\r\x03?#%^!\"'`$|\\é"),
        (f" {GOOD}", "holds a character"),
        ("", "has 0 characters"),
        (GOOD[:21], "has 21 characters; expected 22 to 127"),
        ((GOOD * 6)[:128], "has 128 characters"),
        ("0", "is a keyword"),
        ("6", "is a keyword"),
        ("7", "is a keyword"),
        ("local", "is a keyword"),
        ("remote", "is a keyword"),
        ("hex", "is a keyword"),
        ("094F471A1A0A1411030B1C3B2C", "looks like an encrypted key"),
        ("WGEXeXOdcKfUVdYQGiZPdiAAB", "looks like an encrypted key"),
        ("abababababababababababab", "has fewer than 10 different characters"),
        ("Zq81LmPw90sKZq81LmPw90sK", "repeats itself"),
        ("branch1-hub1-cisco-2024-secret", "is made of names"),
        ("Password12345678Password9-", "is made of names"),
        ("abcdefghijklmnopqrstuvwx", "is made of names"),
    ],
)
def test_a_bad_key_is_refused_without_telling_it(key: str, reason: str) -> None:
    said = weakness(key, ["hub1", "branch1", "branches"])

    assert said
    assert reason in said
    assert len(key) < 8 or key not in said
