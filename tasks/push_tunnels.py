"""Push the tunnel interfaces."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, push_section


def push_tunnels(task: Task, change: RouterChange) -> Result:
    """Push the section `tunnels` of the plan; every line is echoed or the change is undone."""
    return push_section(task, change, "tunnels")
