"""Keys in Vault, against a stand-in that checks token and path."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from fakes.vault_server import TOKEN, VaultServer
from nornir_ikev2.errors import LoadError
from nornir_ikev2.intent.model import SecretRef
from nornir_ikev2.secrets.provider import SecretsError
from nornir_ikev2.secrets.store import SecretStore, open_store
from nornir_ikev2.settings import SecretsSettings, Settings

HUB = SecretRef("branches", "branch1--hub1", "hub1")
SPOKE = SecretRef("branches", "branch1--hub1", "branch1")
OTHER = SecretRef("branches", "branch2--hub1", "hub1")
GOOD = "fV8s2LkQ0zXw9RtY4uBn7mCe"
PAIR = "nornir-ikev2/branches/branch1--hub1"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VAULT_ADDR", "VAULT_NAMESPACE", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAULT_TOKEN", TOKEN)


@pytest.fixture(params=[2, 1])
def vault(request: pytest.FixtureRequest) -> Iterator[VaultServer]:
    with VaultServer(version=request.param) as server:
        yield server


def store(folder: Path, vault: VaultServer | None, **options: Any) -> SecretStore:
    if vault is not None:
        options = {"url": vault.url, "version": vault.version} | options
    secrets = SecretsSettings.model_validate({"provider": "vault", **options})
    return open_store(Settings(secrets=secrets), folder)


def failing(vault: VaultServer | None, folder: Path, **options: Any) -> str:
    with pytest.raises((SecretsError, LoadError)) as refused:
        store(folder, vault, **options).ensure([HUB])
    assert TOKEN not in str(refused.value)
    assert GOOD not in str(refused.value)
    return str(refused.value)


def test_a_key_is_read_at_its_path_with_the_token(vault: VaultServer, tmp_path: Path) -> None:
    vault.secrets[PAIR] = {"hub1": GOOD}

    assert store(tmp_path, vault).get(HUB) == GOOD

    data = "data/" if vault.version == 2 else ""
    assert vault.asked == [("GET", f"/v1/secret/{data}{PAIR}", TOKEN)]


def test_missing_keys_are_generated_and_kept_beside_the_others(
    vault: VaultServer, tmp_path: Path
) -> None:
    vault.secrets[PAIR] = {"hub1": GOOD, "note": "mine"}

    opened = store(tmp_path, vault)
    assert opened.ensure([HUB, SPOKE, OTHER]) == 2

    kept = vault.secrets[PAIR]
    assert kept is not None
    assert (kept["hub1"], kept["note"]) == (GOOD, "mine")
    assert kept["branch1"] == opened.get(SPOKE)
    assert len(kept["branch1"]) == 43
    again = store(tmp_path, vault)
    assert again.ensure([HUB, SPOKE, OTHER]) == 0
    assert again.values() == opened.values()


def test_path_mount_and_namespace_are_options(tmp_path: Path) -> None:
    with VaultServer(namespace="team/") as vault:
        vault.secrets["a/b/branches/branch1--hub1"] = {"hub1": GOOD}

        assert store(tmp_path, vault, path="/a/b/", namespace="team/").get(HUB) == GOOD
        assert "does not let this token read" in failing(vault, tmp_path)
        assert "does not let this token" in failing(vault, tmp_path, namespace="other/")
        assert store(tmp_path, vault, mount="kv", namespace="team/").provider.get([HUB]) == {}


def test_a_key_that_was_deleted_is_made_anew(tmp_path: Path) -> None:
    with VaultServer() as vault:
        vault.secrets[PAIR], vault.versions[PAIR] = None, 3

        assert store(tmp_path, vault).ensure([HUB]) == 1
        assert vault.versions[PAIR] == 4


def test_a_run_that_was_faster_is_not_overwritten(tmp_path: Path) -> None:
    with VaultServer() as vault:
        vault.secrets[PAIR], vault.versions[PAIR] = {"hub1": GOOD}, 1
        opened = store(tmp_path, vault)
        provider: Any = opened.provider
        read = provider._read

        def then_another_run_writes(vpn: str, pair: str) -> Any:
            found: Any = read(vpn, pair)
            vault.secrets[PAIR], vault.versions[PAIR] = {"hub1": GOOD, "branch1": "theirs"}, 2
            return found

        object.__setattr__(provider, "_read", then_another_run_writes)
        with pytest.raises(SecretsError, match="another run may have been faster"):
            opened.provider.put({SPOKE: "ours"})

        assert vault.secrets[PAIR] == {"hub1": GOOD, "branch1": "theirs"}


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (403, "does not let this token read secret/nornir-ikev2/branches/branch1--hub1"),
        (401, "refused the token"),
        (400, "refused to read"),
        (429, "too many requests"),
        (503, "is sealed or down"),
        (501, "is not initialized"),
        (500, "(InternalServerError)"),
    ],
)
def test_what_vault_refuses_is_said_with_a_cure(status: int, says: str, tmp_path: Path) -> None:
    with VaultServer(status=status) as vault:
        said = failing(vault, tmp_path)

        assert f"Vault at {vault.url} " in said
        assert says in said
        assert "\n  " in said


def test_a_token_without_the_right_to_write_is_told_where(tmp_path: Path) -> None:
    with VaultServer() as vault:
        opened = store(tmp_path, vault)
        vault.deny = PAIR
        with pytest.raises(SecretsError, match="does not let this token write secret/nornir-ikev2"):
            cast("Any", opened.provider)._write("branches", "branch1--hub1", {"hub1": GOOD}, 0)


def test_a_vault_that_is_not_there_is_named(tmp_path: Path) -> None:
    with VaultServer() as vault:
        url = vault.url

    assert f"Vault at {url} can't be reached" in failing(None, tmp_path, url=url)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "secrets.url: is needed, or set $VAULT_ADDR"),
        ({"url": "http://vault.example:8200"}, "would send token and keys in clear"),
        ({"url": "https://user:pass@vault.example"}, "without a name or password"),
        ({"url": "vault.example"}, "expected https://HOST"),
        ({"url": "https://v", "version": 3}, "secrets.version: is not what this option takes"),
        ({"url": "https://v", "timeout": 0}, "secrets.timeout: is not what this option takes"),
        ({"url": "https://v", "adress": "x"}, "is no option of the provider `vault`"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_sent(
    options: dict[str, Any], says: str, tmp_path: Path
) -> None:
    said = failing(None, tmp_path, **options)

    assert says in said
    assert "user:pass" not in said


def test_the_token_may_be_in_a_private_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VAULT_TOKEN")
    file = tmp_path / "token"
    with VaultServer() as vault:
        vault.secrets[PAIR] = {"hub1": GOOD}
        assert "there is no Vault token" in failing(vault, tmp_path, token_file="token")

        file.write_text(f"{TOKEN}\n")
        file.chmod(0o640)
        assert "token can be read by others (mode 0640)" in failing(
            vault, tmp_path, token_file="token"
        )
        assert vault.asked == []

        file.chmod(0o600)
        assert store(tmp_path, vault, token_file="token").get(HUB) == GOOD


def test_a_field_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with VaultServer() as vault:
        vault.secrets[PAIR] = {"hub1": 12345}

        assert "field hub1 is no text" in failing(vault, tmp_path)


def test_without_the_extra_its_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "hvac", None)

    assert "pip install 'nornir-ikev2[vault]'" in failing(None, tmp_path, url="https://v")


def test_a_store_in_vault_never_shows_token_or_key(tmp_path: Path) -> None:
    with VaultServer() as vault:
        vault.secrets[PAIR] = {"hub1": GOOD}
        opened = store(tmp_path, vault)
        opened.get(HUB)

        for text in (repr(opened), str(opened), repr(opened.provider)):
            assert TOKEN not in text
            assert GOOD not in text
