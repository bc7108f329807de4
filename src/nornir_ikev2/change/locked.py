"""Waiting for somebody else's configuration lock, before anything is written."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.drivers.protocol import Reading


def read_when_free(change: RouterChange) -> Reading:
    """Read a router; while somebody holds its configuration lock, again until `lock_timeout` is over.

    Raises:
        DeviceError: the router does not answer.
    """
    run = change.run
    deadline, wait = time.monotonic() + run.lock_timeout, run.timing.first_wait
    while True:
        reading = change.ask(lambda session: session.read())
        holder = reading.facts.lock_holder
        if not holder or time.monotonic() + wait > deadline or run.stop.wait(wait):
            return reading
        run.progress.message(
            f"{change.name}: waiting for {holder}, who holds its configuration lock"
        )
        wait = run.timing.next_wait(wait)
