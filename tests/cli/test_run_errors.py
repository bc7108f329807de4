"""How errors leave the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nornir_ikev2.cli import init, run
from nornir_ikev2.cli.guard import guarded
from nornir_ikev2.errors import LoadError, UndoError
from nornir_ikev2.redact import meet


def test_an_error_of_ours_is_shown_with_its_cure_and_exit_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> None:
        raise UndoError("not proved", cure="Type this.")

    with pytest.raises(SystemExit) as left:
        guarded(fail)

    assert left.value.code == 4
    assert capsys.readouterr().err == "error: not proved\n  Type this.\n"


def test_a_secret_that_was_read_is_in_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    meet(["Zq7xCANARYk9w"])

    def fail() -> None:
        raise ValueError("a library quotes Zq7xCANARYk9w in a way no pattern knows")

    with pytest.raises(SystemExit):
        guarded(fail)

    crash = next(tmp_path.glob("crash-*.log"))
    assert "a library quotes <secret> in a way" in crash.read_text()
    assert "CANARY" not in capsys.readouterr().err


def test_an_error_nobody_foresaw_is_one_line_and_a_private_file_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".nornir").mkdir()
    monkeypatch.chdir(tmp_path)

    def fail() -> None:
        raise ValueError("pre-shared-key local CANARYcanary0123456789")

    with pytest.raises(SystemExit) as left:
        guarded(fail)

    crash = next((tmp_path / ".nornir").glob("crash-*.log"))
    assert left.value.code == 1
    assert "unexpected ValueError" in capsys.readouterr().err
    assert "CANARY" not in crash.read_text()
    assert crash.stat().st_mode & 0o077 == 0


def test_files_that_are_wrong_are_a_refused_run_for_scripts_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    init.run(site)
    vpns = site / "inventory" / "vpns.yaml"
    vpns.write_text(vpns.read_text().replace("aes-cbc-192", "aes192"))
    capsys.readouterr()

    with pytest.raises(LoadError):
        run.run(site, run.Options("deploy-hub-spoke", as_json=True))

    document = json.loads(capsys.readouterr().out)
    assert document["outcome"] == "refused"
    assert document["routers"] == {}
    assert "aes192" in document["failures"][0]["message"]
    assert document["failures"][0]["category"] == "refused_input"
