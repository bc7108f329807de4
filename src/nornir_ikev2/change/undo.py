"""Putting routers back, and proving it. Runs with all that failed before; needs only a way in."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from nornir_ikev2.change.outcome import Failure
from nornir_ikev2.change.router import move_all
from nornir_ikev2.change.workers import run_steps
from nornir_ikev2.errors import (
    AuthRefused,
    DeviceError,
    HostKeyRefused,
    JournalError,
    UndoError,
)

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.drivers.protocol import Session

PASSES: Final = 2


def undo(run: RunContext) -> bool:
    """Run the phase on every touched router; return whether all are proved restored."""
    from nornir_ikev2.change.keep import drop_checkpoints  # noqa: PLC0415 - they need each other

    run.progress.phase("undo")
    with suppress(JournalError):
        run.journal.decide("undo", run.stop.reason or "a check failed")
    touched = run.touched()
    for change in touched:
        change.reached = change.state
    try:
        move_all(run, touched, "reverting")
    except JournalError as error:  # a router is put back whether or not that can be written down
        run.warn(str(error))
        for change in touched:
            change.moved("reverting")
    steps = [(name, run.steps[name]) for name in run.playbook.phases["undo"]]
    names = [change.name for change in touched]
    run_steps(run, "undo", steps, names, stoppable=False, tenacious=True)
    for change in touched:
        if change.state == "reverting":
            change.move("unrestored", anyhow=True)
            change.failure = _stuck(change)
            run.fail(change.failure)
    with suppress(JournalError):
        drop_checkpoints(run, [one.name for one in touched if one.state == "restored"])
    return all(change.state == "restored" for change in touched)


def revert(change: RouterChange) -> bool:
    """Send a router back, over this session or the next one; return whether anything was to do.

    Raises:
        DeviceError: the router refused, or did not come back.
    """
    if change.reached == "checkpointed" or (change.reached == "armed" and change.armed_at is None):
        return False  # nothing was sent, or the timer was refused
    if change.connected and not _in_doubt(change):
        try:
            change.session.reset()
            change.session.revert(change.checkpoint_url)
        except DeviceError as error:
            change.run.note(f"revert: {error.message}", change.name)
        else:
            return True
    _come_back(change)
    return True


def prove(change: RouterChange) -> None:
    """Read the router again and compare; a second way back when it differs.

    Raises:
        UndoError: it is not proved to be as before.
    """
    for attempt in range(PASSES):
        try:
            if not change.connected:
                reconnect(change)
            if change.is_checkpoint(change.session.read_config()):
                change.move("restored", anyhow=True)
                return
            if attempt + 1 < PASSES:
                change.session.revert(change.checkpoint_url)
                if change.is_checkpoint(change.session.read_config()):
                    change.move("restored", anyhow=True)
                    return
        except (AuthRefused, HostKeyRefused):
            raise
        except DeviceError as error:
            change.run.note(f"prove: {error.message}", change.name)
            change.close()
    if _outwait_timer(change):
        change.move("restored", anyhow=True)
        return
    raise UndoError("its running-config is not proved to be the checkpoint", cure=_cure(change))


def reconnect(change: RouterChange) -> Session:
    """Open a session, waiting for a router that is away until its timer must have fired.

    Raises:
        DeviceError: it did not come back in time, or refused us.
    """
    change.close()
    timing = change.run.timing
    patience = timing.margin_seconds + max(0.0, _finite(change.timer_left))
    deadline, wait = time.monotonic() + patience, timing.first_wait
    while True:
        try:
            return change.session
        except (AuthRefused, HostKeyRefused):
            raise
        except DeviceError as error:
            if time.monotonic() + wait > deadline:
                raise
            text = f"{change.name} is away ({error.message}); its timer puts it back"
            change.run.progress.message(text)
        time.sleep(wait)
        wait = timing.next_wait(wait)


def _come_back(change: RouterChange) -> None:
    """After a lost session: what the router has now decides what is to do."""
    session = reconnect(change)
    reading = session.read()
    if reading.facts.timer is not None or not change.is_checkpoint(reading.config):
        session.revert(change.checkpoint_url)


def _in_doubt(change: RouterChange) -> bool:
    """Whether the session was lost or silent; waiting on it again would only take time."""
    return change.failure is not None and change.failure.category == "unknown_state"


def _outwait_timer(change: RouterChange) -> bool:
    """Where nothing else helped and the timer still runs, wait for it; return whether it restored."""
    deadline = time.monotonic() + change.run.timing.margin_seconds + _finite(change.timer_left)
    wait = change.run.timing.first_wait
    while True:
        with suppress(DeviceError):
            reading = reconnect(change).read()
            if change.is_checkpoint(reading.config):
                return True
            if reading.facts.timer is None:
                return False
        if time.monotonic() + wait > deadline:
            return False
        text = f"{change.name} can't be put back by command; waiting for its dead-man timer"
        change.run.progress.message(text)
        time.sleep(wait)
        wait = change.run.timing.next_wait(wait)


def _finite(seconds: float) -> float:
    return 0.0 if seconds == float("inf") else seconds


def _stuck(change: RouterChange) -> Failure:
    before = f" (after: {change.failure.message})" if change.failure else ""
    return Failure(
        f"NOT PROVED RESTORED: its running-config may hold a part of the change{before}",
        change.name,
        "prove_restored",
        category="rollback_failed",
        cure=_cure(change),
    )


def _cure(change: RouterChange) -> str:
    url = change.checkpoint_url or change.checkpoint_file
    return (
        f"On {change.name}: show archive config differences system:running-config {url}, then "
        f"configure replace {url} force."
    )
