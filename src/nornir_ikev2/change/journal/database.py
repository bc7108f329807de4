"""The database under the journal: opening it, its clock, its transactions, and what its errors mean.

SQLite and PostgreSQL go through the same code; what differs between them is in this file alone.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, Float, Table, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from nornir_ikev2.change.journal import tables
from nornir_ikev2.errors import JournalError

BUSY_SECONDS: Final = 2
"""How long SQLite itself waits for another writer; whoever has more patience asks again."""
CONNECT_SECONDS: Final = 5
SQLITE: Final = "sqlite"
POSTGRESQL, PSYCOPG = "postgresql", "postgresql+psycopg"
_NO_LONG_WAITS: Final = {
    "connect_timeout": CONNECT_SECONDS,
    "tcp_user_timeout": CONNECT_SECONDS * 1000,
    "options": f"-c lock_timeout={BUSY_SECONDS}s -c statement_timeout={2 * CONNECT_SECONDS}s",
}
"""A server that is silent must not hold a change up for as long as TCP would."""
BRING_UP_LOCK: Final = 0x696B6532
"""Key of the advisory lock under which tables are made: `ike2`."""
_PASSING: Final = (
    *("locked", "busy", "connection", "server", "starting up", "shutting down"),
    *("timeout", "deadlock"),
)
"""Words of errors that may be gone in a moment: another writer, or a server that restarts."""
_MEANING: Final = {
    "full": "the disk of the journal is full",
    "no space": "the disk of the journal is full",
    "readonly": "the journal is read-only",
    "read-only": "the journal is read-only",
    "locked": "the journal is locked by another process",
    "busy": "the journal is locked by another process",
    "unable to open": "its file can't be opened or written",
    "i/o error": "the disk of the journal has errors",
    "connection": "the journal's database does not answer",
    "server": "the journal's database does not answer",
}


class Now(FunctionElement[float]):
    """The database's own clock, seconds since 1970: one clock for all hosts that share a journal."""

    type = Float()
    inherit_cache = True


@compiles(Now, "sqlite")
def _now_sqlite(_element: object, _compiler: object, **_options: object) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(Now, "postgresql")
def _now_postgresql(_element: object, _compiler: object, **_options: object) -> str:
    return "extract(epoch from clock_timestamp())::double precision"


def open_engine(url: str, root: Path) -> Engine:
    """Open the database of a journal; makes its tables. SQLite paths are relative to `root`.

    Raises:
        JournalError: it can't be opened, or a later release made it.
    """
    try:
        parsed = make_url(url)
        arguments: dict[str, Any] = {}
        if parsed.get_backend_name() == SQLITE:
            if parsed.database and parsed.database != ":memory:":
                path = root / parsed.database
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                parsed = parsed.set(database=str(path))
        elif parsed.drivername == POSTGRESQL:
            parsed = parsed.set(drivername=PSYCOPG)  # SQLAlchemy's default is the driver before it
        if parsed.drivername == PSYCOPG:
            arguments = {"connect_args": _NO_LONG_WAITS, "pool_pre_ping": True}
        engine = create_engine(parsed, hide_parameters=True, **arguments)
        if engine.dialect.name == SQLITE:
            event.listen(engine, "connect", _sqlite_pragmas)
        if not _is_ready(engine):
            with transaction(engine) as connection:
                _bring_up(connection)
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise JournalError(
            f"the journal can't be opened ({meaning(error) or type(error).__name__})",
            cure="Check user_defined.ikev2.journal in nornir.yaml and the rights of its folder.",
        ) from error
    return engine


@contextmanager
def transaction(engine: Engine) -> Generator[Connection]:
    """One transaction that writes: committed at the end, rolled back by an error."""
    with engine.connect() as connection, connection.begin():
        if engine.dialect.name == SQLITE:
            # Python's sqlite3 begins none before DDL or SELECT; IMMEDIATE also keeps other writers out.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def exclusively(connection: Connection, table: Table) -> None:
    """Keep every other writer of a table out until the transaction ends."""
    if connection.dialect.name != SQLITE:  # there BEGIN IMMEDIATE does
        connection.execute(text(f'LOCK TABLE "{table.name}" IN EXCLUSIVE MODE'))


def against_takers(connection: Connection, table: Table) -> None:
    """Let `exclusively` wait until this transaction ends, and no other writer."""
    if connection.dialect.name != SQLITE:
        connection.execute(text(f'LOCK TABLE "{table.name}" IN ROW SHARE MODE'))


def is_passing(error: BaseException) -> bool:
    """Whether an error of the database may be gone when asked again: a lock, a server that restarts."""
    if not isinstance(error, OperationalError):
        return isinstance(error, DBAPIError) and error.connection_invalidated
    words = str(error.orig).lower()
    return error.connection_invalidated or any(word in words for word in _PASSING)


def meaning(error: BaseException) -> str:
    """What an error of the database means, a clause for people; empty where that is not known."""
    words = str(error.orig if isinstance(error, DBAPIError) else error).lower()
    return next((said for word, said in _MEANING.items() if word in words), "")


def _sqlite_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_SECONDS * 1000}", "journal_mode=WAL", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _is_ready(engine: Engine) -> bool:
    """Whether the schema is this release's: then opening writes nothing, so that a reader never waits.

    Raises:
        JournalError: a later release made it.
    """
    with engine.connect() as connection:
        try:
            found = connection.execute(tables.schema.select()).scalar()
        except (OperationalError, ProgrammingError) as error:
            if is_passing(error):
                raise
            return False  # no table yet
    if found is not None and found > tables.VERSION:
        raise JournalError(
            f"the journal was written by a later release (schema {found}, this one knows"
            f" {tables.VERSION})",
            cure="Use that release, or name another journal in nornir.yaml.",
        )
    return found == tables.VERSION


def _bring_up(connection: Connection) -> None:
    """Make the tables that are missing; a journal of release 0.1.0 gets those it did not have."""
    if connection.dialect.name != SQLITE:  # two runs may be the first at once
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": BRING_UP_LOCK})
    tables.metadata.create_all(connection)
    connection.execute(tables.schema.delete())
    connection.execute(tables.schema.insert(), {"version": tables.VERSION})
