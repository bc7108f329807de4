"""Keeping a change: decided once, in the journal, then forward only."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from nornir.core.task import Result, Task

from nornir_ikev2.change.diagnose import lacking
from nornir_ikev2.change.undo import read_again, reconnect
from nornir_ikev2.change.workers import QUIET, run_steps
from nornir_ikev2.errors import (
    CommandRefused,
    DeviceError,
    JournalError,
    LeaseLost,
    NornirIkev2Error,
    UndoError,
)

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.playbook import Phase


def keep(run: RunContext) -> bool:
    """Run the phase on every touched router; return whether all are saved."""
    routers = [one.name for one in run.touched()]
    run.journal.decide("keep", "every check passed", routers)
    run.deciding = True
    run.progress.phase("keep")
    for name in run.playbook.phases["keep"]:
        run_steps(run, "keep", [(name, run.steps[name])], routers, stoppable=False)
        for change in (run.changes[router] for router in routers):
            if change.failure is not None and change.state != "unrestored":
                change.move("unrestored", anyhow=True)
        routers = [name for name in routers if run.changes[name].state != "unrestored"]
    drop_checkpoints(run, routers)
    for change in run.touched():
        if change.state == "unrestored" and change.checkpoint_url:
            run.warn(f"{change.name}: its checkpoint stays on it: {change.checkpoint_url}")
    return all(change.state == "saved" for change in run.touched())


def confirm(change: RouterChange) -> None:
    """Stop the dead-man timer; after a lost session, find out whether it was stopped.

    Raises:
        UndoError: the timer was faster, or the router does not come back.
    """
    change.move("confirmed")
    try:
        change.session.confirm()
    except DeviceError as error:
        lost = error
    else:
        return
    change.close()
    try:
        undone = _confirm_again(change)
    except DeviceError as error:
        raise UndoError(
            f"not known whether its dead-man timer was stopped: {error.message}",
            cure=f"Once it can be reached: nornir recover {change.run.run}. By hand, on {change.name}: show "
            "archive config rollback timer; while one runs, configure confirm, then write memory.",
        ) from error
    if undone:
        raise UndoError(
            "its dead-man timer undid the change before it could be confirmed, the others kept theirs",
            cure=f"Apply it once more, or undo it everywhere: nornir recover {change.run.run}",
        ) from lost


def _confirm_again(change: RouterChange) -> bool:
    """Confirm over a new session what still waits for it; return whether the timer was faster."""
    reconnect(change)
    reading = read_again(change)
    if change.is_checkpoint(reading.config):
        return True
    if reading.facts.timer is not None:
        change.session.confirm()
    return False


def save(change: RouterChange) -> None:
    """Save the running-config; once more after a lost session.

    Raises:
        UndoError: it is not saved.
    """
    change.move("saved")
    try:
        change.session.save()
    except DeviceError:
        change.close()
        _again(change, lambda: _save_again(change))


def _save_again(change: RouterChange) -> None:
    """Save over a new session, if the change still runs: a router that restarted has lost it."""
    session = reconnect(change)
    if lacking(change, read_again(change).config):
        raise UndoError(
            "it came back from its startup-config before the change was saved: the change is lost there, "
            "the others kept theirs",
            cure="Run the playbook again.",
        )
    session.save()


def _again(change: RouterChange, act: Callable[[], None]) -> None:
    try:
        act()
    except UndoError:
        raise
    except NornirIkev2Error as error:
        reply = " ".join(error.reply.split()) if isinstance(error, CommandRefused) else ""
        said = f" ({reply})" if reply else ""
        raise UndoError(
            f"the change runs on {change.name} but is not saved: {error.message}{said}",
            cure=f"Once that is put right: nornir recover {change.run.run}; by hand: write memory",
        ) from error


def drop_checkpoints(run: RunContext, routers: list[str]) -> None:
    """Delete the checkpoint files of routers that are settled; what stays is named.

    A run that was paused here, past the end of its leases, goes on where nobody has taken them: what is left
    is the run's own files, and whoever took a router over deletes them.
    """
    late: list[str] = []

    def drop(task: Task, change: RouterChange) -> Result:
        url = change.checkpoint_url or change.checkpoint_file
        if not change.connected:
            change.close()
        try:
            change.session.drop_checkpoint(url)
        except LeaseLost:
            late.append(change.name)
        except DeviceError as error:
            reply = error.reply.lower() if isinstance(error, CommandRefused) else None
            # A copy that failed, or was never begun, left no file.
            gone = reply is not None and (not change.checkpoint_url or "no such file" in reply)
            if not gone:
                run.warn(f"{change.name}: {url} may be left behind: {error.message}")
        return Result(task.host, severity_level=QUIET)

    began = time.monotonic()
    phase: Phase = "keep" if run.deciding else "undo"
    run_steps(run, phase, [("drop_checkpoint", drop)], routers, stoppable=False)
    if late:
        again, late = _regained(run, late), []
        run_steps(run, phase, [("drop_checkpoint", drop)], again, stoppable=False)
    for name in late:
        run.warn(f"{name}: its checkpoint may be left behind, as this run was paused once more")
    run.note(f"checkpoint files dropped in {time.monotonic() - began:.1f} s")


def _regained(run: RunContext, routers: list[str]) -> list[str]:
    """Those of these routers whose lease is ours again; the others are left to whoever has them."""
    if run.held is None:
        return []
    try:
        gone = run.held.regain(routers)
    except JournalError as error:
        run.warn(f"checkpoint files may be left behind on {', '.join(routers)}: {error.message}")
        return []
    for name, lease in gone.items():
        run.warn(f"{name}: its checkpoint is left to run {lease.run}, which has taken it over")
    return [name for name in routers if name not in gone]
