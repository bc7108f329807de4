"""Log in and read a router, once."""

from __future__ import annotations

import logging

from nornir_ikev2.api import Result, RouterChange, Task, read_when_free


def read_router(task: Task, change: RouterChange) -> Result:
    """Open the one session of this run and read configuration and facts in one exchange."""
    change.reading = read_when_free(change)
    facts = change.reading.facts
    text = f"{facts.model} {facts.serial}, release {facts.release.text}"
    return Result(task.host, result=text, severity_level=logging.DEBUG)
