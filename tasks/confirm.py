"""Stop the dead-man timer: the change stays."""

from __future__ import annotations

from nornir_ikev2 import api
from nornir_ikev2.api import Result, RouterChange, Task


def confirm(task: Task, change: RouterChange) -> Result:
    """Confirm; only after the decision to keep is in the journal."""
    api.confirm(change)
    return Result(task.host, result="confirmed")
