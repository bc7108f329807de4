"""The write-ahead record of every run. What a run is about to do is on disk before it does it."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from nornir_ikev2.change.leases.holder import me
from nornir_ikev2.errors import LeaseLost

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from nornir_ikev2.change.journal.history import History
    from nornir_ikev2.change.journal.keymarks import KeyMark
    from nornir_ikev2.change.journal.writer import Guard, Statement
    from nornir_ikev2.change.outcome import Outcome
    from nornir_ikev2.change.states import State

KEY_FILE: Final = "journal.key"
Decision = Literal["keep", "undo"]


def new_run_id(now: datetime | None = None) -> str:
    """An id that sorts by time and fits a file name on any flash: `20260131-120000-3fa9`."""
    return f"{now or datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


class Journal:
    """The record of one run. Safe to use from many threads. Texts given to it are masked already.

    Attributes:
        run: id of the run.
        fence: number of the leases this run holds. Once somebody took one of them under a higher number,
            what concerns that router is refused with `LeaseLost`, and so is the end of the run.
    """

    def __init__(self, url: str, root: Path, private: Path, run: str) -> None:
        from nornir_ikev2.change.journal import tables  # noqa: PLC0415 - SQLAlchemy, on use only
        from nornir_ikev2.change.journal.database import open_engine  # noqa: PLC0415 - as above
        from nornir_ikev2.change.journal.vault import Vault  # noqa: PLC0415 - cryptography, on use only
        from nornir_ikev2.change.journal.writer import Writer  # noqa: PLC0415 - SQLAlchemy, on use only
        from nornir_ikev2.change.leases.book import LeaseBook  # noqa: PLC0415 - as above

        self.run = run
        self.fence = 0
        self._t = tables
        self._engine = open_engine(url, root)
        self.vault = Vault(private / KEY_FILE)
        self.leases = LeaseBook(self._engine)
        self._writer = Writer(self._engine)

    @property
    def patience(self) -> float:
        """Seconds a record waits for a database that is locked or away."""
        return self._writer.patience

    @patience.setter
    def patience(self, seconds: float) -> None:
        self._writer.patience = seconds

    def begin(self, playbook: str, options: Mapping[str, object], version: str) -> None:
        """Record that the run begins."""
        holder = me()
        row = {
            "id": self.run,
            "playbook": playbook,
            "options": json.dumps(options, sort_keys=True),
            "user": holder.user,
            "host": holder.host,
            "pid": holder.pid,
            "version": version,
            "started": time.time(),
        }
        self._record([(self._t.runs.insert(), row)])

    def routers(self, names: Iterable[str]) -> None:
        """Record which routers the run is about; all untouched so far."""
        insert = self._t.routers.insert()
        rows = [{"run": self.run, "router": name, "state": "untouched"} for name in names]
        self._record([(insert, row) for row in rows])

    def intent(self, tunnels: str) -> None:
        """Keep the tunnels of the run, sealed; see `blueprint`."""
        row = {"run": self.run, "sealed": self.vault.seal(tunnels)}
        self._record([(self._t.intents.insert(), row)])

    def state(self, router: str, state: State) -> None:
        """Record a state; on disk when this returns."""
        self.states([router], state)

    def states(self, routers: Iterable[str], state: State) -> None:
        """Record one state of many routers at once; on disk when this returns."""
        names = list(routers)
        update = self._t.routers.update().where(self._t.routers.c.run == self.run)
        statements: list[Statement] = []
        for router in names:
            row = update.where(self._t.routers.c.router == router).values(state=state)
            statements += [(row, {}), self._event("state", router, state)]
        self._record(statements, names)

    def checkpoint(self, router: str, file: str, config: str, blueprint: str = "") -> None:
        """Keep a router's configuration and what is wanted of it, sealed, before anything is done to it.

        Args:
            router: its name.
            file: on the router, to which the configuration is about to be copied.
            config: the running-config.
            blueprint: see `blueprint`.
        """
        key = {"run": self.run, "router": router}
        row = {**key, "file": file, "sealed": self.vault.seal(config)}
        plan = {**key, "before": self.vault.digest(config), "sealed": self.vault.seal(blueprint)}
        statements = [(self._t.checkpoints.insert(), row), (self._t.plans.insert(), plan)]
        self._record(statements, [router])

    def replan(self, router: str, blueprint: str) -> None:
        """Replace what is wanted of a router: another batch of the same change is its turn."""
        mine = (self._t.plans.c.run == self.run) & (self._t.plans.c.router == router)
        update = self._t.plans.update().where(mine).values(sealed=self.vault.seal(blueprint))
        self._record([(update, {})], [router])

    def timer(self, router: str, minutes: int, until: float) -> None:
        """Record that a router's dead-man timer is about to start, or to start anew.

        Args:
            router: its name.
            minutes: of the router's clock.
            until: when it will be over, seconds since 1970.
        """
        mine = (self._t.timers.c.run == self.run) & (self._t.timers.c.router == router)
        row = {"run": self.run, "router": router, "minutes": minutes, "until": until}
        statements: list[Statement] = [
            (self._t.timers.delete().where(mine), {}),
            (self._t.timers.insert(), row),
        ]
        self._record(statements, [router])

    def act(self, router: str, lines: Sequence[str]) -> None:
        """Record what is about to be typed into a router; on disk when this returns.

        Raises:
            LeaseLost: somebody else has the router by now; it must not be typed.
        """
        row = {
            "run": self.run,
            "router": router,
            "at": time.time(),
            "fence": self.fence,
            "text": "\n".join(lines),
        }
        self._record([(self._t.acts.insert(), row)], [router])

    def decide(self, decision: Decision, why: str, routers: Collection[str] = ()) -> None:
        """Record the decision over routers, all at once; on disk when this returns.

        A later decision over the same routers takes the place of the first: recovery undoes what can't be
        brought to its end.

        Args:
            decision: `keep` or `undo`.
            why: for people.
            routers: those it is about.
        """
        at, names = time.time(), list(routers)
        row = {"run": self.run, "decision": decision, "at": at, "why": why}
        of_run = self._t.decisions.c.run == self.run
        statements: list[Statement] = [
            (self._t.decisions.delete().where(of_run), {}),
            (self._t.decisions.insert(), row),
        ]
        table = self._t.verdicts
        for name in names:
            mine = (table.c.run == self.run) & (table.c.router == name)
            statements += [
                (table.delete().where(mine), {}),
                (table.insert(), {**row, "router": name}),
            ]
        statements.append(self._event("decision", "", decision))
        self._record(statements, names)

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

    def mend(self, why: str, patience: float) -> None:
        """Try for so many seconds to write again, after a failure.

        Raises:
            JournalError: the journal still can't be written.
        """
        self._writer.mend(
            self._event("note", "", f"the journal can be written again: {why}"), patience
        )

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
        self._record([*statements, (done.values(values), {})])

    def remember_keys(self, router: str, marks: Mapping[str, KeyMark]) -> None:
        """Replace what is recorded of a router's encrypted keys."""
        table = self._t.key_marks
        rows = [
            {
                "router": router,
                "secret": ref,
                "key": mark.key,
                "stored": mark.stored,
                "run": self.run,
            }
            for ref, mark in marks.items()
        ]
        gone: Statement = (table.delete().where(table.c.router == router), {})
        self._record([gone, *((table.insert(), row) for row in rows)], [router])

    def close(self) -> None:
        """Write what is left and let go of the database."""
        self._writer.close()
        self._engine.dispose()

    def history(self) -> History:
        """What this journal holds, of all runs."""
        from nornir_ikev2.change.journal.history import History  # noqa: PLC0415 - it needs this module no more

        return History(self._engine)

    def _record(self, statements: Sequence[Statement], routers: Collection[str] = ()) -> None:
        """Write in one transaction; on disk when this returns. Every record that is waited for comes here.

        Args:
            statements: to be written.
            routers: whose leases must not be somebody else's; none: those of the whole run.

        Raises:
            LeaseLost: they are.
            JournalError: the journal can't be written.
        """
        self._writer.write(*statements, guard=self._guard(routers))

    def _guard(self, routers: Collection[str]) -> Guard:
        from sqlalchemy import select  # noqa: PLC0415 - on use only

        from nornir_ikev2.change.journal.database import against_takers  # noqa: PLC0415 - as above

        leases, fence = self._t.leases, self.fence
        higher = select(leases.c.router, leases.c.run).where(leases.c.fence > fence)
        names = frozenset(routers)
        if not names:
            query = higher.where(leases.c.run == self.run)
        elif len(names) == 1:
            query = higher.where(leases.c.router == next(iter(names)))
        else:
            query = higher

        def refuse_if_taken(connection: Connection) -> None:
            against_takers(connection, leases)
            taken = [row for row in connection.execute(query) if not names or row.router in names]
            if taken:
                raise LeaseLost(
                    f"{taken[0].router} was taken over by run {taken[0].run}",
                    cure=f"nornir show {taken[0].run} tells what became of it.",
                )

        return refuse_if_taken

    def _event(self, kind: str, router: str, text: str) -> tuple[Any, dict[str, object]]:
        at = time.time()
        row = {"run": self.run, "at": at, "kind": kind, "router": router, "text": text}
        return self._t.events.insert(), dict[str, object](row)
