"""Push the IPsec profile: what protects the tunnel interfaces."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, push_section


def push_ipsec_profiles(task: Task, change: RouterChange) -> Result:
    """Push the section `ipsec_profiles` of the plan; every line is echoed or the change is undone."""
    return push_section(task, change, "ipsec_profiles")
