"""Many random changes with faults on one session in ten: nothing is ever left in a state nobody chose."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from soak.fleet_site import Answer, FleetSite, fleet_site, same
from soak.mishaps import Operator

LONG = bool(os.environ.get("NORNIR_IKEV2_LONG"))
SPOKES, CHANGES = (59, 200) if LONG else (5, 12)
SEED = int(os.environ.get("NORNIR_IKEV2_SEED", "20260101"))
GROWTH = 1.15
"""How much larger the deployer may be at the end than after the first quarter of its changes."""
PATIENCE = 60.0


@dataclass
class Tally:
    """What happened."""

    outcomes: Counter[str] = field(default_factory=Counter[str])
    violations: list[str] = field(default_factory=list[str])
    faults: Counter[str] = field(default_factory=Counter[str])
    memory: list[float] = field(default_factory=list[float])
    files: list[int] = field(default_factory=list[int])
    threads: list[int] = field(default_factory=list[int])
    lost: set[str] = field(default_factory=set[str])
    sessions: int = 0
    hit: int = 0

    def figures(self) -> dict[str, Any]:
        """For the documentation."""
        return {
            "changes": sum(self.outcomes.values()) - self.outcomes["recovered"],
            "outcomes": dict(self.outcomes.most_common()),
            "sessions": self.sessions,
            "sessions with a fault": self.hit,
            "faults": dict(self.faults.most_common()),
            "violations": len(self.violations),
            "memory MB": [round(one) for one in self.memory[:: max(1, len(self.memory) // 10)]],
            "open files": [self.files[0], max(self.files), self.files[-1]],
            "threads": [self.threads[0], max(self.threads), self.threads[-1]],
        }


@pytest.mark.soak
@pytest.mark.timeout(4 * 3600 if LONG else 300)
def test_no_change_leaves_anything_in_a_state_nobody_chose(tmp_path: Path) -> None:
    tally = Tally()
    with fleet_site(tmp_path, SPOKES) as site:
        operator = Operator([name for name in site.routers if name != "hub1"], SEED)
        for number in range(CHANGES):
            one_change(site, operator, tally, number)
        settle(site, operator, tally)

    print(json.dumps(tally.figures(), indent=2))  # noqa: T201 - the figures of the documentation
    assert tally.violations == []
    assert tally.files[-1] <= max(tally.files[: len(tally.files) // 4 + 1])
    assert tally.threads[-1] <= max(tally.threads[: len(tally.threads) // 4 + 1])
    assert tally.memory[-1] <= GROWTH * max(tally.memory[: len(tally.memory) // 4 + 1])


def one_change(site: FleetSite, operator: Operator, tally: Tally, number: int) -> None:
    """Change, meet faults, and look at every router."""
    kind = operator.change() if number else "first"
    site.edit(operator.file())
    faults = operator.faults(site.routers)
    for router, (name, values) in faults.items():
        site.fault(router, name, values)
        tally.faults[name] += 1
    running, startup, way = site.running(), site.startup(), operator.way()
    answer = site.run(**way)
    site.heal()
    wait_for(site.up)
    tally.outcomes[answer["outcome"]] += 1
    tally.sessions += len(answer.get("routers", {}))
    tally.hit += len(faults.keys() & answer.get("routers", {}).keys())
    tally.memory.append(answer["memory"])
    tally.files.append(answer["files"])
    tally.threads.append(answer["threads"])
    routers = answer.get("routers", {})
    tally.lost |= {name for name, one in routers.items() if one["state"] == "unrestored"}
    found = [*judge(site, answer, running, startup), *left_over(site, answer, tally.lost)]
    if answer["outcome"] == "unrestored":
        found += put_right(site, tally)
    where = f"change {number} ({kind}, {answer['outcome']}, {faults})"
    tally.violations += [f"{where}: {one}" for one in found]
    size = f"{answer['memory']:.0f} MB, {answer['files']} files, {answer['threads']} threads"
    met = f"{len(answer.get('routers', ()))} sessions, {len(faults)} faults"
    print(number, kind, way, answer["outcome"], size, met, *found, flush=True)  # noqa: T201 - to be watched


def judge(
    site: FleetSite, answer: Answer, running: dict[str, str], startup: dict[str, str]
) -> list[str]:
    """Every router is what it was, or what it was to be; a router that is neither was named."""
    found: list[str] = []
    now, saved, routers = site.running(), site.startup(), answer.get("routers", {})
    for name in site.routers:
        state = routers.get(name, {}).get("state", "untouched")
        if state == "unrestored":
            continue
        kept = routers.get(name, {}).get("changed", False)  # in this batch or in an earlier one
        if kept and not same(saved[name], now[name]):
            found.append(f"{name} is {state}, but its startup-config is not what runs")
        if not kept and not same(now[name], running[name]):
            found.append(f"{name} is {state}, but what runs has changed")
        if not kept and saved[name] != startup[name]:
            found.append(f"{name} is {state}, but its startup-config has changed")
    states = {router["state"] for router in routers.values()}
    if answer["outcome"] in {"refused", "unchanged"} and states - {"untouched"}:
        found.append(f"routers are {states}")
    if answer["outcome"] == "unrestored" and not answer["failures"]:
        found.append("nobody says what is wrong")
    return found


def put_right(site: FleetSite, tally: Tally) -> list[str]:
    """Once the faults are gone, recovery brings every router that was named to where it belongs."""
    answer = site.recover()
    tally.outcomes["recovered"] += answer["outcome"] == "recovered"
    if answer["outcome"] != "recovered":
        return [f"recover: {answer['outcome']}: {answer['failures']}"]
    tally.lost.clear()
    now, saved = site.running(), site.startup()
    return [
        f"{name} is not saved after recovery" for name in site.routers if now[name] != saved[name]
    ]


def left_over(site: FleetSite, answer: Answer, named: set[str]) -> list[str]:
    """Sessions, timers and files that outlive their run; `named` keep the file they were to go back to."""
    wait_for(lambda: not site.sessions())
    said = " ".join(answer.get("warnings", ()))
    found = [f"{name}: a session is left" for name in site.sessions()]
    found += [f"{name}: a timer is left" for name in site.timers() if name not in named]
    found += [
        f"{name}: a checkpoint file is left"
        for name in site.checkpoints()
        if name not in named and name not in said
    ]
    return found


def settle(site: FleetSite, operator: Operator, tally: Tally) -> None:
    """Without faults everything can be deployed, is then as wanted, and can be taken away."""
    wait_for(lambda: not site.timers())
    site.edit(operator.file())
    for playbook, outcomes in (
        ("deploy-hub-spoke", {"kept", "unchanged"}),
        ("deploy-hub-spoke", {"unchanged"}),
        ("remove-vpn", {"kept"}),
    ):
        answer = site.run(playbook)
        if answer["outcome"] not in outcomes:
            tally.violations.append(
                f"{playbook} in the end: {answer['outcome']}: {answer['failures']}"
            )


def wait_for(happened: Any) -> None:
    """Wait until it is so, or for a minute; what is judged afterwards tells."""
    deadline = time.monotonic() + PATIENCE
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.05)
