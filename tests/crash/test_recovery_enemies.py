"""What stands in the way of a recovery: other people, other recoveries, a changed inventory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.crash_site import CrashSite, crash_site
from fakes.doomed import RECOVERY_LABELS, Deployer
from fakes.struck import TIMING

PUSHED = 40
"""A record at which every router is armed and some are changed; a deployment has 66."""


@pytest.fixture(scope="module")
def deployer() -> Iterator[Deployer]:
    with Deployer(TIMING) as process:
        yield process


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


def assert_back(site: CrashSite) -> None:
    """Every router as before, nothing left behind, the journal at an end."""
    assert site.snapshot().running == site.first.running, site.log()
    assert site.timers() == site.checkpoints() == site.journal()["unfinished"] == [], site.log()
