"""A key that somebody writes into the wrong place is in no message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from example_site import CHECKOUT, lay_out_example, load_example
from nornir_ikev2.document import Value, mapping, parse, sequence
from nornir_ikev2.errors import LoadError
from nornir_ikev2.place import Place

CANARY = "CANARYfV8s2LkQ0zXw9RtY4uBn7mCepQ3wE8rT5yU1i"
NAMES = ("hubs", "spokes", "proposals", "trustpoint", "prefix")
"""Keys whose values are names: they are shown."""


def places(value: Value, place: Place = ()) -> Iterator[Place]:
    """Where a file has a value that is no name."""
    for key, inner in (mapping(value) or {}).items():
        if key not in NAMES or not place:
            yield from places(inner, (*place, key))
    for number, one in enumerate(sequence(value) or []):
        yield from places(one, (*place, number))
    if place:
        yield place


EXAMPLE = (CHECKOUT / "inventory" / "vpns.yaml").read_text()
PLACES = [place for place in places(parse(EXAMPLE, "").data) if len(place) > 1]


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize("value", [CANARY, {"key": CANARY}, [CANARY]], ids=str)
def test_no_value_shows_it(place: Place, value: object, tmp_path: Path) -> None:
    lay_out_example(tmp_path)
    data = yaml.safe_load(EXAMPLE)
    inner = data
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    (tmp_path / "inventory" / "vpns.yaml").write_text(yaml.safe_dump(data))

    with pytest.raises(LoadError) as refused:
        load_example(tmp_path)

    assert CANARY not in str(refused.value)
    assert CANARY not in repr(refused.value)


def test_there_are_places() -> None:
    assert len(PLACES) > 25
