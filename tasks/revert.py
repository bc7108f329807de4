"""Put a router back."""

from __future__ import annotations

from nornir_ikev2 import api
from nornir_ikev2.api import Result, RouterChange, Task


def revert(task: Task, change: RouterChange) -> Result:
    """Revert now, or wait for the dead-man timer where the session is gone."""
    done = api.revert(change)
    return Result(task.host, result="reverted" if done else "nothing was sent", rolled_back=done)
