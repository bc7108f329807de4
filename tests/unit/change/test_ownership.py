"""What is ours is written down before a change is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.fleet import Fleet
from nornir_ikev2.intent.lock import Lock


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


def test_what_is_owned_is_on_disk_before_the_first_router_is_confirmed(fleet: Fleet) -> None:
    lock = Lock(fleet.folder / "vpns.lock.yaml")
    seen: list[str] = []

    def watch(_router: str, act: str) -> None:
        if act == "confirm":
            seen.append(lock.path.read_text())

    for router in fleet.routers.values():
        router.watch = watch

    assert fleet.run(lock=lock).outcome == "kept"
    assert len(seen) == len(fleet.names)
    assert all(f"owned by {name}" in text for text in seen for name in fleet.names)


def test_a_router_that_is_not_saved_still_owns_its_lines(fleet: Fleet) -> None:
    lock = Lock(fleet.folder / "vpns.lock.yaml")
    fleet.routers["hub1"].fail("save", "refuse", 9)

    result = fleet.run(lock=lock)

    assert result.outcome == "unrestored"
    assert "% Invalid input" in str(result.failures[0])  # the router's words
    assert Lock.load(lock.path).owned("hub1").lines == (("owned by hub1",),)


def test_a_change_whose_ownership_cant_be_written_is_undone(fleet: Fleet) -> None:
    before = fleet.configs()

    result = fleet.run(lock=Lock(fleet.folder / "missing" / "vpns.lock.yaml"))

    assert result.outcome == "restored"
    assert fleet.configs() == before
    assert "vpns.lock.yaml" in str(result.failures[0])


def test_a_second_run_that_cant_write_the_lock_file_says_so_and_is_no_failure(fleet: Fleet) -> None:
    fleet.run()

    result = fleet.run(lock=Lock(fleet.folder / "missing" / "vpns.lock.yaml"))

    assert result.outcome == "unchanged"
    assert "vpns.lock.yaml" in result.warnings[0]
