"""Brings routers back to their checkpoints, whatever was left of the change, and proves it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from nornir.core.task import Result, Task

from nornir_ikev2.change.foreign import name_lost
from nornir_ikev2.change.retype import said, type_back
from nornir_ikev2.change.undo import read_again, reconnect
from nornir_ikev2.change.workers import QUIET, run_steps
from nornir_ikev2.drivers.protocol import Reading
from nornir_ikev2.errors import (
    DeviceError,
    NornirIkev2Error,
    SessionLost,
    UndoError,
)

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.recovery.case import Known
    from nornir_ikev2.change.router import RouterChange

NAMED: Final = 5
"""Foreign lines shown in a warning."""


def put_back(run: RunContext, known: Iterable[Known]) -> bool:
    """Put routers back; return whether all are proved restored.

    Args:
        run: its changes have `origin` set.
        known: the routers.
    """
    run.progress.phase("undo")
    by_name = {one.name: one for one in known if run.changes[one.name].state != "restored"}

    def back(task: Task, change: RouterChange) -> Result:
        one = by_name[change.name]
        saved = one.saved or change.state == "saved"
        if change.state != "reverting":
            change.move("reverting")
        _back(change, one)
        if saved:
            change.session.save()  # startup-config holds the change
        change.move("restored")
        return Result(task.host, severity_level=QUIET)

    run_steps(run, "undo", [("put_back", back)], list(by_name), stoppable=False)
    for name in by_name:
        change = run.changes[name]
        if change.state != "restored":
            change.move("unrestored", anyhow=True)
    return all(run.changes[name].state == "restored" for name in by_name)


def outlast_timer(change: RouterChange, one: Known) -> Reading:
    """Read the router once no dead-man timer runs there: one that does is waited for, never raced.

    Args:
        change: the router.
        one: what the journal knows of it; its timer is what `until` says, and takes what others did with it.

    Returns:
        What it is like then.

    Raises:
        DeviceError: it does not come back.
        UndoError: the timer runs on long after it should be over.
    """
    timing = change.run.timing
    end = max(one.until or 0.0, time.time()) + timing.margin_seconds
    change.armed_at = None  # of another process, whose clock we do not know: `until` counts
    wait = timing.first_wait
    while True:
        reading = reconnect(change, patience=max(0.0, end - time.time())).read()
        if reading.facts.timer is None:
            return reading
        name_lost(change, reading.config, one.intended)
        if time.time() > end:
            raise UndoError(
                f"a rollback timer of {reading.facts.timer.user} still runs, which should be over",
                cure=f"See on {change.name}: show archive config rollback timer. Then recover again.",
            )
        change.run.progress.message(
            f"{change.name}: waiting for its dead-man timer{over_at(one.until)}"
        )
        if change.run.stop.wait(wait):
            raise UndoError(
                "its dead-man timer still runs; the recovery was interrupted",
                cure=f"nornir recover {change.run.run}",
            )
        wait = timing.next_wait(wait)


def over_at(until: float | None) -> str:
    """When a timer is over, in the local time zone; empty where that is not known."""
    return f", over at {datetime.fromtimestamp(until, UTC).astimezone():%H:%M:%S}" if until else ""


def _back(change: RouterChange, one: Known) -> None:
    reading = outlast_timer(change, one)
    change.reading = reading
    if change.is_checkpoint(reading.config):
        return
    if _is_foreign(change, one, reading):
        lines = _differences(change, reading.config)
        more = f" and {len(lines) - NAMED} more" if len(lines) > NAMED else ""
        text = f"{change.name}: nothing of the change is left; what somebody else did since stays: "
        change.run.warn(text + "; ".join(lines[:NAMED]) + more)
        return
    name_lost(change, reading.config, one.intended)
    file = one.file or "its checkpoint file"
    try:
        change.session.revert(one.file or None)
        if change.is_checkpoint(change.session.read_config()):
            return
        why = f"{file} did not bring it back"
    except SessionLost:
        raise
    except DeviceError as error:
        why = f"{file} can't be used ({said(error)})"
    try:
        type_back(change, why, read_again(change))
    except NornirIkev2Error as error:
        raise UndoError(
            f"its running-config is not proved to be the checkpoint: {why}, and typing its lines did not"
            f" help: {error.message}",
            cure=f"On {change.name}: show archive config differences system:running-config {one.file},"
            f" then configure replace {one.file} force.",
        ) from error


def _is_foreign(change: RouterChange, one: Known, reading: Reading) -> bool:
    """Whether a router that differs from its checkpoint does so in nothing this run wanted.

    It is when as much is still to be done to it as was to be done to the checkpoint.
    """
    if one.wanted is None:
        return False
    wanted = one.wanted
    try:
        now = change.driver.plan(wanted.intent, reading, wanted.key)
        before = change.driver.plan(wanted.intent, replace(reading, config=one.before), wanted.key)
    except NornirIkev2Error:
        return (
            False  # a collision with something new: not ours to judge, so the checkpoint comes back
        )
    return bool(now.sections) and now.sections == before.sections


def _differences(change: RouterChange, config: str) -> list[str]:
    """Lines that differ from the checkpoint, masked, signed."""
    now = Counter(change.driver.normalise(change.mask(config)).splitlines())
    before = Counter(change.driver.normalise(change.mask(change.origin or "")).splitlines())
    added, gone = now - before, before - now
    return [f"+ {line.strip()}" for line in added] + [f"- {line.strip()}" for line in gone]
