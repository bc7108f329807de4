"""The write-ahead record of every run. What a run is about to do is on disk before it does it."""

from __future__ import annotations

import getpass
import json
import os
import secrets
import socket
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from nornir_ikev2.errors import JournalError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from nornir_ikev2.change.outcome import Outcome
    from nornir_ikev2.change.states import State
    from nornir_ikev2.change.writer import Statement

KEY_FILE: Final = "journal.key"
BUSY_SECONDS: Final = 30


def new_run_id(now: datetime | None = None) -> str:
    """An id that sorts by time and fits a file name on any flash: `20260131-120000-3fa9`."""
    return f"{now or datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def open_engine(url: str, root: Path) -> Engine:
    """Open the database of a journal; makes its tables. SQLite paths are relative to `root`.

    Raises:
        JournalError: it can't be opened.
    """
    from sqlalchemy import create_engine, event  # noqa: PLC0415 - not needed for --help
    from sqlalchemy.engine import make_url  # noqa: PLC0415 - as above
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - as above

    from nornir_ikev2.change.tables import metadata  # noqa: PLC0415 - as above

    try:
        parsed = make_url(url)
        sqlite = parsed.get_backend_name() == "sqlite"
        if sqlite and parsed.database and parsed.database != ":memory:":
            path = root / parsed.database
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            parsed = parsed.set(database=str(path))
        engine = create_engine(parsed, hide_parameters=True)
        if sqlite:
            event.listen(engine, "connect", _sqlite_pragmas)
        with engine.begin() as connection:
            if sqlite:
                # Python's sqlite3 opens no transaction for DDL; one is quicker than a sync per table.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            metadata.create_all(connection)
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise JournalError(
            f"the journal can't be opened ({type(error).__name__})",
            cure="Check user_defined.ikev2.journal in nornir.yaml and the rights of its folder.",
        ) from error
    return engine


def _sqlite_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


class Journal:
    """The record of one run. Safe to use from many threads. Texts given to it are masked already."""

    def __init__(self, url: str, root: Path, private: Path, run: str) -> None:
        from nornir_ikev2.change import tables  # noqa: PLC0415 - SQLAlchemy, on use only
        from nornir_ikev2.change.vault import Vault  # noqa: PLC0415 - cryptography, on use only
        from nornir_ikev2.change.writer import Writer  # noqa: PLC0415 - SQLAlchemy, on use only

        self.run = run
        self._t = tables
        self._engine = open_engine(url, root)
        self._vault = Vault(private / KEY_FILE)
        self._writer = Writer(self._engine)

    def begin(self, playbook: str, options: Mapping[str, object], version: str) -> None:
        """Record that the run begins."""
        row = {
            "id": self.run,
            "playbook": playbook,
            "options": json.dumps(options, sort_keys=True),
            "user": _user(),
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "version": version,
            "started": time.time(),
        }
        self._writer.write((self._t.runs.insert(), row))

    def routers(self, names: Iterable[str]) -> None:
        """Record which routers the run is about; all untouched so far."""
        insert = self._t.routers.insert()
        rows = [{"run": self.run, "router": name, "state": "untouched"} for name in names]
        self._writer.write(*((insert, row) for row in rows))

    def state(self, router: str, state: State) -> None:
        """Record a state; on disk when this returns."""
        update = self._t.routers.update().where(
            self._t.routers.c.run == self.run, self._t.routers.c.router == router
        )
        self._writer.write((update.values(state=state), {}), self._event("state", router, state))

    def states(self, routers: Iterable[str], state: State) -> None:
        """Record one state of many routers at once; on disk when this returns."""
        update = self._t.routers.update().where(self._t.routers.c.run == self.run)
        statements: list[Statement] = []
        for router in routers:
            row = update.where(self._t.routers.c.router == router).values(state=state)
            statements += [(row, {}), self._event("state", router, state)]
        self._writer.write(*statements)

    def checkpoint(self, router: str, file: str, config: str) -> None:
        """Keep a router's configuration, sealed, and the file it is about to be copied to."""
        row = {
            "run": self.run,
            "router": router,
            "file": file,
            "sealed": self._vault.seal(config),
        }
        self._writer.write((self._t.checkpoints.insert(), row))

    def decide(self, decision: Literal["keep", "undo"], why: str) -> None:
        """Record the decision; on disk when this returns."""
        row = {"run": self.run, "decision": decision, "at": time.time(), "why": why}
        event = self._event("decision", "", decision)
        self._writer.write((self._t.decisions.insert(), row), event)

    def step(
        self, router: str, phase: str, step: str, began: float, *, failed: bool, changed: bool
    ) -> None:
        """Record a step that ends now; not waited for. `began` in seconds since 1970 (UTC)."""
        row = {
            "run": self.run,
            "router": router,
            "phase": phase,
            "step": step,
            "began": began,
            "ended": time.time(),
            "failed": int(failed),
            "changed": int(changed),
        }
        self._writer.write((self._t.steps.insert(), row), wait=False)

    def note(
        self, text: str, *, kind: Literal["note", "phase", "failure"] = "note", router: str = ""
    ) -> None:
        """Record anything else; not waited for."""
        self._writer.write(self._event(kind, router, text), wait=False)

    def end(self, outcome: Outcome, report: str, errors: Mapping[str, str]) -> None:
        """Record how the run ended.

        Args:
            outcome: of the run.
            report: the JSON document of the run.
            errors: what went wrong, by router.
        """
        where = self._t.routers.c
        statements: list[Statement] = [
            (
                self._t.routers.update()
                .where(where.run == self.run, where.router == router)
                .values(error=text),
                {},
            )
            for router, text in errors.items()
        ]
        done = self._t.runs.update().where(self._t.runs.c.id == self.run)
        values = {"ended": time.time(), "outcome": outcome, "report": report}
        self._writer.write(*statements, (done.values(values), {}))

    def close(self) -> None:
        """Write what is left and let go of the database."""
        self._writer.close()
        self._engine.dispose()

    def _event(self, kind: str, router: str, text: str) -> tuple[Any, dict[str, object]]:
        at = time.time()
        row = {"run": self.run, "at": at, "kind": kind, "router": router, "text": text}
        return self._t.events.insert(), dict[str, object](row)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
