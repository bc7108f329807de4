"""Reads the journal: past runs, what became of them, their steps and events."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

from nornir_ikev2.errors import JournalError, UsageError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from nornir_ikev2.change.journal.keymarks import KeyMark
    from nornir_ikev2.change.states import State

LAST = "last"


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run. `started` and `ended` in seconds since 1970, `ended` and `outcome` None while it goes on.

    `report` is the document of `nornir run --json`, None until the run ends.
    """

    run: str
    playbook: str
    user: str
    host: str
    pid: int
    version: str
    options: dict[str, Any]
    started: float
    ended: float | None
    outcome: str | None
    routers: int
    report: dict[str, Any] | None = None

    @property
    def part_of(self) -> str:
        """The run in batches that this one is a batch of; empty for any other run."""
        return str(self.options.get("of", ""))


@dataclass(frozen=True, slots=True)
class PastStep:
    """One step of one router; `began` and `ended` in seconds since 1970."""

    router: str
    phase: str
    step: str
    began: float
    ended: float
    failed: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class PastEvent:
    """One event: kind is phase, state, failure, decision or note."""

    at: float
    kind: str
    router: str
    text: str


@dataclass(frozen=True, slots=True)
class PastAct:
    """One window of masked lines that was about to be typed, under the fence of a lease."""

    at: float
    router: str
    fence: int
    text: str


@dataclass(frozen=True, slots=True)
class RouterRecord:
    """What was kept of a router: `checkpoint` and `plan` are sealed, `digest` is that of the checkpoint.

    `until` is when its dead-man timer is over, seconds since 1970.
    """

    file: str
    checkpoint: bytes
    plan: bytes | None
    digest: str | None
    until: float | None


class History:
    """The runs in one journal."""

    def __init__(self, engine: Engine) -> None:
        from nornir_ikev2.change.journal import tables  # noqa: PLC0415 - SQLAlchemy, on use only

        self._t = tables
        self._engine = engine

    @classmethod
    def open(cls, url: str, root: Path) -> Self:
        """Open a journal to read it.

        Raises:
            JournalError: it can't be opened.
        """
        from nornir_ikev2.change.journal.database import open_engine  # noqa: PLC0415 - SQLAlchemy, on use only

        return cls(open_engine(url, root))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def runs(self, count: int) -> list[PastRun]:
        """The last runs, the latest first.

        Raises:
            JournalError: the journal can't be read.
        """
        table = self._t.runs
        return self._runs(table.select().order_by(table.c.started.desc()).limit(count))

    def run(self, name: str) -> PastRun:
        """One run by its id, the unambiguous beginning of it, or `last`.

        Raises:
            UsageError: there is none, or several.
            JournalError: the journal can't be read.
        """
        table = self._t.runs
        if name == LAST:
            found = self.runs(1)
        else:
            found = self._runs(table.select().where(table.c.id.startswith(name, autoescape=True)))
            # The id of a run in batches begins those of its batches.
            found = [one for one in found if one.run == name] or found
        if len(found) != 1:
            text = (
                f"{len(found)} runs begin with `{name}`" if found else f"there is no run `{name}`"
            )
            raise UsageError(text, cure="nornir history lists them.")
        return found[0]

    def open_runs(self) -> list[PastRun]:
        """Runs that began and are not over, the first one first.

        Those under way or interrupted have no end; others were kept, and a router is not where it belongs.

        Raises:
            JournalError: the journal can't be read.
        """
        from sqlalchemy import select  # noqa: PLC0415 - on use only

        table, verdicts = self._t.runs, self._t.verdicts
        kept = select(verdicts.c.run).where(verdicts.c.decision == "keep")
        half = (table.c.outcome == "unrestored") & table.c.id.in_(kept)
        return self._runs(
            table.select().where(table.c.ended.is_(None) | half).order_by(table.c.started)
        )

    def runs_since(self, moment: float) -> list[PastRun]:
        """Runs that began after a moment (seconds since 1970), the first one first.

        Raises:
            JournalError: the journal can't be read.
        """
        table = self._t.runs
        return self._runs(table.select().where(table.c.started > moment).order_by(table.c.started))

    def batches(self, past: PastRun) -> list[PastRun]:
        """The records of the batches of a run, in order; each attempt has one.

        Raises:
            JournalError: the journal can't be read.
        """
        return [one for one in self.runs_since(past.started) if one.part_of == past.run]

    def states(self, run: str) -> dict[str, str]:
        """The last recorded state of each router of a run."""
        table = self._t.routers
        rows = self._all(table.select().where(table.c.run == run).order_by(table.c.router))
        return {row.router: row.state for row in rows}

    def decision(self, run: str) -> str | None:
        """`keep` or `undo`, None where none was recorded, which means undo."""
        table = self._t.decisions
        return next(
            (row.decision for row in self._all(table.select().where(table.c.run == run))), None
        )

    def checkpoints(self, run: str) -> dict[str, str]:
        """The checkpoint file of each router of a run; their contents stay sealed."""
        table = self._t.checkpoints
        return {row.router: row.file for row in self._all(table.select().where(table.c.run == run))}

    def ever(self, run: str, state: State) -> set[str]:
        """The routers of a run that were ever in a state."""
        table = self._t.events
        query = table.select().where(
            table.c.run == run, table.c.kind == "state", table.c.text == state
        )
        return {row.router for row in self._all(query)}

    def verdicts(self, run: str) -> dict[str, str]:
        """`keep` or `undo` for each router it was decided for."""
        table = self._t.verdicts
        return {
            row.router: row.decision for row in self._all(table.select().where(table.c.run == run))
        }

    def records(self, run: str) -> dict[str, RouterRecord]:
        """What was kept of each router before it was touched."""
        files, plans, timers = self._t.checkpoints, self._t.plans, self._t.timers
        until = {row.router: row for row in self._all(timers.select().where(timers.c.run == run))}
        wanted = {row.router: row for row in self._all(plans.select().where(plans.c.run == run))}
        return {
            row.router: RouterRecord(
                row.file,
                row.sealed,
                wanted[row.router].sealed if row.router in wanted else None,
                wanted[row.router].before if row.router in wanted else None,
                until[row.router].until if row.router in until else None,
            )
            for row in self._all(files.select().where(files.c.run == run))
        }

    def tunnels(self, run: str) -> bytes | None:
        """The tunnels of a run, sealed; None where it kept none."""
        table = self._t.intents
        rows = self._all(table.select().where(table.c.run == run))
        return rows[0].sealed if rows else None

    def acts(self, run: str) -> list[PastAct]:
        """All that was about to be typed into routers, in order."""
        table = self._t.acts
        return [
            PastAct(row.at, row.router, row.fence, row.text)
            for row in self._all(table.select().where(table.c.run == run).order_by(table.c.id))
        ]

    def steps(self, run: str) -> list[PastStep]:
        """The steps of a run in the order they ended."""
        table = self._t.steps
        return [
            PastStep(
                row.router,
                row.phase,
                row.step,
                row.began,
                row.ended,
                bool(row.failed),
                bool(row.changed),
            )
            for row in self._all(table.select().where(table.c.run == run).order_by(table.c.id))
        ]

    def events(self, run: str) -> list[PastEvent]:
        """The events of a run in their order."""
        table = self._t.events
        return [
            PastEvent(row.at, row.kind, row.router, row.text)
            for row in self._all(table.select().where(table.c.run == run).order_by(table.c.id))
        ]

    def key_marks(self) -> dict[tuple[str, str], KeyMark]:
        """What is recorded of keys that routers show only encrypted, by router and key.

        Raises:
            JournalError: the journal can't be read.
        """
        from nornir_ikev2.change.journal.keymarks import KeyMark  # noqa: PLC0415 - it knows the journal

        rows = self._all(self._t.key_marks.select())
        return {(row.router, row.secret): KeyMark(row.key, row.stored) for row in rows}

    def _runs(self, query: Any) -> list[PastRun]:  # noqa: ANN401 - SQLAlchemy's generic select
        counts = self._counts()
        return [
            PastRun(
                run=row.id,
                playbook=row.playbook,
                user=row.user,
                host=row.host,
                pid=row.pid,
                version=row.version,
                options=json.loads(row.options),
                started=row.started,
                ended=row.ended,
                outcome=row.outcome,
                routers=counts.get(row.id, 0),
                report=_document(row.report),
            )
            for row in self._all(query)
        ]

    def _counts(self) -> dict[str, int]:
        from sqlalchemy import func, select  # noqa: PLC0415 - on use only

        table = self._t.routers
        query = select(table.c.run, func.count().label("count")).group_by(table.c.run)
        return {row[0]: row[1] for row in self._all(query)}

    def _all(self, query: Any) -> list[Any]:  # noqa: ANN401 - rows of any table
        from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - on use only

        try:
            with self._engine.connect() as connection:
                rows: Any = connection.execute(query)
                return list(rows)
        except SQLAlchemyError as error:
            raise JournalError(f"the journal can't be read ({type(error).__name__})") from error


def _document(report: str | None) -> dict[str, Any] | None:
    """The document of a report; None for the words of somebody who keeps no documents."""
    try:
        document: object = json.loads(report or "null")
    except ValueError:
        return None
    return cast("dict[str, Any]", document) if isinstance(document, dict) else None
