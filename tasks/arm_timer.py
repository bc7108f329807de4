"""Start the dead-man timer."""

from __future__ import annotations

from nornir_ikev2 import api
from nornir_ikev2.api import Result, RouterChange, Task


def arm_timer(task: Task, change: RouterChange) -> Result:
    """From here on the router undoes the change by itself unless it is confirmed."""
    return api.arm_timer(task, change)
