"""Plan the lines that make a router what it must be."""

from __future__ import annotations

from nornir_ikev2.api import (
    PlanError,
    Result,
    RouterChange,
    Task,
    plan_result,
    preflight,
    understood,
)


def plan_change(task: Task, change: RouterChange) -> Result:
    """Compare intent and configuration; refuse what collides or could not be undone."""
    reading = understood(change)
    if reading is None:
        raise PlanError("the router was not read")
    change.plan = change.driver.plan(change.intent, reading, change.run.store.get)
    preflight(change)
    return plan_result(task, change.plan)
