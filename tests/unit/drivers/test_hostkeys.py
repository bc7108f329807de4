"""Host keys: what is on record, in which form, and what is made of the key a router shows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import stat
import textwrap
from pathlib import Path

import asyncssh
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nornir_ikev2.drivers import knownhosts
from nornir_ikev2.drivers.hostkeys import HostKey, HostKeyRecord, known_name, read_pins
from nornir_ikev2.errors import NornirIkev2Error


def made(kind: str) -> HostKey:
    key = asyncssh.generate_private_key(kind)  # pyright: ignore[reportUnknownMemberType]  # its kwargs have no type
    found = HostKey.parse(key.export_public_key().decode())
    assert found
    assert found.fingerprint == key.get_fingerprint()
    return found


RSA, RSA2 = made("ssh-rsa"), made("ssh-rsa")
ED, ED2 = made("ssh-ed25519"), made("ssh-ed25519")
EC = made("ecdsa-sha2-nistp256")


@pytest.mark.parametrize("key", [RSA, ED, EC])
def test_a_key_is_read_back_from_its_text_with_or_without_a_comment(key: HostKey) -> None:
    assert HostKey.parse(str(key)) == key
    assert HostKey.parse(f"{key} admin@hub1 and more") == key


def test_a_key_may_be_broken_over_lines_as_show_ip_ssh_prints_it() -> None:
    kind, text = str(RSA).split()
    wrapped = "\n".join(textwrap.wrap(text, 80))

    assert HostKey.parse(f"{kind} {wrapped}") == RSA


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_a_key_that_is_cut_short_is_no_key(lines: int) -> None:
    # `show ip ssh` cuts off 4096-bit keys; a part must not be taken for the whole.
    kind, text = str(RSA).split()

    assert HostKey.parse(f"{kind} {text[: 80 * lines]}") is None


@pytest.mark.parametrize(
    "text",
    ["", "ssh-rsa", "ssh-rsa !", f"ssh-rsa {str(ED).split()[1]}", ED.fingerprint, " AAAA"],
    ids=["empty", "kind", "no base64", "another kind", "fingerprint", "no kind"],
)
def test_what_is_no_key_is_not_read_as_one(text: str) -> None:
    assert HostKey.parse(text) is None


@given(st.text())
def test_reading_a_key_never_fails(text: str) -> None:
    HostKey.parse(text)
    HostKey.parse(f"ssh-rsa {text}")


@pytest.mark.parametrize(
    ("record", "shown", "verdict"),
    [
        (HostKeyRecord("r"), ED, "unknown"),
        (HostKeyRecord("r", (ED,)), ED, "same"),
        (HostKeyRecord("r", (ED,)), ED2, "changed"),
        (HostKeyRecord("r", (RSA, ED)), ED, "same"),
        (HostKeyRecord("r", (RSA, RSA2)), RSA, "same"),
        (HostKeyRecord("r", (RSA,)), ED, "changed"),
        (HostKeyRecord("r", (ED,), frozenset({ED})), ED, "revoked"),
        (HostKeyRecord("r", pins=(ED.fingerprint,)), ED, "same"),
        (HostKeyRecord("r", pins=(ED.fingerprint,)), ED2, "changed"),
        (HostKeyRecord("r", pins=(RSA.fingerprint, ED.fingerprint)), ED, "same"),
        (HostKeyRecord("r", (ED,), pins=(ED2.fingerprint,)), ED, "changed"),
        (HostKeyRecord("r", (ED,), pins=(ED2.fingerprint,)), ED2, "contradicted"),
        (HostKeyRecord("r", (RSA,), pins=(ED.fingerprint,)), ED, "same"),
        (HostKeyRecord("r", (ED,), frozenset({ED}), (ED.fingerprint,)), ED, "revoked"),
    ],
)
def test_only_a_recorded_key_that_nothing_speaks_against_is_the_same(
    record: HostKeyRecord, shown: HostKey, verdict: str
) -> None:
    assert record.verdict(shown) == verdict


def test_the_types_on_record_are_asked_for_first_the_inventorys_before_others() -> None:
    both = HostKeyRecord("r", (ED, RSA), pins=(RSA.fingerprint,))

    assert HostKeyRecord("r", (ED, RSA, ED2)).kinds == ("ssh-ed25519", "ssh-rsa")
    assert both.kinds == ("ssh-rsa",)
    assert HostKeyRecord("r", pins=(EC.fingerprint,), pinned=(EC,)).kinds == (EC.kind,)


@pytest.mark.parametrize(
    ("written", "pins"),
    [
        (None, ()),
        (ED.fingerprint, (ED.fingerprint,)),
        (str(ED), (ED.fingerprint,)),
        ([RSA.fingerprint, f"{ED} hub1"], (RSA.fingerprint, ED.fingerprint)),
    ],
    ids=["nothing", "fingerprint", "key", "several"],
)
def test_the_inventory_gives_fingerprints_or_keys(written: object, pins: tuple[str, ...]) -> None:
    found = read_pins(written)

    assert found is not None
    assert found[0] == pins


@pytest.mark.parametrize(
    "written",
    ["", "SHA256:short", "MD5:aa:bb", 7, [], [7], {"a": 1}, f"{ED.fingerprint}="],
    ids=["empty", "short", "MD5", "number", "no list", "numbers", "mapping", "padded"],
)
def test_any_other_host_key_of_the_inventory_is_not_taken(written: object) -> None:
    assert read_pins(written) is None


def hashed(name: str, key: HostKey) -> str:
    salt = os.urandom(20)
    digest = hmac.new(salt, name.encode(), hashlib.sha1).digest()
    return f"|1|{base64.b64encode(salt).decode()}|{base64.b64encode(digest).decode()} {key}"


def test_a_file_as_openssh_writes_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "known_hosts"
    file.write_text(
        f"# a comment\n\nhub1,192.0.2.1 {ED} by hand\n[192.0.2.1]:2222 {RSA}\n"
        f"{hashed('branch1', EC)}\n@revoked hub1 {RSA2}\n@cert-authority hub1 {EC}\nhub1 nonsense\n"
    )

    assert knownhosts.record(file, "hub1") == HostKeyRecord("hub1", (ED,), frozenset({RSA2}))
    assert knownhosts.record(file, known_name("192.0.2.1", 22)).keys == (ED,)
    assert knownhosts.record(file, known_name("192.0.2.1", 2222)).keys == (RSA,)
    assert knownhosts.record(file, "branch1").keys == (EC,)
    assert not knownhosts.record(file, "branch2")
    assert knownhosts.entries(file, "hub1")[0].comment == "by hand"
    assert not knownhosts.record(tmp_path / "none", "hub1")


def test_keys_are_added_and_replaced_and_all_other_lines_stay(tmp_path: Path) -> None:
    file = tmp_path / "private" / "known_hosts"
    knownhosts.add(file, "hub1", ED, "mine")
    before = f"# kept\nhub1,other {RSA} two names\n"
    file.write_text(before + file.read_text())

    knownhosts.replace(file, "hub1", RSA, RSA2, "newer")

    assert file.read_text() == f"# kept\nother {RSA} two names\nhub1 {ED} mine\nhub1 {RSA2} newer\n"
    knownhosts.replace(file, "hub1", ED, ED2, "newest")
    assert knownhosts.record(file, "hub1").keys == (RSA2, ED2)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_hashed_entry_is_replaced_too(tmp_path: Path) -> None:
    file = tmp_path / "known_hosts"
    file.write_text(f"{hashed('hub1', ED)}\n{hashed('hub2', ED)}\n")

    knownhosts.replace(file, "hub1", ED, ED2, "")

    assert knownhosts.record(file, "hub1").keys == (ED2,)
    assert knownhosts.record(file, "hub2").keys == (ED,)


def test_a_file_that_cant_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(NornirIkev2Error, match="can't write"):
        knownhosts.add(tmp_path / "file" / "known_hosts", "hub1", ED, "")
