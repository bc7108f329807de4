"""Push the routing across the VPN."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, push_section


def push_routing(task: Task, change: RouterChange) -> Result:
    """Push the section `routing` of the plan; every line is echoed or the change is undone."""
    return push_section(task, change, "routing")
