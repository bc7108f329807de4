"""Push the IKEv2 proposals: which algorithms we offer and accept."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, push_section


def push_proposals(task: Task, change: RouterChange) -> Result:
    """Push the section `proposals` of the plan; every line is echoed or the change is undone."""
    return push_section(task, change, "proposals")
