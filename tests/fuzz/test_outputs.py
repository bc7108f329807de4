"""Mutated outputs of routers: read wholly, or not at all; nothing is made up."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from fuzz.mutations import mutated
from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.verify.forms import choose
from nornir_ikev2.verify.parse import commands, parse

ROOT: Final = Path(__file__).resolve().parents[2]
EXAMPLES: Final = 400 if os.environ.get("NORNIR_IKEV2_LONG") else 20
FOLDERS: Final = [ROOT / "parsers"]
CAPTURES: Final = [
    path
    for path in sorted((ROOT.parent / "shared" / "captures").glob("show_*/*.txt"))
    if choose(path.parent.name.replace("_", " "), {"all": commands(FOLDERS)})
]
OUTPUTS: Final = sorted((ROOT / "tests" / "content" / "outputs").glob("*.txt"))
LINES: Final = (
    *("R1#", "R1#show version", " --More-- ", "% Invalid input detected at '^' marker.", "end"),
    *(
        "*Mar  1 00:01:02.123: %LINK-3-UPDOWN: Interface Tunnel1, changed state to up",
        "interface: ",
    ),
    *(
        "      Encr: ",
        "IPv4 Crypto IKEv2  SA",
        "Tunnel-id Local",
        "\t",
        "999999999999",
        "(none)",
        "-",
    ),
)


def command_of(path: Path) -> str:
    return path.stem.split("~")[0].replace("_", " ")


def values(record: object) -> Iterator[str]:
    """All that a record says, as text."""
    if isinstance(record, dict):
        for one in cast("dict[object, object]", record).values():
            yield from values(one)
    elif isinstance(record, list):
        for one in cast("list[object]", record):
            yield from values(one)
    elif record is not None and not isinstance(record, bool):
        yield str(record)


def said(value: str, text: str, words: str) -> bool:
    """Whether a value stands in the output, or is a word the template sets for what it read."""
    there = value in text or " ".join(value.split()) in " ".join(text.split())
    return there or f', "{value}")' in words


def check(command: str, text: str) -> None:
    """Read an output; all that is read must stand in it."""
    try:
        records = parse(command, text, FOLDERS)
    except NornirIkev2Error as error:
        event(type(error).__name__)
        return
    event("read")
    text = text.replace("\r", "")  # the other half of a line end
    words = "".join(path.read_text() for path in FOLDERS[0].glob("*.ttp"))
    assert [one for record in records for one in values(record) if not said(one, text, words)] == []


@pytest.mark.parametrize("path", OUTPUTS, ids=lambda path: path.stem)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_a_mutated_output_is_read_from_what_it_says_or_is_an_error(
    path: Path, data: st.DataObject
) -> None:
    check(command_of(path), data.draw(mutated(path.read_text(), LINES)))


@pytest.mark.skipif(not CAPTURES, reason="the captures are not here")
@settings(max_examples=EXAMPLES * 5, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_mutated_capture_is_read_from_what_it_says_or_is_an_error(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(CAPTURES))

    check(path.parent.name.replace("_", " "), data.draw(mutated(path.read_text(), LINES)))
