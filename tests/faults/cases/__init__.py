"""Every fault of a change, by who is at fault."""

from __future__ import annotations

from faults.case import Case
from faults.cases import absences, fleet, people, refusals, rollback, sessions, tunnels

ALL: tuple[Case, ...] = (
    *refusals.CASES,
    *sessions.CASES,
    *absences.CASES,
    *tunnels.CASES,
    *rollback.CASES,
    *people.CASES,
)
"""Those on the lab of the example site."""
ROWS: tuple[Case, ...] = (*ALL, fleet.TWENTY)
"""All rows of the table."""
