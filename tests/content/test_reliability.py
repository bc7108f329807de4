"""docs/reliability.md names every fault that tests inject, and no other."""

from __future__ import annotations

from pathlib import Path

from faults.cases import ROWS as CASES
from faults.rows import ROWS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"


def rows(table: str) -> list[list[str]]:
    """The cells of one table, without its head."""
    text = DOCUMENT.read_text(encoding="utf-8")
    inside = text.partition(f"<!-- {table}: begin -->")[2].partition(f"<!-- {table}: end -->")[0]
    lines = [line.strip("| ").split(" | ") for line in inside.splitlines() if line.startswith("|")]
    return lines[2:]


def test_the_table_of_a_change_is_that_of_the_tests() -> None:
    written = {(fault, mode, code, outcome) for fault, mode, code, outcome, *_ in rows("change")}
    codes = {"kept": "0", "refused": "1", "restored": "3", "unrestored": "4"}
    tested = {
        (case.fault, mode, codes[case.outcome], case.outcome)
        for case in CASES
        for mode in case.modes
    }

    assert written == tested, "run ./scripts/reliability"


def test_the_table_of_a_session_is_that_of_the_tests() -> None:
    written = {fault: does for fault, does, _ in rows("session")}

    assert written == ROWS, "run ./scripts/reliability"
