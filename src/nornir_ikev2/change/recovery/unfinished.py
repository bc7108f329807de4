"""Finds runs that did not come to their end: killed ones, and kept ones with a router left behind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nornir_ikev2.change.states import SETTLED
from nornir_ikev2.errors import PlanError

if TYPE_CHECKING:
    from nornir_ikev2.change.journal.history import History, PastRun


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One such run; `touched` has the recorded state of each router that may be half-way."""

    past: PastRun
    touched: dict[str, str]


def unfinished(history: History) -> list[Unfinished]:
    """The runs that left a router half-way, the first one first; some may still be under way.

    Of a run that ended only those routers count that it did not settle.

    Raises:
        JournalError: the journal can't be read.
    """
    found: list[Unfinished] = []
    for past in history.open_runs():
        states = history.states(past.run)
        fine = {"untouched"} if past.ended is None else SETTLED
        touched = {name: state for name, state in states.items() if state not in fine}
        if touched:
            found.append(Unfinished(past, touched))
    return found


def refuse_unfinished(history: History, routers: Collection[str]) -> None:
    """Refuse to begin on routers that an interrupted run has touched.

    Args:
        history: of the journal.
        routers: whose leases this run holds, so that nobody works on them now.

    Raises:
        PlanError: there is such a run.
    """
    for one in unfinished(history):
        names = sorted(set(one.touched) & set(routers))
        if names:
            shown = ", ".join(f"{name} ({one.touched[name]})" for name in names[:5])
            more = f" and {len(names) - 5} more" if len(names) > 5 else ""  # noqa: PLR2004 - shown before it
            raise PlanError(
                f"run {one.past.run} ({one.past.playbook}) did not come to its end and left routers"
                f" half-way: {shown}{more}",
                cure=f"Finish it first: nornir recover {one.past.run} (--dry-run says what that will do)",
            )
