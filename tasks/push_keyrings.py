"""Push the IKEv2 keyring: the pre-shared key of each peer."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, push_section


def push_keyrings(task: Task, change: RouterChange) -> Result:
    """Push the section `keyrings` of the plan; every line is echoed or the change is undone."""
    return push_section(task, change, "keyrings")
