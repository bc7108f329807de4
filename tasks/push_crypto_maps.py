"""Push the crypto map and its place on the WAN interface."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, push_section


def push_crypto_maps(task: Task, change: RouterChange) -> Result:
    """Push the section `crypto_maps` of the plan; every line is echoed or the change is undone."""
    return push_section(task, change, "crypto_maps")
