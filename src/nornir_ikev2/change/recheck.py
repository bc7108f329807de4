"""The last look before the first router is touched: is everything still as it was when the plan was made?"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from nornir.core.task import Result, Task

from nornir_ikev2.change.prepare import preflight
from nornir_ikev2.change.workers import QUIET, run_steps
from nornir_ikev2.errors import PlanError

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange


def unchanged(run: RunContext, routers: Collection[str]) -> bool:
    """Read all routers again, at once; return whether the change may begin. Failures are in `run.failures`.

    One round trip per router. What is edited after this is found by `checkpoint`, which reads the file back
    right before the timer is armed; then other routers may be touched already and are put back.
    """
    run_steps(run, "prepare", [("recheck", _recheck)], routers)
    return not run.failures and not run.stop.requested


def _recheck(task: Task, change: RouterChange) -> Result:
    """Refuse a router that somebody else changed, locked or put under a timer meanwhile."""
    before = change.reading
    change.reading = change.ask(lambda session: session.read())
    preflight(change)
    if before is not None and not change.is_checkpoint(before.config):
        raise PlanError(
            f"the running-config of {change.name} has changed since it was read",
            cure="Somebody else works on this router. Run again: the plan is made from what is there then.",
        )
    return Result(task.host, severity_level=QUIET)
