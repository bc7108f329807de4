"""What a crash sweep counts, gathered from the reports of its tests: printed when the tests end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final

import pytest

PROPERTY: Final = "struck"
Counted = dict[str, object]


@dataclass(frozen=True)
class Strike:
    """One strike whose end was judged.

    Attributes:
        what: `deployment` in a mode, or `recovery` with what it had to do.
        way: how it was struck.
        number: of the record in its journal.
        states: of the routers in the journal, and the decision, when recovery began.
        end: `old` or `new`.
    """

    what: str
    way: str
    number: int
    states: str
    end: str

    def plain(self) -> Counted:
        """A form that goes from a worker to the process that prints."""
        return asdict(self)


def strikes(reports: Iterable[pytest.TestReport]) -> list[Counted]:
    """The strikes of tests that passed or failed."""
    return [
        values
        for report in reports
        for name, values in report.user_properties
        if name == PROPERTY and isinstance(values, dict)
    ]


def counts(struck: list[Counted], violations: int) -> str:
    """One line: `crash sweep: 12 strikes at 9 transitions ...`."""
    transitions = {(one["what"], one["number"]) for one in struck}
    states = {one["states"] for one in struck}
    ends = [one["end"] for one in struck]
    return (
        f"crash sweep: {len(struck)} strikes at {len(transitions)} transitions, {len(states)} states seen,"
        f" {ends.count('old')} ended old, {ends.count('new')} new, {violations} violations"
    )
