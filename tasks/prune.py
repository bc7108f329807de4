"""Remove what is ours and no longer wanted."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, push_section


def prune(task: Task, change: RouterChange) -> Result:
    """Push the removals of the plan, last and in reverse order of reference."""
    return push_section(task, change, "prune")
