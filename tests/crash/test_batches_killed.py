"""A run in batches dies: with `--atomic` all batches end on one side, without it each batch on its own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from fakes.crash_site import CrashSite, Snapshot, crash_site
from fakes.doomed import Deployer, Edge
from fakes.struck import Undisturbed, go_well, judge
from nornir_ikev2.change.journal.history import PastRun

LONG = bool(os.environ.get("NORNIR_IKEV2_LONG"))
PLAIN = {"batch": ["1"]}
ATOMIC = {"batch": ["1"], "atomic": True}
LOCK = Path("inventory/vpns.lock.yaml")


@pytest.fixture(scope="module")
def atomic(deployer: Deployer, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("atomic")
    return go_well(deployer, folder, "tunnel-interface", ATOMIC)


@dataclass
class Plain:
    """A run in batches of one spoke each that went well, and what it was after its first batch."""

    well: Undisturbed
    first_ended: int
    after_first: Snapshot
    lock_after_first: str


@pytest.fixture(scope="module")
def plain(deployer: Deployer, tmp_path_factory: pytest.TempPathFactory) -> Plain:
    folder = tmp_path_factory.mktemp("plain")
    well = go_well(deployer, folder / "well", "tunnel-interface", PLAIN)
    first_ended = next(n for n in ends(well.records) if n > well.decided)
    with crash_site(folder / "first", well.mode, well.keys) as site:
        assert "signal" in deployer.run(site.root, first_ended, request=PLAIN)
        return Plain(well, first_ended, site.snapshot(), (site.root / LOCK).read_text())


def ends(records: Sequence[str]) -> list[int]:
    """Records with which a run begins or ends."""
    return [n for n, one in enumerate(records, 1) if one.startswith("runs")]


def pushes(records: Sequence[str], start: int, end: int) -> list[int]:
    """Records of windows of lines between two others."""
    return [n for n in range(start, end) if "crypto ikev2" in records[n - 1]]


@pytest.mark.timeout(7200)
@pytest.mark.sweep
def test_atomic_batches_end_on_one_side(
    atomic: Undisturbed, deployer: Deployer, tmp_path: Path
) -> None:
    _, *turns = [n for n, one in enumerate(atomic.records, 1) if one.startswith("plans hub1")]
    assert len(turns) == 2, "the hub has its turn again in two batches"
    confirms = [n for n, one in enumerate(atomic.records, 1) if "configure confirm" in one]
    in_second = pushes(atomic.records, *turns)
    sample = {in_second[0], in_second[-1], turns[1], atomic.decided, *confirms[:-1]}
    numbers = range(1, len(atomic.records) + 1) if LONG else sorted(sample)
    for number in numbers:
        where = f"atomic, killed after record {number} ({atomic.records[number - 1]})"
        with crash_site(tmp_path / str(number), atomic.mode, atomic.keys) as site:
            met = deployer.run(site.root, number, request=ATOMIC)
            assert "signal" in met, f"{where}\n{site.log()}"
            recover(site, deployer, where)
            end = judge(site, atomic, where)
            assert end == ("new" if number >= atomic.decided else "old"), f"{where}\n{site.log()}"


@pytest.mark.timeout(7200)
@pytest.mark.sweep
def test_a_batch_that_dies_goes_back_alone_and_the_whole_run_ends(
    plain: Plain, deployer: Deployer, tmp_path: Path
) -> None:
    records = plain.well.records
    decisions = [n for n, one in enumerate(records, 1) if "decision keep" in one]
    armed = [n for n, one in enumerate(records, 1) if "revert timer" in one]
    in_second = [n for n in armed if decisions[0] < n < decisions[1]]
    # Right before the decision the lock file claims already what the batch is about to make ours.
    sample = {plain.first_ended, in_second[-1] + 1, decisions[1]}
    numbers = range(plain.first_ended, decisions[1] + 4) if LONG else sorted(sample)
    strikes: list[tuple[int, Edge]] = [
        *((one, "after") for one in numbers),
        (decisions[1], "before"),
    ]
    for number, edge in strikes:
        where = f"batches, killed {edge} record {number} ({records[number - 1]})"
        with crash_site(tmp_path / f"{number}-{edge}", plain.well.mode, plain.well.keys) as site:
            met = deployer.run(site.root, number, edge, request=PLAIN)
            assert "signal" in met, f"{where}\n{site.log()}"
            recover(site, deployer, where)
            said = f"{where}: {site.journal()}\n{site.log()}"
            now = site.snapshot()
            if number < decisions[1] or edge == "before":
                assert now == plain.after_first, said
                assert (site.root / LOCK).read_text() == plain.lock_after_first, said
            else:
                assert now not in (plain.after_first, plain.well.after), said
                assert now.running["branch3"] == plain.well.before.running["branch3"], said
                assert now.running["branch2"] == plain.well.after.running["branch2"], said
            assert [one.run for one in not_ended(site)] == [], said
            assert parent(site).outcome == "restored", said


def recover(site: CrashSite, deployer: Deployer, where: str) -> None:
    with site.timers_firing_when_waited_for():
        met = deployer.recover(site.root)
    assert met["exit"] in {0, 3}, f"{where}: {met}\n{site.log()}"
    assert site.timers() == site.checkpoints() == [], f"{where}\n{site.log()}"


def not_ended(site: CrashSite) -> list[PastRun]:
    return [one for one in site.past_runs() if one.ended is None]


def parent(site: CrashSite) -> PastRun:
    (found,) = [one for one in site.past_runs() if "of" not in one.options]
    return found
