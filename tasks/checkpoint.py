"""Keep the configuration of before, in the journal and on the router."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, take_checkpoint


def checkpoint(task: Task, change: RouterChange) -> Result:
    """Copy the running-config to the router's flash and read the copy back."""
    return take_checkpoint(task, change)
