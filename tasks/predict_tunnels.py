"""Predict what every tunnel will negotiate, before anything is pushed."""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, refuse_failing


def predict_tunnels(task: Task, change: RouterChange) -> Result:
    """Refuse the change when a tunnel of this router can't come up; both ends are planned by now."""
    return Result(task.host, result=f"{refuse_failing(change)} tunnels")
