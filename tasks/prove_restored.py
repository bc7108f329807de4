"""Prove that a router is as it was before."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, prove


def prove_restored(task: Task, change: RouterChange) -> Result:
    """Read the running-config again and compare it with the checkpoint."""
    prove(change)
    return Result(task.host, result="equals its checkpoint")
