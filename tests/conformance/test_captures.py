"""Every captured output of a command we read: its values are those that other parsers' authors state."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fakes import dialects, dialects_network
from fakes.expected_values import compare
from nornir_ikev2.verify.forms import choose
from nornir_ikev2.verify.parse import ParseError, commands, parse

ROOT = Path(__file__).resolve().parents[2]
CAPTURES = ROOT.parent / "shared" / "captures"
FOLDERS = [ROOT / "parsers"]
DIALECTS = {**dialects.BY_COMMAND, **dialects_network.BY_COMMAND}
FILTERED = {"azure_csr1_counters_filtered.txt"}
"""Outputs of `| include`, which keeps parts of records: refusing them is right."""

pytestmark = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures are not here")


def _command(path: Path) -> str:
    return path.parent.name.replace("_", " ")


def _read() -> list[Path]:
    forms = {"all": commands(FOLDERS)}
    found = sorted(CAPTURES.glob("show_*/*.txt"))
    return [path for path in found if choose(_command(path), forms)]


@pytest.mark.parametrize("path", _read(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_values(path: Path) -> None:
    output = path.read_text(encoding="utf-8")
    if path.name in FILTERED:
        with pytest.raises(ParseError):
            parse(_command(path), output, FOLDERS)
        return
    records = parse(_command(path), output, FOLDERS)
    assert records
    expected = path.with_suffix("").with_suffix(".expected.json")
    if not expected.exists():
        return
    count, wrong = compare(records, json.loads(expected.read_text()), DIALECTS[_command(path)])
    assert count > 0
    assert not wrong


def test_many_values_are_compared() -> None:
    total = files = 0
    for path in _read():
        expected = path.with_suffix("").with_suffix(".expected.json")
        if expected.exists():
            records = parse(_command(path), path.read_text(encoding="utf-8"), FOLDERS)
            stated = json.loads(expected.read_text())
            total += compare(records, stated, DIALECTS[_command(path)])[0]
            files += 1
    assert files >= 70
    assert total >= 4000
