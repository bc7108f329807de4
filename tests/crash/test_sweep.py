"""The deployer dies, or is stopped and goes on late, at every record of its journal: none in between.

Whatever the moment, in the end every router is exactly as before or exactly as wanted, all of them the
same, startup-config with them, no timer armed, no file left, and the journal says the same.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from fakes.crash_site import CrashSite, crash_site
from fakes.doomed import Deployer, Edge
from fakes.struck import LEASE_SECONDS, Undisturbed, go_well, judge
from fakes.sweep_counts import PROPERTY, Strike
from site_under_test import ROUTERS

LONG = bool(os.environ.get("NORNIR_IKEV2_LONG"))
FIRST = int(os.environ.get("NORNIR_IKEV2_SWEEP_FROM", "1"))
"""The record to begin with in the long form, for a sweep that goes on where another one ended."""
MODES = ("tunnel-interface", "crypto-map")
WAYS = ("kill", "kill-late", "stop", "stop-taken")
"""What happens at a record.

    kill          SIGKILL after the record, before its act; recovered at once
    kill-late     SIGKILL before the record; every timer fires; recovered then
    stop          SIGSTOP after the record; timers fire, the lease ends; SIGCONT; recovered where needed
    stop-taken    SIGSTOP; every timer fires, the lease ends; recovered by another; SIGCONT
"""


@pytest.fixture(scope="module", params=MODES)
def undisturbed(
    request: pytest.FixtureRequest, deployer: Deployer, tmp_path_factory: pytest.TempPathFactory
) -> Undisturbed:
    return go_well(deployer, tmp_path_factory.mktemp("undisturbed"), request.param)


@pytest.mark.timeout(7200)
@pytest.mark.sweep
@pytest.mark.parametrize("way", WAYS)
def test_every_router_is_old_or_new_and_all_are_the_same(
    undisturbed: Undisturbed,
    deployer: Deployer,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    way: str,
) -> None:
    for number, edge in moments(undisturbed.records, way):
        folder = tmp_path / f"{number}-{edge}"
        with crash_site(folder, undisturbed.mode, undisturbed.keys) as site:
            strike = one_case(site, deployer, undisturbed, way, number, edge)
        record_property(PROPERTY, strike.plain())
        note(f"{undisturbed.mode} {way} {edge} {number} {strike.end}: {strike.states}")


def note(line: str) -> None:
    """Write a case that went well into the file that is to be counted, where one is asked for."""
    report = os.environ.get("NORNIR_IKEV2_SWEEP_REPORT")
    if report:
        with Path(report).open("a") as file:
            file.write(f"{line}\n")


def moments(records: Sequence[str], way: str) -> list[tuple[int, Edge]]:
    """Where to strike: everywhere in the long form; else a sample with the decision and each confirm."""
    edge: Edge = "before" if way == "kill-late" else "after"
    if LONG:
        return [(number, edge) for number in range(FIRST, len(records) + 1)]
    decided = next(number for number, one in enumerate(records, 1) if "decision keep" in one)
    confirms = [number for number, one in enumerate(records, 1) if "configure confirm" in one]
    armed = next(number for number, one in enumerate(records, 1) if "revert timer" in one)
    deletion = next(number for number, one in enumerate(records, 1) if "delete /force" in one)
    sample: dict[str, list[tuple[int, Edge]]] = {
        "kill": [(decided, "after"), *((one, "after") for one in confirms)],
        "kill-late": [(armed + 1, "before"), (decided, "before"), (confirms[1], "before")],
        "stop": [
            (armed + 2, "after"),
            (decided, "after"),
            (confirms[2], "after"),
            (deletion, "after"),
        ],
        "stop-taken": [(armed + 2, "after"), (confirms[0], "after")],
    }
    return sample[way]


def one_case(
    site: CrashSite,
    deployer: Deployer,
    undisturbed: Undisturbed,
    way: str,
    number: int,
    edge: Edge,
) -> Strike:
    """Strike once, bring it to its end, and judge."""
    where = f"{undisturbed.mode}, {way} {edge} record {number} ({undisturbed.records[number - 1]})"
    doom = "STOP" if way.startswith("stop") else "KILL"
    met = deployer.run(site.root, number, edge, doom)
    assert "exit" not in met, f"{where}: never struck: {met}\n{site.log()}"
    if way != "kill":
        site.fire_timers()
    if "stopped" in met:
        time.sleep(LEASE_SECONDS + 0.5)  # until its lease is over
    if way == "stop":
        deployer.go_on(met["pid"])
    decided, states = site.decision(), site.standing()
    with site.timers_firing_when_waited_for():
        recovered = deployer.recover(site.root)
    assert recovered["exit"] in {0, 3}, f"{where}: {recovered}\n{site.log()}"
    there = site.snapshot()
    if way == "stop-taken":
        deployer.go_on(met["pid"])
    end = judge(site, undisturbed, where)
    assert site.snapshot() == there, f"{where}: a run that woke up late wrote\n{site.log()}"
    assert end == ("new" if decided == "keep" else "old"), f"{where}\n{site.log()}"
    return Strike(f"deployment, {undisturbed.mode}", way, number, states, end)


def test_the_sample_strikes_at_the_decision_and_at_each_confirm(undisturbed: Undisturbed) -> None:
    struck = {undisturbed.records[number - 1] for number, _ in moments(undisturbed.records, "kill")}

    assert any("decision keep" in one for one in struck)
    assert sum("configure confirm" in one for one in struck) == len(ROUTERS)
