"""From a project and the id of an interrupted run to its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from nornir_ikev2.change.keep import drop_checkpoints
from nornir_ikev2.change.leases.held import Held, hold
from nornir_ikev2.change.outcome import Failure, Outcome, RunResult
from nornir_ikev2.change.ownership import found
from nornir_ikev2.change.recovery.backward import put_back
from nornir_ikev2.change.recovery.case import Case, load
from nornir_ikev2.change.recovery.context import context
from nornir_ikev2.change.recovery.forward import finish
from nornir_ikev2.change.recovery.story import tell
from nornir_ikev2.change.recovery.unfinished import unfinished
from nornir_ikev2.change.recovery.whole import end_dead
from nornir_ikev2.change.start import Surroundings
from nornir_ikev2.change.stop import signals
from nornir_ikev2.errors import NornirIkev2Error, PlanError
from nornir_ikev2.intent.lock import Lock, lock_path

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.journal.history import History, PastRun
    from nornir_ikev2.change.journal.record import Journal
    from nornir_ikev2.project import Project

INTERRUPTED: Final = "stopping; what is not done yet is for the next nornir recover"


@dataclass(frozen=True, slots=True)
class Recovery:
    """What is wanted of a recovery.

    Attributes:
        run: its id, the beginning of it, or `last`; empty for every interrupted run.
        dry_run: say what would be done, no more.
        wait: seconds to wait for another run that holds one of the routers.
        approve: asked before routers are touched; None asks nobody.
    """

    run: str = ""
    dry_run: bool = False
    wait: float = 0.0
    approve: Callable[[], bool] | None = None


def recover(project: Project, wanted: Recovery, around: Surroundings) -> list[RunResult]:
    """Bring interrupted runs to their end, the first one first; says what it will do before it does.

    Returns:
        How each ended; empty when there is none. A dry run is `planned`, one of several that can't be
        recovered `refused`.

    Raises:
        UsageError: there is no such run.
        PlanError: it needs no recovery, or is under way.
        JournalError: the journal can't be used.
    """
    settings = project.settings
    journal = around.open_journal(settings.journal, project.root, project.private, "")
    try:
        runs = _chosen(journal.history(), wanted.run)
    finally:
        journal.close()
    recover_one = _one if len(runs) == 1 else _or_refused
    results = [recover_one(project, past, wanted, around) for past in runs]
    if not wanted.dry_run:

        def open_journal(run: str) -> Journal:
            return around.open_journal(settings.journal, project.root, project.private, run)

        end_dead(open_journal, around.report, around.progress.message)
    return results


def _chosen(history: History, name: str) -> list[PastRun]:
    if not name:
        return [one.past for one in unfinished(history)]
    past = history.run(name)
    parts = history.batches(past)
    if not _is_over(past):
        return [one for one in parts if not _is_over(one)] if parts else [past]
    raise PlanError(
        f"run {past.run} ended and is {past.outcome}: there is nothing to recover",
        cure="nornir history shows which runs did not end.",
    )


def _is_over(past: PastRun) -> bool:
    return past.ended is not None and past.outcome != "unrestored"


def _or_refused(
    project: Project, past: PastRun, wanted: Recovery, around: Surroundings
) -> RunResult:
    """One run of several: that it can't be recovered keeps none of the others from it."""
    try:
        return _one(project, past, wanted, around)
    except PlanError as error:
        return RunResult(past.run, past.playbook, "refused", failures=(Failure.of(error),))


def _one(project: Project, past: PastRun, wanted: Recovery, around: Surroundings) -> RunResult:
    settings, began, say = project.settings, time.monotonic(), around.progress.message
    journal = around.open_journal(settings.journal, project.root, project.private, past.run)
    try:
        history = journal.history()
        case = load(history, journal.vault, past)
        _refuse_overtaken(history, case)
        for line in tell(case, time.time()):
            say(line)
        if wanted.dry_run:
            return RunResult(past.run, past.playbook, "planned")
        run = context(project, case, journal, around)
        if wanted.approve is not None and not wanted.approve():
            raise PlanError("not approved; nothing was done")
        held = Held(journal.leases, past.run, run.timing.lease_seconds)
        with hold(held, list(history.states(past.run)), wanted.wait, say):
            journal.fence, run.held = held.fence, held
            now = history.run(past.run)  # whoever held them before may have recovered it
            if _is_over(now):
                say(f"run {past.run} was recovered by somebody else meanwhile")
                return RunResult(past.run, past.playbook, cast("Outcome", now.outcome))
            case = load(history, journal.vault, past)
            _refuse_overtaken(history, case)
            outcome = _carry_out(run, case)
            _write_owned(run, case, project)
            result = _result(run, outcome, time.monotonic() - began)
            if not run.stop.requested or outcome != "unrestored":
                errors = {one.name: str(one.error) for one in result.routers if one.error}
                journal.end(outcome, around.report(result), errors)
            return result
    finally:
        journal.close()


def _refuse_overtaken(history: History, case: Case) -> None:
    """Refuse to go back behind a later run: the checkpoints are older than what it did.

    Raises:
        PlanError: there is such a run.
    """
    for later in history.runs_since(case.past.started):
        states = history.states(later.run)
        both = sorted(name for name in case.routers if states.get(name, "untouched") != "untouched")
        if both and later.run != case.past.run:
            raise PlanError(
                f"run {later.run} has changed {', '.join(both[:5])} since run {case.past.run}",
                cure="Its checkpoints are out of date. Compare the routers by hand; nornir show tells more.",
            )


def _carry_out(run: RunContext, case: Case) -> Outcome:
    """Go back or forward with every router; what was interrupted stays for the next recovery."""
    for name, one in case.routers.items():
        change = run.changes[name]
        change.state, change.origin = one.state, one.before
        change.checkpoint_file = one.file
        change.checkpoint_url = one.file or None

    def say(_text: str) -> None:
        run.progress.message(INTERRUPTED)

    with signals(run.stop, say, list):
        good = put_back(run, case.undone)
        if case.kept:
            run.deciding = True
            good = finish(run, case.kept) and good
        states = {name: change.state for name, change in run.changes.items()}
        settled = [name for name, state in states.items() if state in {"restored", "saved"}]
        with suppress(NornirIkev2Error):
            drop_checkpoints(run, settled)
    for change in run.changes.values():
        change.close()
    if not good:
        return "unrestored"
    return "kept" if set(states.values()) == {"saved"} else "restored"


def _write_owned(run: RunContext, case: Case, project: Project) -> None:
    """Bring the lock file into step with what the routers hold now."""
    if "archive" in run.playbook.sections:
        return
    owned = {name: one.wanted.owned for name, one in case.routers.items() if one.wanted}
    try:
        run.lock = Lock.load(lock_path(project.vpns))
        found(run, {name: one for name, one in owned.items() if one is not None})
    except NornirIkev2Error as error:
        run.warn(f"the lock file says the same as before: {error}")


def _result(run: RunContext, outcome: Outcome, seconds: float) -> RunResult:
    return RunResult(
        run.run,
        run.playbook.name,
        outcome,
        routers=tuple(change.outcome() for change in run.changes.values()),
        tunnels=run.checked,
        failures=tuple(run.failures),
        warnings=tuple(run.warnings),
        seconds=seconds,
    )
