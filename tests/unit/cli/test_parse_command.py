"""`nornir parse`: a saved output as text and as JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from fakes.show_text import ike_sas
from fakes.two_ends import sa
from nornir_ikev2.cli.parse import run
from nornir_ikev2.errors import UsageError
from nornir_ikev2.verify.parse import ParseError

KEYS = (
    "local local_port remote remote_port fvrf ivrf status encryption key_size prf integrity group auth_sign "
    "auth_verify lifetime active local_spi remote_spi local_id remote_id initiator"
)


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NORNIR_PROJECT", raising=False)
    path = tmp_path / "sa.txt"
    path.write_text(ike_sas([sa("hub1")], detailed=True))
    return path


def test_json_has_the_keys_of_the_contract(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show crypto ikev2 sa detailed", str(saved), as_json=True, project=None) == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert list(record) == KEYS.split()
    assert record["key_size"] == 256
    assert record["initiator"] == "No"


def test_standard_input(
    saved: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(saved.read_text()))
    assert run("sh cry ikev2 sa", "-", as_json=True, project=None) == 0
    assert json.loads(capsys.readouterr().out)[0]["local_id"] == "198.51.100.1"


def test_text(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show crypto ikev2 sa", str(saved), as_json=False, project=None) == 0
    assert "encryption   AES-CBC" in capsys.readouterr().out


def test_text_of_nothing(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved.write_text("")
    assert run("show crypto ikev2 sa", str(saved), as_json=False, project=None) == 0
    assert capsys.readouterr().out == "none\n"


def test_unknown_command_lists_the_templates(saved: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean 'show crypto ikev2 sa") as caught:
        run("show crypto ikev2 as", str(saved), as_json=True, project=None)
    assert "show ip ospf neighbor" in caught.value.cure


def test_unreadable_file(saved: Path) -> None:
    with pytest.raises(UsageError, match="can't be read"):
        run("show crypto ikev2 sa", f"{saved}.gone", as_json=True, project=None)


def test_half_an_output_is_no_output(saved: Path) -> None:
    saved.write_text("".join(saved.read_text().splitlines(keepends=True)[:4]))
    with pytest.raises(ParseError):
        run("show crypto ikev2 sa", str(saved), as_json=True, project=None)
