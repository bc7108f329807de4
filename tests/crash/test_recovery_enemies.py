"""What stands in the way of a recovery: other people, other recoveries, a changed inventory."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from fakes.crash_site import CrashSite, crash_site
from fakes.doomed import RECOVERY_LABELS, Deployer, Loud
from fakes.struck import TIMING, go_well
from nornir_ikev2.change.recovery.recover import Recovery, recover
from nornir_ikev2.change.start import Surroundings
from nornir_ikev2.change.timing import Timing
from nornir_ikev2.project import find

PUSHED = 40
"""A record at which every router is armed and some are changed; a deployment has 66."""


@pytest.fixture
def site(tmp_path: Path, deployer: Deployer) -> Iterator[CrashSite]:
    """A deployment that was killed with its timers running."""
    with crash_site(tmp_path / "site", "tunnel-interface") as site:
        assert "signal" in deployer.run(site.root, PUSHED), site.log()
        assert site.timers() != []
        yield site


def by_hand(site: CrashSite, router: str, *lines: str) -> None:
    site.lab.call(lambda: site.lab.router(router).config.apply([*lines, "end"]))


def test_an_edit_that_a_dead_mans_timer_takes_away_is_named(
    site: CrashSite, deployer: Deployer
) -> None:
    router = site.timers()[0]
    by_hand(site, router, "ip route 172.31.1.0 255.255.255.0 Null0")

    with site.timers_firing_when_waited_for():
        done = deployer.recover(site.root)

    assert done["exit"] == 3, site.log()
    said = "changed since it was read, but not by this run (by somebody else, or by a restart)"
    line = "+ ip route 172.31.1.0 255.255.255.0 Null0"
    assert f"{router}: {said}; going back undoes that: {line}" in site.log()
    assert "172.31.1.0" not in site.snapshot().running[router]


def lose_ways_back(site: CrashSite, router: str) -> None:
    """Neither the timer nor the file can bring a router back."""

    def lose() -> None:
        one = site.lab.router(router)
        one.revert.forget()
        for file in list(one.flash.names()):
            if file.startswith("ikev2-2"):
                one.flash.remove(file)

    site.lab.call(lose)


def test_a_router_without_timer_and_file_is_typed_back_from_the_journal(
    site: CrashSite, deployer: Deployer
) -> None:
    for router in site.timers():
        lose_ways_back(site, router)

    done = deployer.recover(site.root)

    assert done["exit"] == 3, site.log()
    assert "Could not open" in site.log()
    assert "lines were typed from the copy of its checkpoint in the journal" in site.log()
    assert_back(site)


def test_a_recovery_that_dies_while_it_types_is_recovered(
    tmp_path: Path, deployer: Deployer
) -> None:
    first = first_typed(tmp_path, deployer)
    for at in (first - 1, first, first + 2):
        with crash_site(tmp_path / str(at), "tunnel-interface") as site:
            assert "signal" in deployer.run(site.root, PUSHED), site.log()
            for router in site.timers():
                lose_ways_back(site, router)
            assert "signal" in deployer.recover(site.root, at)

            with site.timers_firing_when_waited_for():
                done = deployer.recover(site.root)

            assert done["exit"] == 3, site.log()
            assert_back(site)


def first_typed(folder: Path, deployer: Deployer) -> int:
    """The record of the first line that is typed back."""
    with crash_site(folder / "labels", "tunnel-interface") as site:
        deployer.run(site.root, PUSHED)
        for router in site.timers():
            lose_ways_back(site, router)
        deployer.recover(site.root)
        records = (site.root / RECOVERY_LABELS).read_text().splitlines()
    armed = next(n for n, one in enumerate(records, 1) if "configure terminal revert timer" in one)
    return armed + 1


def test_what_somebody_else_did_is_not_typed_over(site: CrashSite, deployer: Deployer) -> None:
    router = site.timers()[0]
    lose_ways_back(site, router)
    by_hand(site, router, "hostname other")

    with site.timers_firing_when_waited_for():
        done = deployer.recover(site.root)

    assert done["exit"] == 4, site.log()
    assert (
        f"{router}, put_back: its running-config is not proved to be the checkpoint" in site.log()
    )
    assert "differs too, and is not a line this tool types" in site.log()
    assert site.timers() == []


def test_a_router_that_left_the_inventory_is_named_and_the_others_go_back(
    site: CrashSite, deployer: Deployer
) -> None:
    path = site.root / "inventory" / "hosts.yaml"
    hosts = yaml.safe_load(path.read_text())
    without = {name: host for name, host in hosts.items() if name != "branch1"}
    path.write_text(yaml.safe_dump(without))

    with site.timers_firing_when_waited_for():
        first = deployer.recover(site.root)
        path.write_text(yaml.safe_dump(hosts))
        (run,) = site.past_runs()
        second = deployer.recover(site.root, run=run.run)

    assert (first["exit"], second["exit"]) == (4, 3), site.log()
    assert "branch1, recover: is no longer in the inventory" in site.log()
    assert "('branch1', 'unrestored')" in site.log()
    assert_back(site)


def test_a_router_with_another_host_key_is_named_and_the_others_go_back(
    site: CrashSite, deployer: Deployer
) -> None:
    site.lab.fault("branch1", "other-host-key")

    with site.timers_firing_when_waited_for():
        first = deployer.recover(site.root)
        states = site.journal()["runs"][site.past_runs()[0].run][1]
        site.lab.call(site.lab.router("branch1").faults.clear)
        second = deployer.recover(site.root, run="last")

    assert (first["exit"], second["exit"]) == (4, 3), site.log()
    assert "host key" in site.log()
    assert {name for name, state in states.items() if state == "unrestored"} == {"branch1"}
    assert_back(site)


def test_two_recoveries_at_once_do_it_once(site: CrashSite) -> None:
    with (
        site.timers_firing_when_waited_for(),
        Deployer(TIMING) as one,
        Deployer(TIMING) as two,
        ThreadPoolExecutor() as pool,
    ):
        both = [pool.submit(process.recover, site.root) for process in (one, two)]
        exits = sorted(each.result()["exit"] for each in both)

    assert exits in ([1, 3], [0, 3], [3, 3]), site.log()
    if exits == [1, 3]:
        assert "another run is under way on the same routers" in site.log()
    assert_back(site)


def test_a_recovery_that_waited_too_long_does_nothing_twice(
    tmp_path: Path, deployer: Deployer
) -> None:
    decided = go_well(deployer, tmp_path / "well", "tunnel-interface").decided
    with crash_site(tmp_path / "site", "tunnel-interface") as site:
        assert "signal" in deployer.run(site.root, decided), site.log()
        (run,) = site.past_runs()

        class Overtaken(Loud):
            """While this recovery says what it will do, another one does it, and a new run changes more."""

            done = False

            def message(self, text: str) -> None:
                super().message(text)
                if not self.done:
                    self.done = True
                    with site.timers_firing_when_waited_for():
                        deployer.recover(site.root)
                    vpns = site.root / "inventory" / "vpns.yaml"
                    vpns.write_text(vpns.read_text().replace("lifetime: 86400", "lifetime: 43200"))
                    assert deployer.run(site.root)["exit"] == 0, site.log()
                    self.there = site.snapshot()

        says = Overtaken()
        timing: dict[str, Any] = TIMING
        around = Surroundings(says, timing=Timing(**timing))

        (result,) = recover(find(site.root), Recovery(run.run), around)

        assert result.outcome == "kept"
        assert site.snapshot() == says.there, site.log()


def two_vpns(site: CrashSite) -> None:
    path = site.root / "inventory" / "vpns.yaml"
    vpns = yaml.safe_load(path.read_text())
    one = vpns["vpns"].pop("branches")
    tunnel = {**one["tunnel"], "subnet": "10.254.0.0/24"}
    vpns["vpns"]["east"] = {**one, "spokes": ["branch1"]}
    vpns["vpns"]["west"] = {**one, "hubs": ["branch2"], "spokes": ["branch3"], "tunnel": tunnel}
    path.write_text(yaml.safe_dump(vpns))


def test_a_run_that_is_under_way_keeps_no_other_from_being_recovered(tmp_path: Path) -> None:
    timing = {**TIMING, "lease_seconds": 120.0}
    with crash_site(tmp_path / "site", "tunnel-interface") as site, Deployer(timing) as deployer:
        two_vpns(site)
        east = deployer.run(site.root, 14, doom="STOP", request={"vpns": ["east"]})
        west = deployer.run(site.root, 14, request={"vpns": ["west"]})
        assert ("stopped" in east, "signal" in west) == (True, True), site.log()

        with site.timers_firing_when_waited_for():
            deployer.recover(site.root)

        outcomes = {
            tuple(sorted(states)): out for out, states, _ in site.journal()["runs"].values()
        }
        assert outcomes == {("branch1", "hub1"): None, ("branch2", "branch3"): "restored"}
        assert "another run is under way on the same routers" in site.log()


def test_the_journal_of_another_project_recovers_nothing_here(
    site: CrashSite, deployer: Deployer, tmp_path: Path
) -> None:
    with crash_site(tmp_path / "other", "tunnel-interface") as other:
        settings = other.root / "nornir.yaml"
        text = settings.read_text()
        there = f"sqlite:///{site.root / '.nornir' / 'journal.db'}"
        settings.write_text(text.replace("sqlite:///.nornir/journal.db", there))
        assert there in settings.read_text()

        done = deployer.recover(other.root)

        assert done["exit"] == 1, other.log()
        assert "a record can't be opened with journal.key" in other.log()
        assert other.snapshot() == other.first
    assert site.timers() != []


def assert_back(site: CrashSite) -> None:
    """Every router as before, nothing left behind, the journal at an end."""
    assert site.snapshot().running == site.first.running, site.log()
    assert site.timers() == site.checkpoints() == site.journal()["unfinished"] == [], site.log()
