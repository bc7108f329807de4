"""The batches of a change that is kept or undone as a whole: all timers run until the last is verified."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nornir.core.task import Result, Task

from nornir_ikev2.change.steps import write_blueprint
from nornir_ikev2.change.workers import QUIET, run_steps

if TYPE_CHECKING:
    from nornir_ikev2.change.batches.cut import Batch
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange


def begin(run: RunContext, batch: Batch) -> list[str]:
    """Turn to a batch: put every timer off, plan its routers, and return those on which something is to do.

    What fails is in `run.failures`.
    """
    run.progress.message(batch.title)
    extend_timers(run)
    run.turn_to(batch.intent.tunnels)

    def plan(task: Task, change: RouterChange) -> Result:
        _plan(change, batch)
        return Result(task.host, severity_level=QUIET)

    if not run.failures:
        run_steps(
            run, "change", [("plan_batch", plan)], list(batch.intent.routers), contagious=True
        )
    return [name for name in batch.intent.routers if run.changes[name].changes]


def extend_timers(run: RunContext) -> None:
    """Let the timer of every touched router count anew."""

    def extend(task: Task, change: RouterChange) -> Result:
        change.extend()
        return Result(task.host, severity_level=QUIET)

    armed = [one.name for one in run.touched() if one.armed_at is not None]
    run_steps(run, "change", [("extend_timer", extend)], armed, contagious=True)


def _plan(change: RouterChange, batch: Batch) -> None:
    """Plan what a router does in this batch, from what earlier batches have made of it."""
    reading = change.reading
    if reading is None:
        return
    wanted = batch.intent.routers[change.name]
    if change.state != "untouched":
        reading = replace(reading, config=change.session.read_config())
        if change.plan is not None:
            prefixes = {part.prefix for part in wanted.vpns}
            owned = (*wanted.owned_prefixes, *sorted(prefixes - set(wanted.owned_prefixes)))
            wanted = replace(wanted, owned=change.plan.owned, owned_prefixes=owned)
    change.whole = change.whole or change.plan
    change.intent = wanted
    change.plan = change.driver.plan(wanted, reading, change.run.store.get)
    change.queued = False
    if change.state != "untouched":
        change.run.journal.replan(change.name, write_blueprint(change))
