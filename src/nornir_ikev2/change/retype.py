"""The last way back: the journal's copy of a checkpoint, typed line by line under a timer of its own.

Where neither the dead-man timer nor the checkpoint file brings a router back.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from nornir_ikev2.change.leases import clock
from nornir_ikev2.drivers.protocol import LineByLine
from nornir_ikev2.errors import CommandRefused, DeviceError, NornirIkev2Error, UndoError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.drivers.protocol import Reading, Section


SHORT: Final = 100
"""Letters of what a router said, in a warning; the journal's notes have all."""


def type_back(change: RouterChange, why: str, reading: Reading) -> None:
    """Type what separates a router from its checkpoint, and prove by reading that it holds it.

    Where that fails, the router goes back to where it was before the first line.

    Args:
        change: a router that can be reached, on which no timer runs.
        why: why there is no other way, for the report.
        reading: what it is like now, read by who made sure that it is this router.

    Raises:
        NornirIkev2Error: it is not back.
    """
    driver = change.driver
    if not isinstance(driver, LineByLine):
        raise UndoError("its driver knows no other way back than the file")
    sections = driver.plan_back(change.old_config, reading.config)
    try:
        _arm(change)
        _push(change, sections)
        if not change.is_checkpoint(change.session.read_config()):
            raise UndoError("the lines of the checkpoint were typed, and it still differs")
        change.session.confirm()
    except NornirIkev2Error:
        _give_up(change)
        raise
    change.armed_at = None
    count = sum(len(one.lines) for one in sections)
    text = (
        f"{change.name}: {why}; {count} lines were typed from the copy of its checkpoint in the journal,"
        " and its running-config, read again, equals it"
    )
    change.run.warn(text)
    change.run.note(text, change.name)


def said(error: DeviceError) -> str:
    """What a router said of a way back that failed, on one line."""
    reply = error.reply if isinstance(error, CommandRefused) else ""
    words = " ".join((reply or error.message).split())
    return f"{words[:SHORT]}..." if len(words) > SHORT else words


def _arm(change: RouterChange) -> None:
    timing = change.run.timing
    until = time.time() + timing.timer_seconds
    change.run.journal.timer(change.name, timing.rollback_minutes, until)
    since = clock.seconds()
    change.session.arm(timing.rollback_minutes)
    change.armed(since)


def _push(change: RouterChange, sections: Sequence[Section]) -> None:
    change.session.queue(sections)
    for one in sections:
        change.session.push(one.name)
    change.session.end_config()


def _give_up(change: RouterChange) -> None:
    """Back to before the first line; where that can't be done, the timer does it."""
    if change.armed_at is None:
        return
    try:
        change.session.reset()
        change.session.revert(None)
    except DeviceError as error:
        change.run.note(f"typing its checkpoint: {error.message}; its timer runs", change.name)
    else:
        change.armed_at = None
