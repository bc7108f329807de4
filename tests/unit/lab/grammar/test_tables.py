from __future__ import annotations

from collections import Counter

import pytest

from nornir_ikev2.lab.cli.pattern import leading, names, parse
from nornir_ikev2.lab.grammar.catalogue import MODES
from nornir_ikev2.lab.grammar.modes import modes_for
from nornir_ikev2.lab.grammar.table import Line, Mode

DEFINED = {line.defines for mode in MODES for line in mode.lines if line.defines} | {"acl"}


def test_modes_have_names_of_their_own() -> None:
    assert max(Counter(mode.name for mode in MODES).values()) == 1


def faults(line: Line) -> list[str]:
    element = parse(line.pattern)
    values = names(element)
    checks = {
        "key": set(line.key) - {"*", "vrf", "a", "p", "h", "i", "m", "s"} <= values,
        "refers": {ref.arg for ref in line.refers} <= values,
        "kind": {ref.kind for ref in line.refers} <= DEFINED,
        "mode": line.mode in {"", *(one.name for one in MODES)},
        "defines": not line.defines or "name" in values,
        "lead": bool(leading(element) or line.slot or line.key or line.leaves),
        "sort": set(line.sort) <= values,
    }
    return [f"{line.pattern}: {name}" for name, good in checks.items() if not good]


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_lines_are_whole(mode: Mode) -> None:
    assert [fault for line in mode.lines for fault in faults(line)] == []
    assert mode.prompt


@pytest.mark.parametrize("release", [(15, 4), (16, 9), (17, 6), (17, 12, 1), (17, 15), (26, 1)])
def test_every_mode_compiles_for_every_release(release: tuple[int, ...]) -> None:
    for mode in modes_for(release).values():
        assert mode.positive.size == len(mode.rules)
        assert mode.negative.size == len(mode.negatives)


def test_grammars_are_shared() -> None:
    assert modes_for((17, 12, 1)) is modes_for((17, 12, 1))
