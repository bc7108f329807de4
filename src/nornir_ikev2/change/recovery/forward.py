"""Brings kept routers to their end: confirmed and saved, or applied and verified once more."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from nornir.core.task import Result, Task

from nornir_ikev2.change.journal.keymarks import understood
from nornir_ikev2.change.keep import confirm, save
from nornir_ikev2.change.outcome import Failure
from nornir_ikev2.change.prepare import predict
from nornir_ikev2.change.recovery.backward import outlast_timer, put_back
from nornir_ikev2.change.steps import arm_timer, push_section
from nornir_ikev2.change.undo import reconnect
from nornir_ikev2.change.verify import verify
from nornir_ikev2.change.workers import QUIET, run_steps
from nornir_ikev2.errors import UndoError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.recovery.case import Known
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.change.shelf import Step
    from nornir_ikev2.drivers.protocol import RouterPlan

UNPROVED = frozenset({"armed", "changing", "changed"})
"""States of a kept router that was being changed once more: what is there was not verified."""


def finish(run: RunContext, kept: Sequence[Known]) -> bool:
    """Bring kept routers forward, or all of them back; return whether all are where they belong.

    A router that can't be reached is left for the next recovery; the others go on.
    """
    run.progress.phase("keep")
    names = [one.name for one in kept]
    run_steps(run, "keep", [("look", _look(run, kept))], names, stoppable=False)
    there = [name for name in names if run.changes[name].plan is not None]
    again = [name for name in there if run.changes[name].changes]
    unproved = [one.name for one in kept if one.state in UNPROVED and one.name not in again]
    _settle(run, [name for name in there if name not in {*again, *unproved}])
    if again or unproved:
        if len(there) < len(names):
            _leave(run, [*again, *unproved])
        elif _apply(run, again):
            _settle(run, [*again, *unproved])
        else:
            return _all_back(run, kept)
    for name in names:
        if run.changes[name].state != "saved" or run.changes[name].failure:
            run.changes[name].move("unrestored", anyhow=True)
    return all(run.changes[name].state == "saved" for name in names)


def _settle(run: RunContext, routers: Sequence[str]) -> None:
    run_steps(run, "keep", [("confirm", _confirm), ("save", _save)], routers, stoppable=False)


def _leave(run: RunContext, routers: Sequence[str]) -> None:
    """Routers whose tunnels can't be proved while others can't be reached."""
    for name in routers:
        text = "the change is to be applied again here, but other routers can't be reached"
        cure = f"Once they can: nornir recover {run.run}"
        run.fail(Failure(text, name, "apply_again", category="transient", cure=cure))


def _look(run: RunContext, kept: Sequence[Known]) -> Step:
    """A step that reads a router and plans what is missing there."""
    by_name = {one.name: one for one in kept}

    def look(task: Task, change: RouterChange) -> Result:
        one = by_name[change.name]
        if one.wanted is None:
            raise UndoError(
                "the run was made by release 0.1.0, whose journal can't say what was wanted",
                cure=f"On {change.name}: see whether the change is there, configure confirm, write memory.",
            )
        left = (one.until or 0.0) - time.time()
        change.reading = reconnect(
            change, patience=max(0.0, left) + run.timing.margin_seconds
        ).read()
        plan = _plan(change, one)
        doubtful = plan.sections or one.state in UNPROVED
        if doubtful and change.reading.facts.timer is not None:
            change.reading = outlast_timer(change, one)
            plan = _plan(change, one)
        change.plan = plan
        change.foresee()
        return Result(task.host, severity_level=QUIET)

    return look


def _plan(change: RouterChange, one: Known) -> RouterPlan:
    assert change.reading is not None  # noqa: S101 - read right before
    assert one.wanted is not None  # noqa: S101 - refused before
    if "archive" in change.run.playbook.sections:
        return change.driver.plan_archive(change.reading)
    reading = understood(change) or change.reading
    return change.driver.plan(one.wanted.intent, reading, one.wanted.key)


def _apply(run: RunContext, again: Sequence[str]) -> bool:
    """Apply the change once more where it is gone, and verify all tunnels; return whether all is well."""
    run.progress.phase("change")
    for name in again:
        run.progress.message(f"{name}: its timer undid the change; it is applied once more")

    def push(task: Task, change: RouterChange) -> Result:
        if run.playbook.arms:
            arm_timer(task, change)
        for section in change.plan.sections if change.plan else ():
            push_section(task, change, section.name)
        change.session.end_config()
        change.move("changed")
        return Result(task.host, changed=True, severity_level=QUIET)

    run_steps(run, "change", [("apply_again", push)], again, stoppable=False)
    if run.failures:
        return False
    if run.intent.tunnels:
        predict(run)
    return verify(run)


def _confirm(task: Task, change: RouterChange) -> Result:
    """Stop the timer where one runs; the next step saves."""
    timer = change.armed_at is not None or (
        change.reading is not None and change.reading.facts.timer is not None
    )
    if timer:
        confirm(change)
    return Result(task.host, severity_level=QUIET)


def _save(task: Task, change: RouterChange) -> Result:
    save(change)
    return Result(task.host, severity_level=QUIET)


def _all_back(run: RunContext, kept: Sequence[Known]) -> bool:
    """The change can't be brought to its end: undo it on all routers it was kept on."""
    run.journal.decide("undo", "it could not be applied again", [one.name for one in kept])
    for failure in run.failures:
        run.warn(str(failure))
    return put_back(run, kept)
