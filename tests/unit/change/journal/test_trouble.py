"""The journal can't be written in mid-change: the change stops before the next act, undoes, and says so."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from fakes.driver import READS
from fakes.fleet import QUICK, Fleet
from fakes.postgres import Postgres
from nornir_ikev2.change.context import RunContext
from nornir_ikev2.change.journal.history import History
from nornir_ikev2.change.outcome import RunResult
from nornir_ikev2.errors import JournalError

pytestmark = pytest.mark.timeout(300)

TIMER_SECONDS = 12.0
TIMING = replace(QUICK, router_speed=300 / TIMER_SECONDS, margin_seconds=30.0, mend_seconds=20.0)
LONG_LOCK, SHORT_LOCK = 5.0, 0.5


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with room for a journal and little more."""
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a file system")
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("this kernel lets nobody mount a tmpfs")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def on_act(fleet: Fleet, wanted: str, do: Callable[[], None]) -> None:
    """Do something once, when a router is about to carry out an act."""
    begun = threading.Event()
    lock = threading.Lock()

    def watch(_: str, act: str) -> None:
        with lock:
            if act == wanted and not begun.is_set():
                begun.set()
                do()

    for router in fleet.routers.values():
        router.fires_after = TIMER_SECONDS
        router.watch = watch


def impatient(run: RunContext) -> None:
    run.journal.patience = 1.0


def recorded(fleet: Fleet, run: str) -> dict[str, list[str]]:
    """What the journal says was about to be done, by router."""
    book = History.open(fleet.journal_url, fleet.folder)
    try:
        found: dict[str, list[str]] = {}
        for act in book.acts(run):
            found.setdefault(act.router, []).append(act.text)
        return found
    finally:
        book.close()


def assert_stopped_and_undone(
    fleet: Fleet, result: RunResult, before: dict[str, list[str]]
) -> None:
    assert (result.outcome, result.exit_code) == ("restored", 3), result.failures
    assert fleet.configs() == before
    assert any("the journal" in str(failure) for failure in result.failures)
    assert all(router.startup == router.running for router in fleet.routers.values())
    assert_no_act_without_its_record(fleet, result)


def assert_no_act_without_its_record(fleet: Fleet, result: RunResult) -> None:
    records = recorded(fleet, result.run)
    for name, router in fleet.routers.items():
        done = [act for act in router.acts if act.split()[0] not in READS | {"open"}]
        left = list(records.get(name, []))
        for act in done:
            assert act in left, f"{name}: {act} is not in the journal: {records.get(name)}"
            left.remove(act)


def test_a_full_disk_stops_the_change_and_the_timers_undo_it(small_disk: Path) -> None:
    fleet = Fleet(small_disk, timing=replace(TIMING, mend_seconds=1.0))
    before, ballast = fleet.configs(), small_disk / "ballast"

    def fill() -> None:
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(b"x" * 4096):
                    pass
            except OSError:
                pass  # not a byte is left

    on_act(fleet, "push proposals", fill)
    result = fleet.run(before=impatient)
    ballast.unlink()

    assert any("disk of the journal is full" in str(one) for one in result.failures), (
        result.failures
    )
    assert_stopped_and_undone(fleet, result, before)
    assert not any("revert" in router.acts for router in fleet.routers.values())


def test_a_full_disk_that_gets_room_again_lets_the_run_undo_itself(small_disk: Path) -> None:
    fleet = Fleet(small_disk, timing=TIMING)
    before, ballast = fleet.configs(), small_disk / "ballast"

    def fill() -> None:
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(b"x" * 4096):
                    pass
            except OSError:
                threading.Timer(2.0, ballast.unlink).start()

    on_act(fleet, "push proposals", fill)
    result = fleet.run(before=impatient)

    assert_stopped_and_undone(fleet, result, before)


def test_a_database_that_turns_read_only_stops_the_change_and_the_timers_undo_it(
    tmp_path: Path,
) -> None:
    fleet = Fleet(tmp_path, timing=replace(TIMING, mend_seconds=1.0))
    before, runs = fleet.configs(), list[RunContext]()

    def forbid(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA query_only=1")  # SQLite refuses as it does on a read-only file

    on_act(
        fleet,
        "push proposals",
        lambda: event.listen(runs[0].journal._engine, "checkout", forbid),  # pyright: ignore[reportPrivateUsage] - white-box: nothing else has it
    )

    def meet(run: RunContext) -> None:
        impatient(run)
        runs.append(run)

    result = fleet.run(before=meet)

    assert any("the journal is read-only" in str(one) for one in result.failures), result.failures
    assert_stopped_and_undone(fleet, result, before)


def test_a_journal_on_a_read_only_file_system_is_refused_before_anything(small_disk: Path) -> None:
    fleet = Fleet(small_disk, timing=QUICK)
    assert fleet.run(dry_run=True).outcome == "planned"
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    for router in fleet.routers.values():
        router.acts.clear()

    with pytest.raises(JournalError, match="can't be opened or written"):
        fleet.run()

    assert not any(router.acts for router in fleet.routers.values())


def test_a_database_that_is_locked_for_long_stops_the_change_and_it_is_undone_on_record(
    tmp_path: Path,
) -> None:
    fleet = Fleet(tmp_path, timing=TIMING)
    before = fleet.configs()

    on_act(fleet, "push proposals", lambda: lock_for(fleet, LONG_LOCK))
    result = fleet.run(before=impatient)

    assert any("locked by another process" in str(one) for one in result.failures), result.failures
    assert_stopped_and_undone(fleet, result, before)


def test_a_lock_shorter_than_the_patience_is_waited_for(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path, timing=replace(QUICK, margin_seconds=30.0))

    on_act(fleet, "push proposals", lambda: lock_for(fleet, SHORT_LOCK))
    for router in fleet.routers.values():
        router.fires_after = None
    result = fleet.run()

    assert result.outcome == "kept", result.failures
    assert_no_act_without_its_record(fleet, result)


def lock_for(fleet: Fleet, seconds: float) -> None:
    """Keep every writer out of the database for a while."""
    other = sqlite3.connect(fleet.folder / "journal.db", timeout=30, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")

    def release() -> None:
        other.rollback()
        other.close()

    threading.Timer(seconds, release).start()


def test_a_server_that_is_gone_stops_the_change_and_it_is_undone_once_it_is_back(
    tmp_path: Path, server: Postgres
) -> None:
    fleet = Fleet(tmp_path, timing=TIMING, journal_url=server.database())
    before = fleet.configs()

    on_act(fleet, "push proposals", lambda: restart_after(server, LONG_LOCK))
    result = fleet.run(before=impatient)
    wait_for(server)

    assert_stopped_and_undone(fleet, result, before)


def test_a_server_that_restarts_within_the_patience_is_waited_for(
    tmp_path: Path, server: Postgres
) -> None:
    fleet = Fleet(
        tmp_path, timing=replace(QUICK, margin_seconds=30.0), journal_url=server.database()
    )

    on_act(fleet, "push proposals", lambda: restart_after(server, SHORT_LOCK))
    for router in fleet.routers.values():
        router.fires_after = None
    result = fleet.run()
    wait_for(server)

    assert result.outcome == "kept", result.failures
    assert_no_act_without_its_record(fleet, result)


_restarts: list[threading.Timer] = []


def restart_after(server: Postgres, seconds: float) -> None:
    server.stop()
    timer = threading.Timer(seconds, server.start)
    _restarts.append(timer)
    timer.start()


def wait_for(server: Postgres) -> None:
    del server
    while _restarts:
        _restarts.pop().join()
