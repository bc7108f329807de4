"""The project's own push step and whole change, for measurements."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clients import Push, Target, all_of

from nornir_ikev2.change.start import Request, find_playbook, start
from nornir_ikev2.drivers.registry import driver_for
from nornir_ikev2.project import find

if TYPE_CHECKING:
    from nornir.core.inventory import Host

    from nornir_ikev2.change.outcome import RunResult
    from nornir_ikev2.drivers.protocol import RouterPlan, Session

MINUTES = 5
_PLANS: dict[int, tuple[Host, RouterPlan]] = {}
"""By port: what `targets` planned, for `push_step`."""


@dataclass(frozen=True)
class Trips:
    """Round trips after login: the worst spoke, and the hub."""

    change: int = 0
    again: int = 0
    hub: int = 0


def targets(root: Path) -> list[Target]:
    """Read and plan every spoke of a generated site; their lines."""
    project = find(root)
    nornir = project.nornir()
    nornir.inventory.defaults.data["known_hosts"] = str(project.known_hosts)
    intent = project.intent(nornir).intent
    store = project.secrets()
    store.ensure(intent.keys())
    found: list[Target] = []
    for name, router in intent.routers.items():
        if name == "hub1":
            continue
        host, driver = nornir.inventory.hosts[name], driver_for(router.platform)
        session = driver.open(host)
        plan = driver.plan(router, session.read(), store.get)
        session.close()
        host.close_connections()
        _PLANS[int(host.port or 22)] = (host, plan)
        lines = tuple(line.text for section in plan.sections for line in section.lines)
        found.append(Target(int(host.port or 22), lines))
    return found


@contextmanager
def push_step(targets: Sequence[Target], workers: int) -> Iterator[Push]:
    """All push steps of a change, from the first line to `end`; the timer is armed before."""

    def log_in(target: Target) -> Session:
        host, _ = _PLANS[target.port]
        session = driver_for(host.platform or "").open(host)
        session.read()
        session.arm(MINUTES)
        return session

    def push(session: Session, target: Target) -> None:
        _, plan = _PLANS[target.port]
        session.queue(plan.sections)
        for section in plan.sections:
            session.push(section.name)
        session.end_config()

    def back(session: Session, target: Target) -> None:
        session.revert(None)
        session.close()
        _PLANS[target.port][0].close_connections()

    with ThreadPoolExecutor(workers) as pool:
        sessions = list(pool.map(log_in, targets))
        yield lambda: all_of(pool.map(push, sessions, targets))
        all_of(pool.map(back, sessions, targets))


def whole_change(root: Path) -> tuple[float, Trips]:
    """Deploy, run again, remove: seconds of the first, and round trips."""
    begin = time.perf_counter()
    first = carry_out(root, "deploy-hub-spoke", "kept")
    seconds = time.perf_counter() - begin
    again = carry_out(root, "deploy-hub-spoke", "unchanged")
    carry_out(root, "remove-vpn", "kept")
    return seconds, Trips(worst(first), worst(again), hub(first))


def carry_out(root: Path, playbook: str, outcome: str) -> RunResult:
    """Run a playbook in this process; another outcome ends the measurement."""
    project = find(root)
    result = start(project, Request(find_playbook(project, playbook)))
    if result.outcome != outcome:
        raise SystemExit(f"{playbook}: {result.outcome}, {[str(one) for one in result.failures]}")
    return result


def worst(result: RunResult) -> int:
    """The most round trips any spoke took."""
    return max(router.round_trips for router in result.routers if router.name != "hub1")


def hub(result: RunResult) -> int:
    """The round trips of the hub."""
    return next(router.round_trips for router in result.routers if router.name == "hub1")
