"""Push the IKEv2 profiles: who a peer must be, and how both sides prove it."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, push_section


def push_profiles(task: Task, change: RouterChange) -> Result:
    """Push the section `profiles` of the plan; every line is echoed or the change is undone."""
    return push_section(task, change, "profiles")
