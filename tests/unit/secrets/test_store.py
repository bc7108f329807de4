"""Keys are read once, checked, generated where missing, and never shown."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Thread

import pytest

from nornir_ikev2.errors import LoadError
from nornir_ikev2.intent.model import SecretRef
from nornir_ikev2.secrets.file import FileProvider
from nornir_ikev2.secrets.provider import SecretsError
from nornir_ikev2.secrets.store import SecretStore, open_store
from nornir_ikev2.settings import SecretsSettings, Settings

HUB = SecretRef("branches", "branch1--hub1", "hub1")
SPOKE = SecretRef("branches", "branch1--hub1", "branch1")
SHARED = SecretRef("backup", "branch1--hub1", "shared")
GOOD = "fV8s2LkQ0zXw9RtY4uBn7mCe"
OTHER = "pQ3wE8rT5yU1iO6aS2dF9gHj"


def write(root: Path, text: str, mode: int = 0o600) -> Path:
    """A secrets file."""
    path = root / ".nornir" / "secrets.yaml"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


def supplied(**keys: str) -> str:
    """A secrets file with keys of one pair."""
    owners = "".join(f'      {owner}: "{key}"\n' for owner, key in keys.items())
    return f"vpns:\n  branches:\n    hub1--branch1:\n{owners}"


def test_missing_keys_are_generated_once_and_kept_private(tmp_path: Path) -> None:
    store = open_store(Settings(), tmp_path)

    assert store.ensure([HUB, SPOKE, HUB, SHARED]) == 3

    path = tmp_path / ".nornir" / "secrets.yaml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    again = open_store(Settings(), tmp_path)
    assert again.ensure([HUB, SPOKE, SHARED]) == 0
    assert [again.get(ref) for ref in (HUB, SPOKE, SHARED)] == [
        store.get(ref) for ref in (HUB, SPOKE, SHARED)
    ]
    assert len(store.values()) == 3
    assert store.values() == again.values()


def test_a_dry_run_generates_in_memory_and_writes_nothing(tmp_path: Path) -> None:
    store = open_store(Settings(), tmp_path, persist=False)

    assert store.ensure([HUB]) == 1

    assert len(store.get(HUB)) == 43
    assert list(tmp_path.iterdir()) == []


def test_supplied_keys_are_taken_whichever_way_the_pair_is_written(tmp_path: Path) -> None:
    write(tmp_path, supplied(hub1=GOOD, branch1=OTHER))

    store = open_store(Settings(), tmp_path)

    assert store.ensure([HUB, SPOKE]) == 0
    assert (store.get(HUB), store.get(SPOKE)) == (GOOD, OTHER)


def test_new_keys_are_added_beside_those_that_are_there(tmp_path: Path) -> None:
    path = write(tmp_path, supplied(hub1=GOOD))
    store = open_store(Settings(), tmp_path)

    store.ensure([HUB, SPOKE])

    lines = path.read_text().splitlines()
    assert lines[1:4] == ["vpns:", "  branches:", "    branch1--hub1:"]
    assert lines[5] == f'      hub1: "{GOOD}"'


def test_two_runs_at_once_agree_on_the_same_keys(tmp_path: Path) -> None:
    stores = [open_store(Settings(), tmp_path) for _ in range(4)]
    refs = [SecretRef("v", f"a--b{n}", "a") for n in range(50)]
    threads = [Thread(target=store.ensure, args=(refs,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    first = [stores[0].get(ref) for ref in refs]
    assert all([store.get(ref) for ref in refs] == first for store in stores)


def test_a_missing_key_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SecretsError, match="there is no key branches/branch1--hub1/hub1 in"):
        open_store(Settings(), tmp_path).get(HUB)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_file_that_others_can_read_is_refused(mode: int, tmp_path: Path) -> None:
    write(tmp_path, supplied(hub1=GOOD), mode)

    with pytest.raises(LoadError, match=f"can be read by others .mode 0{mode:o}."):
        open_store(Settings(), tmp_path).get(HUB)


def test_bad_keys_are_refused_all_at_once_with_their_lines(tmp_path: Path) -> None:
    write(tmp_path, supplied(hub1="short", branch1="has space in it 1234567890"))

    with pytest.raises(LoadError) as refused:
        open_store(Settings(), tmp_path).ensure([HUB, SPOKE])

    text = str(refused.value)
    assert ".nornir/secrets.yaml:4: branches/branch1--hub1/hub1: the key has 5 characters" in text
    assert ".nornir/secrets.yaml:5: branches/branch1--hub1/branch1: the key holds a" in text
    assert "short" not in text
    assert "space in it" not in text


def test_a_key_used_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, supplied(hub1=GOOD, branch1=GOOD))

    with pytest.raises(LoadError, match="is the same as branches/branch1--hub1/hub1") as refused:
        open_store(Settings(), tmp_path).ensure([HUB, SPOKE])

    assert GOOD not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("keys: 1\n", "expected vpns:"),
        ("vpns: {branches: [1]}\n", "vpns.branches: expected"),
        ("vpns: {branches: {hub1--branch1: {hub2: x}}}\n", "expected a router of the pair"),
        ("vpns: {branches: {hub1: {hub1: x}}}\n", "expected a router of the pair"),
        ("vpns: {branches: {hub1--branch1: {hub1: 12}}}\n", "put it in quotes"),
        ("vpns: {a: 1, a: 2}\n", "vpns.a: is written twice"),
    ],
)
def test_a_damaged_file_is_refused(text: str, says: str, tmp_path: Path) -> None:
    write(tmp_path, text)

    with pytest.raises(LoadError, match=says):
        open_store(Settings(), tmp_path).ensure([HUB])


def test_keys_come_from_the_environment_when_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NORNIR_KEY_BRANCHES_BRANCH1__HUB1_HUB1", GOOD)
    store = open_store(Settings(secrets=SecretsSettings(provider="env")), tmp_path)

    assert store.get(HUB) == GOOD
    with pytest.raises(SecretsError, match="NORNIR_KEY_BRANCHES_BRANCH1__HUB1_BRANCH1"):
        store.ensure([HUB, SPOKE])


def test_a_dry_run_too_says_which_keys_a_place_lacks_that_cant_take_any(tmp_path: Path) -> None:
    settings = Settings(secrets=SecretsSettings(provider="env"))
    store = open_store(settings, tmp_path, persist=False)

    with pytest.raises(SecretsError, match="2 keys are not in the environment") as refused:
        store.ensure([HUB, SPOKE])

    assert "openssl rand -base64 33" in refused.value.cure


def test_a_bad_key_in_the_environment_is_named_by_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NORNIR_KEY_BRANCHES_BRANCH1__HUB1_HUB1", "tooshort")
    store = open_store(Settings(secrets=SecretsSettings(provider="env")), tmp_path)

    with pytest.raises(LoadError, match=r"\$NORNIR_KEY_BRANCHES_BRANCH1__HUB1_HUB1:"):
        store.get(HUB)


def test_an_unknown_provider_is_a_fault_with_a_guess(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="Did you mean `file`") as refused:
        open_store(Settings(secrets=SecretsSettings(provider="fil")), tmp_path)

    assert "known: file, env" in str(refused.value)


def test_a_store_never_shows_a_key(tmp_path: Path) -> None:
    write(tmp_path, supplied(hub1=GOOD, branch1=OTHER))
    store = open_store(Settings(), tmp_path)
    store.ensure([HUB, SPOKE])

    for text in (repr(store), str(store), repr(store.provider), f"{store!r}"):
        assert GOOD not in text
        assert OTHER not in text


class LockedVault:
    """A provider from elsewhere that has one key and keeps none."""

    def get(self, refs: Iterable[SecretRef]) -> dict[SecretRef, str]:
        return {ref: GOOD for ref in refs if ref == HUB}

    def put(self, keys: Mapping[SecretRef, str]) -> None:
        raise SecretsError(f"the vault is read-only: {len(keys)} keys are missing")

    def where(self, ref: SecretRef) -> tuple[str, int]:
        return f"vault:{ref}", 0


def test_any_provider_fits_the_store() -> None:
    store = SecretStore(LockedVault())

    assert store.get(HUB) == GOOD
    with pytest.raises(SecretsError, match="the vault is read-only: 1 keys are missing"):
        store.ensure([HUB, SPOKE])


def test_a_folder_that_cant_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    provider = FileProvider(tmp_path / "file" / "secrets.yaml", "secrets.yaml")

    with pytest.raises(SecretsError, match=r"can't write secrets\.yaml"):
        SecretStore(provider).ensure([HUB])
