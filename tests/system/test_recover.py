"""A killed run, seen by the people who come after it: the next run refuses, `nornir recover` finishes it."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from site_under_test import Site, running_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running_site(tmp_path) as running:
        yield running


def test_the_next_run_names_the_command_and_recover_puts_every_router_back(site: Site) -> None:
    before = site.configs()
    for router in ("hub1", "branch1"):
        assert site.nornir("lab", "fault", router, "delay", "ms=150").code == 0
    site.interrupt("run", "deploy-hub-spoke", when="push_", by=signal.SIGKILL)

    refused = site.nornir("run", "deploy-hub-spoke", "--json")
    said = site.nornir("recover", "--dry-run", "--json")
    recovered = site.nornir("recover", "--json")
    again = site.nornir("recover")

    assert refused.code == 1
    assert refused.json["outcome"] == "refused"
    run = said.json["run"]
    assert f"nornir recover {run}" in refused.err
    assert (said.code, said.json["outcome"]) == (0, "planned")
    assert "go back to their checkpoints" in said.err
    assert "hub1" in said.err
    assert (recovered.code, recovered.json["outcome"]) == (0, "restored"), recovered.err
    assert {one["state"] for one in recovered.json["routers"].values()} == {"restored"}
    assert site.configs() == before
    assert (again.code, again.out) == (0, "nothing to recover: no run was interrupted\n")
    assert site.nornir("show", run).out.startswith(f"run {run}: deploy-hub-spoke, restored")
    for router in ("hub1", "branch1"):
        assert site.nornir("lab", "fault", router, "clear").code == 0
    assert site.nornir("run", "deploy-hub-spoke").code == 0


def stop_between_records(site: Site, process: subprocess.Popen[str]) -> None:
    """Stop a run while it does not write to its journal: SQLite stays locked by who is stopped in a write."""
    while True:
        process.send_signal(signal.SIGSTOP)
        with closing(sqlite3.connect(site.root / ".nornir" / "journal.db", timeout=0.2)) as book:
            try:
                book.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                process.send_signal(signal.SIGCONT)
                continue
            book.rollback()
            return


def test_a_rival_is_refused_or_waits_and_a_router_can_be_unlocked(site: Site) -> None:
    with site.started("run", "deploy-hub-spoke", "--json", when="checkpoint") as first:
        stop_between_records(site, first)
        rival = site.nornir("run", "deploy-hub-spoke", "--limit", "branches", "--json")
        unlock = site.nornir("unlock", "branch1")
        first.send_signal(signal.SIGCONT)
        first.communicate(timeout=60)
        waited = site.nornir("run", "deploy-hub-spoke", "--wait", "60", "--json")

    assert (rival.code, rival.json["outcome"]) == (1, "refused")
    assert "another run is under way on the same routers" in rival.err
    assert f"process {first.pid}" in rival.err
    assert unlock.code == 1
    assert "its process is stopped on this machine" in unlock.err
    assert waited.code == 0, waited.err
    assert site.nornir("unlock", "branch1").out == "branch1 is not locked\n"
    assert site.nornir("unlock", "nobody").code == 2
    assert site.nornir("recover", "last").code == 1


def test_a_router_that_is_unlocked_by_force_gets_no_line_more_and_all_go_back(site: Site) -> None:
    before = site.configs()
    assert site.nornir("lab", "fault", "branch1", "delay", "ms=400").code == 0
    with site.started("run", "deploy-hub-spoke", "-v", "--json", when="branch1: push_") as live:
        stop_between_records(site, live)
        unlocked = site.nornir("unlock", "branch1", "--force")
        live.send_signal(signal.SIGCONT)
        out, err = live.communicate(timeout=90)

    assert unlocked.code == 0, unlocked.err
    done: dict[str, Any] = json.loads(out)
    assert live.returncode in {3, 4}, err
    assert done["outcome"] in {"restored", "unrestored"}
    assert "branch1" in err
    assert site.nornir("lab", "fault", "branch1", "clear").code == 0
    if done["outcome"] == "unrestored":
        assert site.nornir("recover", done["run"]).code == 0
    assert site.configs() == before
