"""Push the IKEv2 policy: which proposals serve our WAN address."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, push_section


def push_policies(task: Task, change: RouterChange) -> Result:
    """Push the section `policies` of the plan; every line is echoed or the change is undone."""
    return push_section(task, change, "policies")
