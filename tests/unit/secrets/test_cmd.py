"""Keys from a command: no shell, no secret in its arguments or environment, and its words never shown."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from nornir_ikev2.errors import LoadError
from nornir_ikev2.intent.model import SecretRef
from nornir_ikev2.secrets.provider import SecretsError
from nornir_ikev2.secrets.store import SecretStore, open_store
from nornir_ikev2.settings import SecretsSettings, Settings

HUB = SecretRef("branches", "branch1--hub1", "hub1")
SPOKE = SecretRef("branches", "branch1--hub1", "branch1")
GOOD = "fV8s2LkQ0zXw9RtY4uBn7mCe"
SHOW = """
import os, pathlib, sys
pathlib.Path("seen").write_text(repr((sys.argv[1:], dict(os.environ))))
file = pathlib.Path("kept", *sys.argv[1:])
if not file.is_file():
    sys.exit(44)
sys.stdout.write(file.read_text())
"""
KEEP = """
import pathlib, sys
pathlib.Path("seen").write_text(repr(sys.argv))
file = pathlib.Path("kept", *sys.argv[1:])
file.parent.mkdir(parents=True, exist_ok=True)
file.write_text(sys.stdin.read())
"""


def store(folder: Path, **options: Any) -> SecretStore:
    secrets = SecretsSettings.model_validate({"provider": "cmd", **options})
    return open_store(Settings(secrets=secrets), folder)


def python(program: str, *words: str) -> list[str]:
    return [sys.executable, "-c", program, *words]


def keep(folder: Path, ref: SecretRef, key: str) -> None:
    file = folder / "kept" / str(ref)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(key)


def failing(folder: Path, program: str, **options: Any) -> str:
    with pytest.raises(SecretsError) as refused:
        store(folder, command=python(program, "{ref}"), **options).get(HUB)
    assert GOOD not in str(refused.value)
    assert "branches/branch1--hub1/hub1" in str(refused.value)
    return str(refused.value)


def test_a_key_is_what_the_command_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NORNIR_PASSWORD", "login-secret")
    monkeypatch.setenv("NORNIR_KEY_OTHER", "key-secret")
    monkeypatch.setenv("VAULT_LIKE_SESSION", "needed")
    keep(tmp_path, HUB, f"{GOOD}\n")

    assert store(tmp_path, command=python(SHOW, "{vpn}", "{pair}", "{owner}")).get(HUB) == GOOD

    seen = (tmp_path / "seen").read_text()
    assert "['branches', 'branch1--hub1', 'hub1']" in seen
    assert "needed" in seen
    assert "login-secret" not in seen
    assert "key-secret" not in seen


def test_no_shell_reads_the_words(tmp_path: Path) -> None:
    keep(tmp_path, HUB, GOOD)
    words = python(SHOW, "{ref}; touch harm", "$(touch harm)")

    with pytest.raises(SecretsError):
        store(tmp_path, command=words).get(HUB)

    assert (
        "['branches/branch1--hub1/hub1; touch harm', '$(touch harm)']"
        in (tmp_path / "seen").read_text()
    )
    assert not (tmp_path / "harm").exists()


def test_missing_keys_are_an_error_that_says_how_to_make_them(tmp_path: Path) -> None:
    keep(tmp_path, HUB, GOOD)
    opened = store(tmp_path, command=python(SHOW, "{ref}"), missing=44)

    with pytest.raises(
        SecretsError, match=r"a key is not known to .*: branches/.*/branch1"
    ) as error:
        opened.ensure([HUB, SPOKE])

    assert "openssl rand -base64 33" in error.value.cure


def test_with_a_command_that_keeps_them_missing_keys_are_generated(tmp_path: Path) -> None:
    options = {"command": python(SHOW, "{ref}"), "store": python(KEEP, "{ref}"), "missing": 44}

    opened = store(tmp_path, **options)
    assert opened.ensure([HUB, SPOKE]) == 2

    assert (tmp_path / "kept" / str(HUB)).read_text() == f"{opened.get(HUB)}\n"
    assert opened.get(HUB) not in (tmp_path / "seen").read_text()
    assert store(tmp_path, **options).ensure([HUB, SPOKE]) == 0


@pytest.mark.parametrize(
    ("program", "says"),
    [
        (f"import sys; sys.stderr.write({GOOD!r}); sys.exit(3)", "ended with status 3"),
        (f"print({GOOD!r}); print({GOOD!r})", "printed 2 lines; expected the key alone"),
        ("pass", "printed 0 lines"),
        (f"print({GOOD!r} * 99)", "printed more than 1024 bytes"),
        ("import sys; sys.stdout.buffer.write(b'\\xff\\xfe')", "no ASCII text"),
        ("import time; time.sleep(60)", "did not end within 0.5 s"),
    ],
)
def test_what_goes_wrong_is_told_without_its_output(
    program: str, says: str, tmp_path: Path
) -> None:
    assert says in failing(tmp_path, program, timeout=0.5 if "sleep" in program else 30)


def test_a_command_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(SecretsError, match=r"can't be run: No such file.*: no-such-command"):
        store(tmp_path, command=["no-such-command", "{ref}"]).get(HUB)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "secrets.command: is needed"),
        ({"command": []}, "secrets.command: expected at least one word"),
        ({"command": "pass show {ref}"}, "secrets.command: expected a list of words"),
        ({"command": ["pass", "show", "ikev2"]}, "secrets.command: names no key"),
        ({"command": ["pass", "{ref}"], "store": ["pass"]}, "secrets.store: names no key"),
        ({"command": ["pass", "{ref}"], "shell": True}, "is no option of the provider `cmd`"),
        ({"command": ["pass", "{ref}"], "missing": 0}, "secrets.missing"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, Any], says: str, tmp_path: Path) -> None:
    with pytest.raises(LoadError) as refused:
        store(tmp_path, **options)

    assert says in str(refused.value)
