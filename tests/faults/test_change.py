"""Every fault of a change leaves every router as it was, or named with what to do; see `cases/`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from faults.aftermath import check, record
from faults.bench import Bench
from faults.case import Case
from faults.cases import ALL
from faults.sites import Mode

ROWS = [(case, mode) for case in ALL for mode in case.modes]


@pytest.mark.parametrize(
    ("case", "mode"), ROWS, ids=[f"{case.fault}, {mode}" for case, mode in ROWS]
)
def test_after_this_fault_every_router_is_as_it_was_or_named(
    bench: Bench,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    case: Case,
    mode: Mode,
) -> None:
    case.lay_out(bench, mode, tmp_path)

    done = bench.nornir("run", "deploy-hub-spoke", "--json")

    holds = check(case, bench, done)
    record(record_property, case, mode, holds)
