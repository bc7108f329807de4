"""Runs steps on many routers at once through Nornir, one worker and one Result per step and router."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from nornir.core.exceptions import NornirSubTaskError
from nornir.core.task import Result, Task

from nornir_ikev2.change.crash import write_crash
from nornir_ikev2.change.outcome import Failure
from nornir_ikev2.errors import DeviceError, JournalError, NornirIkev2Error

if TYPE_CHECKING:
    from nornir.core.inventory import Host
    from nornir.core.task import AggregatedResult

    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.change.shelf import Step
    from nornir_ikev2.playbook import Phase

# Without a handler Python prints Nornir's error lines, with their tracebacks, on stderr.
logging.getLogger("nornir").addHandler(logging.NullHandler())

QUIET: Final = logging.DEBUG


def run_steps(
    run: RunContext,
    phase: Phase,
    steps: Sequence[tuple[str, Step]],
    routers: Collection[str],
    *,
    stoppable: bool = True,
    contagious: bool = False,
    tenacious: bool = False,
) -> None:
    """Run steps on routers; each router does its steps in order in one worker.

    Args:
        run: the run.
        phase: for the journal.
        steps: name and function.
        routers: names.
        stoppable: leave out the steps that are not begun when the run shall stop.
        contagious: the first failure asks the whole run to stop.
        tenacious: a router goes on with its next step after a failed one.
    """
    if not routers:
        return

    def work(task: Task) -> Result:
        change = run.changes[task.host.name]
        for name, step in steps:
            if stoppable and run.stop.requested:
                break
            failed = not _one(task, change, phase, name, step)
            if failed and contagious:
                run.stop.request(f"{change.name}: {name} failed")
            if failed and not tenacious:
                break
        return Result(task.host, severity_level=QUIET)

    chosen = frozenset(routers)

    def is_chosen(host: Host) -> bool:
        return host.name in chosen

    fleet = run.nornir.filter(filter_func=is_chosen)
    # Nornir leaves out hosts that failed before; an undo is for exactly these.
    done = fleet.run(task=work, name=phase, on_failed=True, severity_level=QUIET)
    run.nornir.data.reset_failed_hosts()
    _keep(run.results.setdefault(phase, done), done)


def _keep(kept: AggregatedResult, done: AggregatedResult) -> None:
    """Add the Results of one round of a phase to those of the rounds before."""
    for host, results in done.items():
        if kept.setdefault(host, results) is not results:
            kept[host].extend(results[1:])


def _one(task: Task, change: RouterChange, phase: str, name: str, step: Step) -> bool:
    """Run one step on one router; return whether it succeeded."""
    run = change.run
    run.progress.step(change.name, name)
    began = time.time()
    result: Result | None = None

    def guarded(inner: Task) -> Result:
        nonlocal result
        result = _guarded(inner, change, name, step)
        return result

    with suppress(NornirSubTaskError):  # the Result says it; Nornir raises to end grouped tasks
        task.run(task=guarded, name=name)
    failed = result is None or result.failed
    changed = result is not None and result.changed
    try:
        run.journal.step(change.name, phase, name, began, failed=failed, changed=changed)
    except JournalError as error:
        failure = Failure.of(error, router=change.name, step=name)
        change.failure = change.failure or failure
        run.fail(failure)
        return False
    return not failed


def _guarded(task: Task, change: RouterChange, name: str, step: Step) -> Result:
    """Call a step; what it raises becomes a failed Result without secrets."""
    try:
        result = step(task, change)
    except NornirIkev2Error as error:
        if isinstance(error, DeviceError):
            error.host, error.step = error.host or change.name, error.step or name
        return _failed(task, change, name, error)
    except Exception as error:  # noqa: BLE001 - a step may be anybody's code; the change must be undone
        path = write_crash(change.run.private, change.mask(traceback.format_exc()))
        text = f"unexpected {type(error).__name__}"
        wrapped = NornirIkev2Error(text, cure=f"The traceback is in {path}.")
        return _failed(task, change, name, wrapped)
    if result.failed and change.failure is None:
        failure = Failure(change.mask(str(result.result or "failed")), change.name, name)
        change.failure = failure
        change.run.fail(failure)
    return result


def _failed(task: Task, change: RouterChange, name: str, error: NornirIkev2Error) -> Result:
    failure = Failure.of(error, router=change.name, step=name)
    change.failure = change.failure or failure
    change.run.fail(failure)
    error.__cause__ = error.__context__ = None  # theirs may quote configuration
    return Result(task.host, result=str(failure), failed=True, exception=error)
