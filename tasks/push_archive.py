"""Push the archive path the dead-man timer needs."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, push_section


def push_archive(task: Task, change: RouterChange) -> Result:
    """Push the section `archive`: the one change that can't have a timer yet."""
    return push_section(task, change, "archive")
