from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text

from nornir_ikev2.change.journal.database import open_engine
from nornir_ikev2.change.journal.history import History
from nornir_ikev2.change.journal.record import KEY_FILE, Journal, new_run_id
from nornir_ikev2.change.journal.vault import Vault
from nornir_ikev2.change.journal.writer import Writer
from nornir_ikev2.errors import JournalError, UsageError

URL = "sqlite:///private/journal.db"
CONFIG = "hostname hub1\ncrypto ikev2 keyring K\n pre-shared-key CANARY-in-a-config\nend"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    (tmp_path / "private").mkdir(mode=0o700)
    book = Journal(URL, tmp_path, tmp_path / "private", "20260101-000000-0001")
    book.begin("deploy", {"limit": ["hub1"]}, "0.1.0")
    yield book
    book.close()


@pytest.fixture
def history(journal: Journal, tmp_path: Path) -> Iterator[History]:  # noqa: ARG001 - the journal comes first
    book = History.open(URL, tmp_path)
    yield book
    book.close()


def test_a_state_is_on_disk_when_the_call_returns(journal: Journal, history: History) -> None:
    journal.routers(["hub1", "branch1"])

    journal.state("hub1", "checkpointed")

    assert history.states(journal.run) == {"branch1": "untouched", "hub1": "checkpointed"}


def test_fifty_threads_write_at_once_and_nothing_is_lost(
    journal: Journal, history: History
) -> None:
    names = [f"r{number}" for number in range(50)]
    journal.routers(names)

    def work(name: str) -> None:
        journal.state(name, "checkpointed")
        journal.step(name, "change", "checkpoint", 0.0, failed=False, changed=False)
        journal.state(name, "armed")

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal.note("all done")
    journal.end("restored", "{}", {})

    assert set(history.states(journal.run).values()) == {"armed"}
    assert len(history.steps(journal.run)) == 50
    assert len([one for one in history.events(journal.run) if one.kind == "state"]) == 100


def test_a_checkpoint_is_unreadable_without_the_key_and_whole_with_it(
    journal: Journal, tmp_path: Path
) -> None:
    journal.checkpoint("hub1", "flash:x.cfg", CONFIG)
    journal.close()

    private = tmp_path / "private"
    assert all(b"CANARY" not in path.read_bytes() for path in private.iterdir())
    rows = sqlite3.connect(private / "journal.db").execute("select sealed from checkpoints")
    sealed = next(iter(rows))[0]
    assert Vault(private / KEY_FILE).open(sealed) == CONFIG


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    sealed = Vault(tmp_path / "one").seal(CONFIG)

    with pytest.raises(JournalError, match="can't be opened"):
        Vault(tmp_path / "two").open(sealed)


def test_the_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "key"
    Vault(path)
    assert path.stat().st_mode & 0o777 == 0o600

    path.chmod(0o644)
    Vault(path)

    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_file_without_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("nothing")

    with pytest.raises(JournalError, match="holds no key"):
        Vault(tmp_path / "key")


def test_decision_outcome_and_report_are_read_back(journal: Journal, history: History) -> None:
    journal.routers(["hub1"])
    assert history.decision(journal.run) is None
    journal.decide("keep", "every check passed")
    journal.end("kept", '{"run": "x"}', {"hub1": "late"})

    past = history.run("last")

    assert history.decision(past.run) == "keep"
    assert (past.outcome, past.report, past.routers) == ("kept", {"run": "x"}, 1)
    assert past.options == {"limit": ["hub1"]}
    assert history.run(past.run[:10]) == past
    assert history.runs(5) == [past]


def test_a_report_that_is_no_document_is_no_obstacle(journal: Journal, history: History) -> None:
    journal.end("kept", "all went well", {})

    past = history.run("last")

    assert (past.outcome, past.report) == ("kept", None)


def test_the_whole_id_of_a_run_in_batches_does_not_mean_its_batches(tmp_path: Path) -> None:
    for run in ("20260101-000000-aaaa", "20260101-000000-aaaa-1", "20260101-000000-aaaa-2"):
        journal = Journal(URL, tmp_path, tmp_path, run)
        journal.begin("deploy-hub-spoke", {}, "test")
        journal.close()

    book = History.open(URL, tmp_path)
    try:
        assert book.run("20260101-000000-aaaa").run == "20260101-000000-aaaa"
        assert book.run("20260101-000000-aaaa-2").run == "20260101-000000-aaaa-2"
        with pytest.raises(UsageError):
            book.run("20260101")
    finally:
        book.close()


def test_a_run_that_is_not_there_is_a_usage_error(history: History) -> None:
    with pytest.raises(UsageError, match="there is no run `1999`"):
        history.run("1999")


def test_an_unknown_database_is_an_error_with_a_cure(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="can't be opened") as refused:
        Journal("nothing://at/all", tmp_path, tmp_path, "x")
    assert "nornir.yaml" in refused.value.cure


def test_sqlite_syncs_fully_and_writes_ahead(tmp_path: Path) -> None:
    engine = open_engine("sqlite:///x.db", tmp_path)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
    engine.dispose()


def test_a_broken_database_stops_every_later_writer(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'x.db'}")
    writer = Writer(engine)
    with pytest.raises(JournalError, match="can't be written"):
        writer.write((text("insert into nowhere values (1)"), {}))

    with pytest.raises(JournalError):
        writer.write((text("select 1"), {}), wait=False)
    writer.close()
    engine.dispose()


def test_orders_that_wait_together_are_committed_together(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'x.db'}")
    with engine.begin() as connection:
        connection.execute(text("create table t (n integer)"))
    commits: list[int] = []
    gate = threading.Event()

    def commit(_: object) -> None:
        commits.append(1)
        gate.wait(30)

    event.listen(engine, "commit", commit)
    writer = Writer(engine)
    insert = text("insert into t values (:n)")
    for number in range(100):
        writer.write((insert, {"n": number}), wait=False)
    gate.set()
    writer.close()

    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from t")).scalar() == 100
    assert len(commits) <= 101
    engine.dispose()


def test_run_ids_sort_by_time_and_fit_a_file_name() -> None:
    one = new_run_id()

    assert len(one) == 20
    assert one.replace("-", "").isalnum()
