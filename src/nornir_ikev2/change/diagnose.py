"""Why a tunnel did not come up: what its routers hold now, compared with what was planned.

Only for tunnels that failed, so it costs a good run nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from nornir.core.task import Result, Task

from nornir_ikev2.change.journal.keymarks import as_typed
from nornir_ikev2.change.prepare import chosen
from nornir_ikev2.change.workers import QUIET, run_steps
from nornir_ikev2.errors import DeviceError
from nornir_ikev2.ike.predict import predict_all

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.outcome import TunnelOutcome
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.verify.ends import TunnelKey

_NUMBERED: Final = re.compile(r"^\d+ (?=permit |deny )")
MOST: Final = 20
"""Tunnels that are looked into; when more fail, they fail for the same reason."""


def diagnose(run: RunContext) -> dict[TunnelKey, tuple[str, str]]:
    """Read the routers of failed tunnels again and put the true reason into `run.checked`.

    Returns:
        By VPN and ends: the router that does not hold what was sent, and the first masked line it lacks.
    """
    failed = [one for one in run.checked if not one.ok and _readable(run, one)][:MOST]
    if not failed or run.stop.requested:
        return {}
    held = _read(run, list(dict.fromkeys(end for one in failed for end in one.ends)))
    views = {
        name: change.driver.view(name, held[name], change.reading.facts.release)
        for name, change in run.changes.items()
        if name in held and change.reading is not None
    }
    causes: dict[TunnelKey, TunnelOutcome] = {}
    blamed: dict[TunnelKey, tuple[str, str]] = {}
    for one in failed:
        if not all(end in views for end in one.ends):
            continue
        found = predict_all(views, [one.ends], now=datetime.now(UTC))
        now = chosen(run, one.vpn, one.ends, found)
        # A tunnel that would come up and not survive its first rekey was just rekeyed by this run.
        if now.reason is None or (now.ok and now.reason != "PFS_MISMATCH_AT_REKEY"):
            continue
        detail = f"{now.detail} (from the configurations both hold now)"
        causes[one.vpn, one.ends] = replace(one, reason=now.reason, detail=detail)
        lines = {end: lacking(run.changes[end], held[end]) for end in one.ends}
        found_at = next((end for end, line in lines.items() if line), None)
        if found_at is not None:
            blamed[one.vpn, one.ends] = (found_at, lines[found_at])
    run.checked = tuple(causes.get((one.vpn, one.ends), one) for one in run.checked)
    return blamed


def _readable(run: RunContext, one: TunnelOutcome) -> bool:
    return all(run.changes[end].failure is None and run.changes[end].connected for end in one.ends)


def _read(run: RunContext, names: list[str]) -> dict[str, str]:
    held: dict[str, str] = {}

    def read(task: Task, change: RouterChange) -> Result:
        try:
            held[change.name] = change.session.read_config()
        except DeviceError as error:  # the tunnel failed already; this only tells why
            run.note(f"diagnose: {error.message}", change.name)
        return Result(task.host, severity_level=QUIET)

    run_steps(run, "verify", [("diagnose", read)], names)
    return held


def lacking(change: RouterChange, held: str) -> str:
    """The first line of the plan that a configuration does not hold, masked; "" where it holds all."""
    if change.plan is None or not change.plan.intended:
        return ""
    config = as_typed(change, held)
    there = {_bare(line) for line in change.driver.normalise(config).splitlines()}
    for line in change.driver.normalise(change.plan.intended).splitlines():
        if _bare(line) not in there:
            return change.mask(line.strip())
    return ""


def _bare(line: str) -> str:
    """A line without the number that a router gives to an entry of an access list by itself."""
    return _NUMBERED.sub("", line.strip())
