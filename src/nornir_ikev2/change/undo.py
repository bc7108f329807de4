"""Putting routers back, and proving it. Runs with all that failed before; needs only a way in."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from nornir.core.task import Result, Task

from nornir_ikev2.change.foreign import name_lost
from nornir_ikev2.change.outcome import Failure
from nornir_ikev2.change.retype import said, type_back
from nornir_ikev2.change.router import move_all
from nornir_ikev2.change.workers import run_steps
from nornir_ikev2.errors import (
    AuthRefused,
    CommandRefused,
    DeviceError,
    HostKeyRefused,
    JournalError,
    LeaseLost,
    NornirIkev2Error,
    UndoError,
)

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.drivers.protocol import Reading, Session

PASSES: Final = 2
HANDS_OFF: Final = "nothing more is sent to it"


def undo(run: RunContext) -> bool:
    """Run the phase on every touched router; return whether all are proved restored."""
    from nornir_ikev2.change.keep import drop_checkpoints  # noqa: PLC0415 - they need each other

    run.progress.phase("undo")
    touched = run.touched()
    for change in touched:
        change.reached = change.state
    forbidden = _forbidden(run, touched)
    mine = [change for change in touched if change.name not in forbidden]
    if mine:
        try:
            why = run.stop.reason or "a check failed"
            run.journal.decide("undo", why, [change.name for change in mine])
            move_all(run, mine, "reverting")
        except (JournalError, LeaseLost) as error:
            forbidden |= dict.fromkeys((change.name for change in mine), error.message)
            mine = []
    steps = [(name, run.steps[name]) for name in run.playbook.phases["undo"]]
    names = [change.name for change in mine]
    run_steps(run, "undo", steps, names, stoppable=False, tenacious=True)
    _watch(run, touched, forbidden)
    for change in touched:
        if change.state == "reverting":
            change.move("unrestored", anyhow=True)
            change.failure = _stuck(change)
            run.fail(change.failure)
    with suppress(JournalError):
        drop_checkpoints(run, [one.name for one in touched if one.state == "restored"])
    return all(change.state == "restored" for change in touched)


def _forbidden(run: RunContext, touched: Sequence[RouterChange]) -> dict[str, str]:
    """Routers that this run may no longer write to, and why.

    Without a record nothing is sent: a journal that comes back in time is waited for, else only the dead-man
    timers undo. Routers that another run has by now are its own.
    """
    names = [change.name for change in touched]
    if run.held is None or not names:
        return {}
    timers = [one.timer_left for one in touched if one.armed_at is not None]
    patience = min([run.timing.mend_seconds, *(max(0.0, left) for left in timers)])
    try:
        run.journal.mend("touched routers are put back", patience)
        gone = run.held.regain(names)
    except JournalError as error:
        return dict.fromkeys(names, error.message)
    return {name: f"run {lease.run} has taken it over" for name, lease in gone.items()}


def _watch(run: RunContext, touched: Sequence[RouterChange], forbidden: Mapping[str, str]) -> None:
    """Let the dead-man timers undo what this run may no longer undo itself, and see that they did."""
    left = [change for change in touched if change.name in forbidden]
    for change in left:
        change.moved("reverting")
        text = f"{forbidden[change.name]}: {HANDS_OFF}, its dead-man timer undoes the change"
        run.fail(Failure(text, change.name, "revert", category="unknown_state"))

    def watch(task: Task, change: RouterChange) -> Result:
        if outwait_timer(change):
            change.move("restored", anyhow=True)
        return Result(task.host)

    names = [change.name for change in left]
    run_steps(run, "undo", [("watch", watch)], names, stoppable=False)


def revert(change: RouterChange) -> bool:
    """Send a router back, over this session or the next one; return whether anything was to do.

    Raises:
        DeviceError: the router refused, or did not come back.
    """
    if _nothing_sent(change):
        return False
    if change.connected and not _in_doubt(change):
        try:
            change.session.reset()
            name_lost(change, change.session.read_config())
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
    if _nothing_sent(change):
        _leave(change)
        return
    why, silent = "nothing else brought it back", False
    for _ in range(PASSES):
        try:
            if not change.connected:
                reconnect(change)
            if _is_back(change):
                return
            change.session.revert(change.checkpoint_url)
            if _is_back(change):
                return
        except (AuthRefused, HostKeyRefused):
            raise
        except DeviceError as error:
            why = f"{change.checkpoint_file} can't be used ({said(error)})"
            change.run.note(f"prove: {error.message}", change.name)
            change.close()
        except (JournalError, LeaseLost):
            silent = True  # nothing more may be sent
            break
    if outwait_timer(change) or (not silent and _typed_back(change, why)):
        change.move("restored", anyhow=True)
        return
    raise UndoError("its running-config is not proved to be the checkpoint", cure=_cure(change))


def _typed_back(change: RouterChange, why: str) -> bool:
    """The last way back; see `retype`."""
    try:
        if not change.connected:
            reconnect(change)
        type_back(change, why, read_again(change))
    except NornirIkev2Error as error:
        change.run.note(f"typing its checkpoint: {error.message}", change.name)
        return False
    return True


def _nothing_sent(change: RouterChange) -> bool:
    """Whether no line of ours can have reached it: no timer either, or it was refused."""
    if change.reached == "armed" and change.armed_at is None:
        return not _in_doubt(change)
    return change.reached == "checkpointed"


def _leave(change: RouterChange) -> None:
    """Leave a router alone to which nothing was sent, whatever others do there."""
    if not change.connected:
        change.close()
    try:
        same = change.is_checkpoint(change.session.read_config())
    except DeviceError as error:
        change.run.warn(f"{change.name}: nothing was sent to it, and it is away: {error.message}")
    else:
        if not same:
            text = (
                "somebody changed it since it was read; nothing was sent to it, and it is left so"
            )
            change.run.warn(f"{change.name}: {text}")
    change.move("restored", anyhow=True)


def _is_back(change: RouterChange) -> bool:
    """Whether a router holds its checkpoint; then no timer of ours may run on."""
    reading = read_again(change)
    if not change.is_checkpoint(reading.config):
        return False
    timer = reading.facts.timer
    if timer is not None and timer.user == change.host.username:
        with suppress(CommandRefused):  # it fired meanwhile, which changes nothing
            change.session.confirm()
    change.move("restored", anyhow=True)
    return True


def reconnect(change: RouterChange, patience: float | None = None) -> Session:
    """Open a session, waiting for a router that is away until its timer must have fired.

    Args:
        change: the router.
        patience: seconds to wait instead.

    Raises:
        DeviceError: it did not come back in time, or refused us.
    """
    change.close()
    timing = change.run.timing
    if patience is None:
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


def read_again(change: RouterChange) -> Reading:
    """Read a router over the session there is, or a new one.

    Raises:
        DeviceError: it does not answer, or another router answers in its place.
    """
    reading = change.session.read()
    before = change.reading.facts if change.reading else None
    if before and before.serial and reading.facts.serial != before.serial:
        raise DeviceError(
            f"another router answers at its address: serial number {reading.facts.serial}, "
            f"not {before.serial}",
            host=change.name,
            cure="Find out where its address leads now; nothing is sent there.",
        )
    return reading


def _come_back(change: RouterChange) -> None:
    """After a lost session: what the router has now decides what is to do."""
    session = reconnect(change)
    reading = read_again(change)
    if reading.facts.timer is not None or not change.is_checkpoint(reading.config):
        name_lost(change, reading.config)
        session.revert(change.checkpoint_url)


def _in_doubt(change: RouterChange) -> bool:
    """Whether the session was lost or silent; waiting on it again would only take time."""
    doubtful = {"unknown_state", "transient"}
    return change.failure is not None and change.failure.category in doubtful


def outwait_timer(change: RouterChange) -> bool:
    """Only look, until the dead-man timer is over; return whether the router is at its checkpoint then."""
    deadline = time.monotonic() + change.run.timing.margin_seconds + _finite(change.timer_left)
    wait = change.run.timing.first_wait
    while True:
        with suppress(DeviceError):
            reconnect(change)
            reading = read_again(change)
            if change.is_checkpoint(reading.config):
                return True
            name_lost(change, reading.config)
            if reading.facts.timer is None:
                return False
        if time.monotonic() + wait > deadline:
            return False
        text = f"{change.name}: waiting for its dead-man timer"
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
