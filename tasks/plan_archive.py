"""Plan the archive path the dead-man timer needs."""

from __future__ import annotations

from nornir_ikev2.api import PlanError, Result, RouterChange, Task, plan_result, preflight


def plan_archive(task: Task, change: RouterChange) -> Result:
    """Plan `archive` and its path where a router has none."""
    if change.reading is None:
        raise PlanError("the router was not read")
    change.plan = change.driver.plan_archive(change.reading)
    preflight(change)
    return plan_result(task, change.plan)
