"""Journals that earlier releases made are opened, written on, and recovered from."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from nornir_ikev2.change.journal.history import History
from nornir_ikev2.change.journal.record import KEY_FILE, Journal
from nornir_ikev2.change.journal.vault import Vault
from nornir_ikev2.change.recovery.case import load
from nornir_ikev2.change.recovery.unfinished import unfinished

URL = "sqlite:///journal.db"
OLD = "20260101-000000-0001"
RELEASE_0_1_0 = """
CREATE TABLE runs (id VARCHAR(40) NOT NULL, playbook VARCHAR(80) NOT NULL, options TEXT NOT NULL,
  user VARCHAR(80) NOT NULL, host VARCHAR(255) NOT NULL, pid INTEGER NOT NULL, version VARCHAR(40) NOT NULL,
  started FLOAT NOT NULL, ended FLOAT, outcome VARCHAR(20), report TEXT, PRIMARY KEY (id));
CREATE TABLE routers (run VARCHAR(40) NOT NULL, router VARCHAR(255) NOT NULL, state VARCHAR(20) NOT NULL,
  error TEXT, PRIMARY KEY (run, router), FOREIGN KEY(run) REFERENCES runs (id));
CREATE TABLE events (id INTEGER NOT NULL, run VARCHAR(40) NOT NULL, at FLOAT NOT NULL,
  kind VARCHAR(20) NOT NULL, router VARCHAR(255) NOT NULL, text TEXT NOT NULL, PRIMARY KEY (id),
  FOREIGN KEY(run) REFERENCES runs (id));
CREATE INDEX ix_events_run ON events (run);
CREATE TABLE steps (id INTEGER NOT NULL, run VARCHAR(40) NOT NULL, router VARCHAR(255) NOT NULL,
  phase VARCHAR(20) NOT NULL, step VARCHAR(80) NOT NULL, began FLOAT NOT NULL, ended FLOAT NOT NULL,
  failed INTEGER NOT NULL, changed INTEGER NOT NULL, PRIMARY KEY (id),
  FOREIGN KEY(run) REFERENCES runs (id));
CREATE INDEX ix_steps_run ON steps (run);
CREATE TABLE checkpoints (run VARCHAR(40) NOT NULL, router VARCHAR(255) NOT NULL,
  file VARCHAR(255) NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (run, router),
  FOREIGN KEY(run) REFERENCES runs (id));
CREATE TABLE decisions (run VARCHAR(40) NOT NULL, decision VARCHAR(10) NOT NULL, at FLOAT NOT NULL,
  why TEXT NOT NULL, PRIMARY KEY (run), FOREIGN KEY(run) REFERENCES runs (id));
"""
"""The tables as release 0.1.0 made them."""


@pytest.fixture
def old(tmp_path: Path) -> sqlite3.Connection:
    """A journal of release 0.1.0 with a run that was killed while it changed hub1."""
    sealed = Vault(tmp_path / KEY_FILE).seal("hostname hub1\nend\n")
    connection = sqlite3.connect(tmp_path / "journal.db", isolation_level=None)
    (tmp_path / "journal.db").chmod(0o600)
    connection.executescript(RELEASE_0_1_0)
    run = (OLD, "deploy-hub-spoke", "{}", "u", "h", os.getpid(), "0.1.0", 1.0)
    columns = "id, playbook, options, user, host, pid, version, started"
    connection.execute(f"INSERT INTO runs ({columns}) VALUES (?,?,?,?,?,?,?,?)", run)  # noqa: S608 - words of ours
    for router, state in (("hub1", "changing"), ("branch1", "untouched")):
        connection.execute("INSERT INTO routers VALUES (?, ?, ?, NULL)", (OLD, router, state))
    row = (OLD, "hub1", "flash:ikev2-old.cfg", sealed)
    connection.execute("INSERT INTO checkpoints VALUES (?, ?, ?, ?)", row)
    return connection


@pytest.mark.parametrize("kept", [False, True])
def test_a_run_that_release_0_1_0_left_half_way_is_recovered_from_its_records(
    old: sqlite3.Connection, tmp_path: Path, *, kept: bool
) -> None:
    if kept:
        old.execute("INSERT INTO decisions VALUES (?, 'keep', 2.0, '')", (OLD,))
    old.close()

    history = History.open(URL, tmp_path)
    (found,) = unfinished(history)
    case = load(history, Vault(tmp_path / KEY_FILE), found.past)
    history.close()

    assert found.touched == {"hub1": "changing"}
    hub = case.routers["hub1"]
    assert (hub.kept, hub.file, hub.before) == (kept, "flash:ikev2-old.cfg", "hostname hub1\nend\n")


def test_new_runs_are_written_beside_those_of_release_0_1_0(
    old: sqlite3.Connection, tmp_path: Path
) -> None:
    old.close()
    journal = Journal(URL, tmp_path, tmp_path, "20260102-000000-0002")
    journal.begin("remove-vpn", {}, "0.2.0")
    journal.routers(["hub1"])
    journal.close()

    history = History.open(URL, tmp_path)
    runs = [one.run for one in history.runs(5)]
    history.close()

    assert runs == ["20260102-000000-0002", OLD]
