"""Type 6: what a router with a master key shows, and what it still knows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.lab_lines import config
from nornir_ikev2.ike.model import UNREADABLE_KEY
from nornir_ikev2.lab.store.config import RunningConfig
from nornir_ikev2.lab.store.type6 import seal, unseal
from nornir_ikev2.lab.wan.view_ikev2 import keyrings

MASTER = "key config-key password-encrypt Correct-Horse"
PLAIN = "fV8s2LkQ0zXw9RtY4uBn7mCe"
KEYS = [
    "crypto ikev2 keyring K",
    "peer HUB",
    "address 198.51.100.1",
    f"pre-shared-key local {PLAIN}",
    "pre-shared-key remote other-key",
]


def typed(*lines: str) -> RunningConfig:
    router = config()
    assert not [reply for reply in router.apply(lines) if reply.refused]
    return router


def known(router: RunningConfig) -> tuple[str | None, str | None]:
    """The keys the router itself would use."""
    (peer,) = keyrings(router.root)["K"].peers
    return peer.local_key, peer.remote_key


def shown(router: RunningConfig) -> list[str]:
    return re.findall(r"pre-shared-key (?:local|remote) (.+)", router.text())


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=127))
def test_what_was_sealed_is_read_with_the_same_master_key_only(plain: str) -> None:
    text = seal("master", plain)

    assert re.fullmatch(r"[A-Za-i\[\\\]^_`]+B", text)
    assert unseal("master", text) == plain
    assert unseal("other", text) is None
    assert seal("master", plain) != text


@given(st.text())
def test_any_text_is_no_sealed_key(text: str) -> None:
    assert unseal("master", text) is None


def test_without_the_two_lines_keys_stay_in_clear() -> None:
    for lines in ([], [MASTER], ["password encryption aes"]):
        assert shown(typed(*lines, *KEYS)) == [PLAIN, "other-key"]


@pytest.mark.parametrize(
    "lines",
    [
        [MASTER, "password encryption aes", *KEYS],
        ["password encryption aes", MASTER, *KEYS],
        [*KEYS, MASTER, "password encryption aes"],
        [*KEYS, "password encryption aes", MASTER],
    ],
)
def test_with_both_every_key_is_encrypted_and_still_known_to_the_router(lines: list[str]) -> None:
    router = typed(*lines)

    assert all(re.fullmatch(r"6 [A-Za-i\[\\\]^_`]{20,}B", one) for one in shown(router))
    assert PLAIN not in router.text()
    assert known(router) == (PLAIN, "other-key")


def test_the_master_key_is_never_shown() -> None:
    router = typed(MASTER, "password encryption aes", *KEYS)

    assert "Correct-Horse" not in router.text(full=True)
    assert "config-key" not in router.text(full=True)


def test_encrypted_keys_stay_so_when_encryption_is_switched_off() -> None:
    router = typed(MASTER, "password encryption aes", *KEYS, "no password encryption aes")

    assert all(one.startswith("6 ") for one in shown(router))
    assert known(router) == (PLAIN, "other-key")
    router.apply(["crypto ikev2 keyring K", "peer HUB", "pre-shared-key local in-clear"])
    assert shown(router)[0] == "in-clear"


def test_a_new_master_key_encrypts_anew_and_without_one_keys_are_useless() -> None:
    router = typed(MASTER, "password encryption aes", *KEYS)
    before, version = shown(router), router.version

    router.apply(["key config-key password-encrypt Another-Master"])
    assert known(router) == (PLAIN, "other-key")
    assert set(shown(router)).isdisjoint(before)
    assert router.version > version

    router.apply(["no key config-key password-encrypt"])
    assert not {PLAIN, "other-key"} & set(known(router))
    assert None not in known(router)


def test_an_encrypted_key_typed_back_is_the_same_key() -> None:
    router = typed(MASTER, "password encryption aes", *KEYS)
    text = router.text()

    router.load(text)

    assert router.text() == text
    assert known(router) == (PLAIN, "other-key")


def test_a_router_without_a_master_key_cant_say_what_an_encrypted_key_is() -> None:
    cipher = seal("somebody's", PLAIN)
    router = typed(*KEYS[:3], f"pre-shared-key 6 {cipher}")

    assert known(router) == (UNREADABLE_KEY, UNREADABLE_KEY)


def test_keys_of_ikev1_are_encrypted_too() -> None:
    router = typed(
        MASTER,
        "password encryption aes",
        "crypto isakmp key top-secret address 192.0.2.1",
        "crypto keyring OLD",
        "pre-shared-key address 192.0.2.2 key top-secret",
    )

    assert "top-secret" not in router.text()
    assert re.search(r"crypto isakmp key 6 \S+ address 192\.0\.2\.1", router.text())
    assert re.search(r"pre-shared-key address 192\.0\.2\.2 key 6 \S+", router.text())
