"""The lock file under several processes at once, some of which die in the middle of writing it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fakes import lock_writer
from nornir_ikev2.intent.lock import Lock
from site_under_test import Completed, Site, running_site

LONG = bool(os.environ.get("NORNIR_IKEV2_LONG"))
KILLS = 200 if LONG else 12


class Writers:
    """Processes that write to one lock file, and what each says is on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.said: dict[str, list[str]] = {}

    def live(self, name: str, claims: int) -> None:
        """Let one write until it has said so many claims, then kill it wherever it is."""
        path = os.pathsep.join(
            [str(Path(lock_writer.__file__).parents[1]), *filter(None, sys.path)]
        )
        with subprocess.Popen(
            [sys.executable, lock_writer.__file__, str(self.path), name],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        ) as process:
            assert process.stdout
            said = self.said.setdefault(name, [])
            for _ in range(claims):
                said.append(process.stdout.readline().strip())
            process.kill()
            said += process.stdout.read().split("\n")[:-1]


@contextmanager
def watched(path: Path) -> Generator[list[str]]:
    """Read the file all the while; what was wrong with it."""
    faults: list[str] = []
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            try:
                Lock.load(path)
            except Exception as error:  # noqa: BLE001 - whatever a reader meets
                faults.append(str(error))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield faults
    finally:
        over.set()
        watcher.join()


def test_nothing_that_was_written_is_lost_and_no_reader_sees_half_a_file(tmp_path: Path) -> None:
    writers = Writers(tmp_path / "vpns.lock.yaml")
    names = ("east", "west")

    with watched(writers.path) as faults, ThreadPoolExecutor() as pool:
        for kill in range(KILLS // len(names)):
            list(pool.map(partial(writers.live, claims=kill % 4 + 1), names))

    assert faults == []
    lock = Lock.load(writers.path)
    for name in names:
        counts = [int(one) for one in writers.said[name] if one.isdigit()]
        assert {lock_writer.line(count) for count in counts} <= set(lock.owned(name).lines)
        assert lock.owned(name).prefixes == (name.upper(),)
    refused = [one for said in writers.said.values() for one in said if not one.isdigit()]
    assert all("another run gave 10.255.0" in one for one in refused), refused
    assert {vpn for vpn, _ in lock.tunnels} == set(names)
    assert len({given.subnet for given in lock.tunnels.values()}) == len(names)

    lock.found("east", lock.owned("west"))
    lock.save()
    assert [path.name for path in tmp_path.iterdir()] == ["vpns.lock.yaml"]


def two_vpns(vpns: dict[str, Any]) -> None:
    east = vpns["vpns"].pop("branches")
    tunnel = {**east["tunnel"], "subnet": "10.254.0.0/24"}
    vpns["vpns"] = {
        "east": {**east, "hubs": ["hub1"], "spokes": ["branch1"]},
        "west": {**east, "hubs": ["branch2"], "spokes": ["branch3"], "tunnel": tunnel},
    }


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running_site(tmp_path, {"inventory/vpns.yaml": two_vpns}) as running:
        yield running


def deploy(site: Site, vpn: str) -> Completed:
    return site.nornir("run", "deploy-hub-spoke", "--vpn", vpn, "--json")


def test_two_runs_at_once_on_different_vpns_both_end_up_in_the_lock_file(site: Site) -> None:
    path = site.root / "inventory" / "vpns.lock.yaml"

    with watched(path) as faults, ThreadPoolExecutor() as pool:
        done = list(pool.map(partial(deploy, site), ("east", "west")))

    assert [one.code for one in done] == [0, 0], "\n".join(one.err for one in done)
    assert faults == []
    lock = Lock.load(path)
    assert {name: owned.prefixes for name, owned in lock.routers.items()} == {
        **dict.fromkeys(("hub1", "branch1"), ("EAST",)),
        **dict.fromkeys(("branch2", "branch3"), ("WEST",)),
    }
    assert {vpn for vpn, _ in lock.tunnels} == {"east", "west"}
    written = path.read_text()
    again = site.nornir("run", "deploy-hub-spoke", "--json")
    assert (again.code, again.json["outcome"]) == (0, "unchanged"), again.err
    assert path.read_text() == written
    before = site.configs()
    removed = site.nornir("run", "remove-vpn", "--vpn", "east", "--yes", "--json")
    assert removed.code == 0, removed.err
    left = Lock.load(path)
    assert set(left.routers) == {"branch2", "branch3"}
    after = site.configs()
    assert {name: after[name] for name in left.routers} == {
        name: before[name] for name in left.routers
    }
