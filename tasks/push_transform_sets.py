"""Push the IPsec transform sets: how packets are protected."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, push_section


def push_transform_sets(task: Task, change: RouterChange) -> Result:
    """Push the section `transform_sets` of the plan; every line is echoed or the change is undone."""
    return push_section(task, change, "transform_sets")
