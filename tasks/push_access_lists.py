"""Push the crypto access lists: which traffic a crypto map protects."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, push_section


def push_access_lists(task: Task, change: RouterChange) -> Result:
    """Push the section `access_lists` of the plan; every line is echoed or the change is undone."""
    return push_section(task, change, "access_lists")
