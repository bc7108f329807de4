"""Save the running-config, so that the change survives a reload."""

from __future__ import annotations

from nornir_ikev2 import api
from nornir_ikev2.api import Result, RouterChange, Task


def save(task: Task, change: RouterChange) -> Result:
    """Copy running-config to startup-config and see `[OK]`."""
    api.save(change)
    return Result(task.host, result="saved", changed=True)
