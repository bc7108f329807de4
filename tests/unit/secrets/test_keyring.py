"""Keys in the keyring of the operating system, with a backend of our own in memory."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked

from nornir_ikev2.intent.model import SecretRef
from nornir_ikev2.secrets.provider import SecretsError
from nornir_ikev2.secrets.store import SecretStore, open_store
from nornir_ikev2.settings import SecretsSettings, Settings

HUB = SecretRef("branches", "branch1--hub1", "hub1")
SPOKE = SecretRef("branches", "branch1--hub1", "branch1")
GOOD = "fV8s2LkQ0zXw9RtY4uBn7mCe"


class Memory(KeyringBackend):
    """Passwords by service and user."""

    priority = 1  # pyright: ignore[reportAssignmentType, reportIncompatibleMethodOverride] - keyring's classproperty

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring is partly typed
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked(GOOD)
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def memory() -> Iterator[Memory]:
    before = keyring.get_keyring()
    backend = Memory()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


def store(folder: Path, **options: str) -> SecretStore:
    secrets = SecretsSettings.model_validate({"provider": "keyring", **options})
    return open_store(Settings(secrets=secrets), folder)


def test_a_key_is_the_password_of_its_name(memory: Memory, tmp_path: Path) -> None:
    memory.kept["my vpn", "branches/branch1--hub1/hub1"] = GOOD

    assert store(tmp_path, service="my vpn").get(HUB) == GOOD
    with pytest.raises(SecretsError, match=r"keyring 'my vpn', branches/branch1--hub1/branch1"):
        store(tmp_path, service="my vpn").get(SPOKE)


def test_missing_keys_are_generated_and_kept(memory: Memory, tmp_path: Path) -> None:
    assert store(tmp_path).ensure([HUB, SPOKE]) == 2

    assert {service for service, _ in memory.kept} == {f"nornir-ikev2 {tmp_path.name}"}
    assert store(tmp_path).ensure([HUB, SPOKE]) == 0


def test_a_machine_without_a_keyring_is_told_what_else_there_is(
    memory: Memory, tmp_path: Path
) -> None:
    del memory
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call] # keyring is partly typed

    with pytest.raises(SecretsError, match="no keyring on this machine") as refused:
        store(tmp_path).ensure([HUB])
    assert "`vault` or `file`" in refused.value.cure


def test_a_locked_keyring_is_named(memory: Memory, tmp_path: Path) -> None:
    memory.locked = True

    with pytest.raises(SecretsError, match="the keyring is locked") as refused:
        store(tmp_path).ensure([HUB])
    assert GOOD not in str(refused.value)


def test_without_the_extra_its_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)

    with pytest.raises(SecretsError, match="needs an extra") as refused:
        store(tmp_path)
    assert refused.value.cure == "pip install 'nornir-ikev2[keyring]'"
