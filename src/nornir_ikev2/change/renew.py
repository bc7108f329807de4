"""Re-establishes the SAs that run on with old values, one peer at a time.

A live SA does not notice a new key (only IKE_AUTH does, RFC 7296 section 2.8 and 2.15) and a changed PFS
group shows at the next CREATE_CHILD_SA.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from nornir.core.task import Result, Task

from nornir_ikev2.change.look import check, look, read_evidence
from nornir_ikev2.change.reach import wake_crypto_maps
from nornir_ikev2.change.workers import QUIET, run_steps

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.drivers.protocol import Renewal


def renew_all(run: RunContext) -> None:
    """Renew what the plans ask for; each tunnel is up again before the next one goes down."""
    wanted = _wanted(run)
    if not wanted:
        return
    for name, renewals in wanted.items():
        run.renewals[name] = list(renewals)
    _remember(run, list(wanted))
    for name, renewals in wanted.items():
        for renewal in renewals:
            if run.stop.requested or run.failures:
                return
            run.progress.message(f"renewing {name} - {renewal.peer}: {renewal.why}")
            _renew(run, name, renewal)
            run.renewed.add(frozenset({name, renewal.peer}))
            if not _came_back(run, name, renewal):
                return  # one tunnel down is enough; the others stay up


def _wanted(run: RunContext) -> dict[str, list[Renewal]]:
    """One renewal per tunnel: both plans may ask for it, and IKE takes the child SAs with it."""
    known = {frozenset(tunnel.ends) for tunnel in run.intent.tunnels}
    best: dict[frozenset[str], tuple[str, Renewal]] = {}
    for change in run.changes.values():
        planned = change.plan.renewals if change.plan else ()
        for renewal in (*planned, *run.owed.get(change.name, ())):
            ends = frozenset({change.name, renewal.peer})
            had = best.get(ends)
            better = had is None or (had[1].scope, renewal.scope) == ("child", "ike")
            if better and ends in known and ends not in run.renewed:
                best[ends] = (change.name, renewal)
    found: dict[str, list[Renewal]] = {}
    for name, renewal in best.values():
        found.setdefault(name, []).append(renewal)
    return found


def _remember(run: RunContext, routers: list[str]) -> None:
    """Keep what routers show before, to know a new SA from an old one."""

    def remember(task: Task, change: RouterChange) -> Result:
        change.before = read_evidence(change)
        return Result(task.host, severity_level=QUIET)

    run_steps(run, "verify", [("look", remember)], routers)


def _renew(run: RunContext, name: str, renewal: Renewal) -> None:
    def renew(task: Task, change: RouterChange) -> Result:
        change.session.renew(renewal)
        return Result(task.host, changed=True)

    run_steps(run, "verify", [("renew", renew)], [name])


def _came_back(run: RunContext, name: str, renewal: Renewal) -> bool:
    """Wait until this tunnel is up again; what does not come up is judged with all others later."""
    deadline = run.until(run.timing.verify_seconds / 2)
    wait, ends = run.timing.first_wait, {name, renewal.peer}
    while not run.stop.requested and not run.failures:
        wake_crypto_maps(run, ends)
        look(run, ends)
        checks = [one for one in check(run, ["ike", "ipsec"]) if set(one.ends) == ends]
        if all(one.ok for one in checks):
            return True
        if time.monotonic() + wait > deadline or run.stop.wait(wait):
            return False
        wait = run.timing.next_wait(wait)
    return False
