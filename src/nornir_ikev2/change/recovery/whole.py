"""Runs of which nothing is left to do, but which never said that they ended: their process died."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from nornir_ikev2.change.batches.whole import whole_outcome
from nornir_ikev2.change.leases.book import blocking
from nornir_ikev2.change.leases.holder import me
from nornir_ikev2.change.outcome import BatchOutcome, Failure, RouterOutcome, RunResult
from nornir_ikev2.change.recovery.unfinished import unfinished

if TYPE_CHECKING:
    from nornir_ikev2.change.journal.history import History, PastRun
    from nornir_ikev2.change.journal.record import Journal
    from nornir_ikev2.change.leases.book import LeaseBook
    from nornir_ikev2.change.outcome import Outcome
    from nornir_ikev2.change.states import State

INTERRUPTED: Final = "the run was interrupted"


def end_dead(
    open_journal: Callable[[str], Journal],
    report: Callable[[RunResult], str],
    say: Callable[[str], None],
) -> None:
    """End every run whose process is dead and that leaves no router half-way.

    A run in batches is one whose batches are all over. Runs that only look hold no leases, so nothing
    tells whether they live: they stay as they are.

    Args:
        open_journal: opens the journal for a run.
        report: turns a result into the text the journal keeps.
        say: told of each run.

    Raises:
        JournalError: the journal can't be used.
    """
    journal = open_journal("")
    try:
        history, leases = journal.history(), journal.leases
        half_way = {one.past.run for one in unfinished(history)}
        half_way |= {one.past.part_of for one in unfinished(history)}
        dead = [
            (past, fence)
            for past in history.open_runs()
            if past.ended is None and past.run not in half_way
            for fence in [_fence_of_dead(history, leases, past)]
            if fence
        ]
        # Batches first: what became of them is what became of the whole run.
        dead.sort(key=lambda one: not one[0].part_of)
    finally:
        journal.close()
    for past, fence in dead:
        _end(open_journal(past.run), fence, past, report)
        say(f"run {past.run} was interrupted with no router left half-way; it is ended")


def _fence_of_dead(history: History, leases: LeaseBook, past: PastRun) -> int:
    """The highest number of the leases of a dead run, 0 for one that may be alive.

    The leases of a batch are those of the whole run, until its recovery takes them.
    """
    names = [past.run, *(one.run for one in history.batches(past)), past.part_of]
    found = [one for name in names if name for one in leases.of_run(name).values()]
    if blocking(found, "", me()):
        return 0
    return max((one.fence for one in found), default=0)


def _end(journal: Journal, fence: int, past: PastRun, report: Callable[[RunResult], str]) -> None:
    try:
        journal.fence = fence
        result = _result(journal.history(), past)
        journal.end(result.outcome, report(result), {})
    finally:
        journal.close()


def _result(history: History, past: PastRun) -> RunResult:
    """How a run ended, by what its batches did; one without batches has touched nothing."""
    done = history.batches(past)
    last = {int(one.options["batch"]): one for one in done}
    batches = tuple(
        BatchOutcome(
            number,
            tuple(one.options.get("limit", ())),
            one.run,
            cast("Outcome | None", one.outcome),
        )
        for number, one in sorted(last.items())
    )
    total = max((int(one.options.get("batches", 0)) for one in done), default=0)
    outcome = whole_outcome(
        [cast("Outcome", one.outcome) for one in done if one.outcome],
        complete=bool(total) and {one.number for one in batches} == set(range(1, total + 1)),
    )
    return RunResult(
        past.run,
        past.playbook,
        outcome,
        routers=_routers(history.states(past.run), [history.states(one.run) for one in done]),
        failures=(Failure(INTERRUPTED, category="transient", cure="Run the playbook again."),),
        batches=batches,
    )


def _routers(
    named: Mapping[str, str], batches: Sequence[Mapping[str, str]]
) -> tuple[RouterOutcome, ...]:
    states = dict(named)
    for batch in batches:
        states |= {name: state for name, state in batch.items() if state != "untouched"}
    return tuple(
        RouterOutcome(name, cast("State", state), changed=state == "saved")
        for name, state in states.items()
    )
