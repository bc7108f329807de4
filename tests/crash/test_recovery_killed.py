"""A recovery dies at a record of its own, and is recovered: every router on one side all the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from fakes.crash_site import CrashSite, crash_site
from fakes.doomed import RECOVERY_LABELS, Deployer, Edge
from fakes.struck import Undisturbed, go_well, judge
from fakes.sweep_counts import PROPERTY, Strike

LONG = bool(os.environ.get("NORNIR_IKEV2_LONG"))
WAYS = ("back", "forward", "again")
"""What the recovery had to do when it was killed.

    back      the deployer died before the decision: wait for every timer, and put back what differs
    forward   it died after the decision: confirm and save
    again     the same, and every timer fired: apply and verify once more, confirm, save
"""
MOST = 60
"""Records of a recovery, more than there are."""


@pytest.fixture(scope="module")
def undisturbed(deployer: Deployer, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return go_well(deployer, tmp_path_factory.mktemp("undisturbed"), "tunnel-interface")


@pytest.mark.timeout(7200)
@pytest.mark.sweep
@pytest.mark.parametrize("way", WAYS)
def test_a_killed_recovery_is_recovered(
    undisturbed: Undisturbed,
    deployer: Deployer,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    way: str,
) -> None:
    with crash_site(tmp_path / "well", undisturbed.mode, undisturbed.keys) as site:
        recover_well(site, deployer, undisturbed, way)
        records = (site.root / RECOVERY_LABELS).read_text().splitlines()
    for number in moments(records):
        folder = tmp_path / str(number)
        with crash_site(folder, undisturbed.mode, undisturbed.keys) as site:
            strike = one_case(site, deployer, undisturbed, way, number)
        record_property(PROPERTY, strike.plain())


def moments(records: Sequence[str]) -> list[int]:
    """Where to strike: everywhere in the long form; else the first record, two in between, the last two."""
    every = range(1, len(records) + 1)
    if LONG:
        return list(every)
    third = len(records) // 3
    return sorted({1, third, 2 * third, len(records) - 1, len(records)})


def interrupted(site: CrashSite, deployer: Deployer, undisturbed: Undisturbed, way: str) -> None:
    """A deployment that died, and left what the recovery is to do."""
    edge: Edge = "before" if way == "back" else "after"
    met = deployer.run(site.root, undisturbed.decided, edge)
    assert "signal" in met, site.log()
    if way == "again":
        site.fire_timers()


def recover_well(site: CrashSite, deployer: Deployer, undisturbed: Undisturbed, way: str) -> None:
    interrupted(site, deployer, undisturbed, way)
    with site.timers_firing_when_waited_for():
        assert deployer.recover(site.root)["exit"] in {0, 3}, site.log()
    assert judge(site, undisturbed, way) == ("old" if way == "back" else "new")


def one_case(
    site: CrashSite, deployer: Deployer, undisturbed: Undisturbed, way: str, number: int
) -> Strike:
    """Kill the recovery once, recover, and judge."""
    where = f"{way}, recovery killed after its record {number}"
    interrupted(site, deployer, undisturbed, way)
    with site.timers_firing_when_waited_for():
        met = deployer.recover(site.root, number)
        assert "signal" in met, f"{where}: never struck: {met}\n{site.log()}"
        states = site.standing()
        met = deployer.recover(site.root)
    assert met["exit"] in {0, 3}, f"{where}: {met}\n{site.log()}"
    end = judge(site, undisturbed, where)
    assert end == ("old" if way == "back" else "new"), f"{where}\n{site.log()}"
    return Strike(f"recovery, {way}", "kill", number, states, end)
