"""Each template on an output of its own, old and new layouts; the captures hold many more values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nornir_ikev2.verify.parse import ParseError, parse
from nornir_ikev2.verify.template import load

FOLDER = Path(__file__).resolve().parents[2] / "parsers"
OUTPUTS = sorted((Path(__file__).parent / "outputs").glob("*.txt"))

NONE = {
    "show archive config rollback timer": "%No Rollback Confirmed Change pending\n",
    "show crypto isakmp sa": "IPv4 Crypto ISAKMP SA\n\nIPv6 Crypto ISAKMP SA\n",
    "show crypto session": "Crypto session current status\n\n",
    "show ip bgp summary": "% BGP not active\n",
    "show ip eigrp neighbors": "EIGRP-IPv4 Neighbors for AS(100)\n",
    "show ip ospf neighbor": "\nNeighbor ID  Pri   State     Dead Time   Address    Interface\n",
}

each_output = pytest.mark.parametrize("path", OUTPUTS, ids=lambda path: path.stem)


def read(path: Path) -> list[dict[str, object]]:
    return parse(path.stem.split("~")[0].replace("_", " "), path.read_text(), [FOLDER])


@each_output
def test_values(path: Path) -> None:
    records = read(path)
    expected = json.loads(path.with_suffix(".json").read_text())
    assert len(records) == len(expected)
    for record, wanted in zip(records, expected, strict=True):
        assert {key: record[key] for key in wanted} == wanted


@pytest.mark.parametrize("command", NONE)
def test_none(command: str) -> None:
    assert parse(command, NONE[command], [FOLDER]) == []


@each_output
def test_one_set_of_keys_for_all_records(path: Path) -> None:
    assert len({tuple(record) for record in read(path)}) == 1


@each_output
def test_what_is_not_this_output_is_refused(path: Path) -> None:
    with pytest.raises(ParseError):
        parse(path.stem.split("~")[0].replace("_", " "), "this is something else\n", [FOLDER])


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ttp")), ids=lambda path: path.stem)
def test_a_template_is_named_for_its_first_command(path: Path) -> None:
    first = load(path).reading.commands[0].split(" [", 1)[0].split(" <", 1)[0]
    assert path.stem == f"cisco_ios_{first.replace(' ', '_')}"
