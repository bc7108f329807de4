"""One run from beginning to end: prepare, change, verify, then keep or undo."""

from __future__ import annotations

import time
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from nornir.core.task import Result, Task

from nornir_ikev2.change.batches.stages import begin, extend_timers
from nornir_ikev2.change.blast import refuse_outage
from nornir_ikev2.change.crash import write_crash
from nornir_ikev2.change.journal.keymarks import remember
from nornir_ikev2.change.keep import keep
from nornir_ikev2.change.outcome import BatchOutcome, Failure, Outcome, RunResult
from nornir_ikev2.change.ownership import claim, settle
from nornir_ikev2.change.prepare import prepare
from nornir_ikev2.change.recheck import unchanged
from nornir_ikev2.change.states import SETTLED
from nornir_ikev2.change.stop import signals
from nornir_ikev2.change.undo import undo
from nornir_ikev2.change.verify import verify, verify_unchanged
from nornir_ikev2.change.workers import QUIET, run_steps
from nornir_ikev2.errors import NornirIkev2Error

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange

INTERRUPTED: Final = "interrupted before any router was touched"


def carry_out(run: RunContext) -> RunResult:
    """Carry out a run whose journal has begun.

    Args:
        run: with its routers in `changes`, all untouched.

    Returns:
        How it ended. Failures are in it; nothing is raised for a router that failed.
    """
    began = time.monotonic()
    with signals(run.stop, run.progress.message, lambda: _open(run), lambda: run.deciding):
        try:
            outcome = _go(run)
        except Exception as error:  # noqa: BLE001 - whatever happens, touched routers go back
            outcome = _rescue(run, error)
        finally:
            with suppress(NornirIkev2Error):
                close_sessions(run)
    return RunResult(
        run=run.run,
        playbook=run.playbook.name,
        outcome=outcome,
        routers=tuple(change.outcome() for change in run.changes.values()),
        tunnels=run.checked,
        failures=tuple(run.failures),
        warnings=tuple(run.warnings),
        batches=tuple(
            BatchOutcome(one.number, one.members, run.run, outcome) for one in run.stages
        ),
        seconds=time.monotonic() - began,
    )


def _go(run: RunContext) -> Outcome:
    if not prepare(run):
        return _refused(run)
    if run.cut is not None:
        run.stages = run.cut(run)
    if not refuse_outage(run, in_turn=bool(run.stages)):
        return "refused"
    if run.dry_run:
        return "planned"
    routers = [change.name for change in run.changes.values() if change.changes]
    return _carry_on(run, routers) if routers else _unchanged(run)


def _carry_on(run: RunContext, routers: list[str]) -> Outcome:
    """Change routers that are planned, if everybody agrees and nothing has changed since."""
    if run.approve is not None and not run.approve(run):
        run.fail(Failure("not approved; no router was touched", category="refused_input"))
        return "refused"
    if not unchanged(run, routers):
        return _refused(run)
    done = _in_stages(run) if run.stages else _change(run, routers) and verify(run)
    return _keep(run) if done else _undo(run)


def _unchanged(run: RunContext) -> Outcome:
    """Nothing to type; SAs may still run on with what an earlier batch changed at their other end."""
    if run.owed:
        return "unchanged" if verify(run) else "refused"
    return finish_unchanged(run)


def finish_unchanged(run: RunContext) -> Outcome:
    """End a run that has nothing to change: look at its tunnels once, and write down what is ours."""
    verify_unchanged(run)
    _settle(run)
    return "unchanged"


def _in_stages(run: RunContext) -> bool:
    """Change and verify batch by batch, and in the end look at every tunnel again."""
    tunnels = run.intent.tunnels
    for stage in run.stages:
        routers = begin(run, stage)
        if run.failures or run.stop.requested:
            return False
        if not (_change(run, routers) and verify(run, last=False)):
            return False
    extend_timers(run)
    run.turn_to(tunnels)
    return not run.failures and not run.stop.requested and verify(run)


def _refused(run: RunContext) -> Outcome:
    if run.stop.requested:
        run.fail(Failure(INTERRUPTED, category="transient", cure="Run the playbook again."))
    return "refused"


def _undo(run: RunContext) -> Outcome:
    if not run.touched():
        return "refused"
    if undo(run):
        return "restored"
    with suppress(NornirIkev2Error):
        claim(run, [change for change in run.touched() if change.state == "unrestored"])
    return "unrestored"


def _change(run: RunContext, routers: list[str]) -> bool:
    """Run the phase; each router does all steps in one worker, without waiting for the others."""
    run.progress.phase("change")
    steps = [(name, run.steps[name]) for name in run.playbook.phases["change"]]

    def finish(task: Task, change: RouterChange) -> Result:
        change.session.end_config()
        change.move("changed")
        return Result(task.host, severity_level=QUIET)

    run_steps(run, "change", [*steps, ("end_config", finish)], routers, contagious=True)
    if run.stop.interrupted:
        run.fail(Failure(run.stop.reason, category="transient", cure="Run the playbook again."))
    return not run.failures and not run.stop.requested


def _keep(run: RunContext) -> Outcome:
    if run.stop.requested:  # between the last check and the decision
        run.fail(Failure(run.stop.reason, category="transient", cure="Run the playbook again."))
        return _undo(run)
    try:
        claim(run, run.touched())
    except NornirIkev2Error as error:  # what can't be owned can't be removed later
        run.fail(Failure.of(error))
        return _undo(run)
    kept = keep(run)
    _settle(run)
    return "kept" if kept else "unrestored"


def _settle(run: RunContext) -> None:
    try:
        settle(run)
        remember(run)
    except NornirIkev2Error as error:
        run.warn(str(error))


def _rescue(run: RunContext, error: Exception) -> Outcome:
    """Put routers back after an error nobody foresaw."""
    if isinstance(error, NornirIkev2Error):
        run.fail(Failure.of(error))
    else:
        text = "".join(traceback.format_exception(error))
        for change in run.changes.values():
            text = change.mask(text)
        path = write_crash(run.private, text)
        cure = f"The traceback is in {path}; please report it."
        run.fail(Failure(f"unexpected {type(error).__name__}", cure=cure))
    undoing = any(change.state == "reverting" for change in run.touched())
    return "unrestored" if run.deciding or undoing else _undo(run)


def _open(run: RunContext) -> list[str]:
    return [change.name for change in run.changes.values() if change.state not in SETTLED]


def close_sessions(run: RunContext) -> None:
    """Close the session of every router."""

    def close(task: Task, change: RouterChange) -> Result:
        change.close()
        return Result(task.host, severity_level=QUIET)

    run_steps(run, "undo", [("close", close)], list(run.changes), stoppable=False)
