"""Who may write to which router: leases in the journal, with a number that only ever grows.

A lease has an end. Whoever finds it over, or its holder dead, may take the router under a higher number
(the fence); the old holder's records are refused from then on, and with them its writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.exc import SQLAlchemyError

from nornir_ikev2.change.journal import tables
from nornir_ikev2.change.journal.database import Now, exclusively, meaning, transaction
from nornir_ikev2.change.leases.holder import Holder, Life, life
from nornir_ikev2.errors import JournalError

if TYPE_CHECKING:
    from sqlalchemy import Engine

T = TypeVar("T")
CHUNK: Final = 500
"""Routers asked for in one query: SQLite takes a limited number of parameters."""


@dataclass(frozen=True, slots=True)
class Lease:
    """One router's lease; `since` and `expires` by the database's clock, `left` seconds of it when read."""

    router: str
    run: str
    holder: Holder
    since: float
    expires: float
    fence: int
    left: float = 0.0

    @property
    def free(self) -> bool:
        """Whether nobody holds it: it was given back, or never taken."""
        return not self.run or not self.expires


def blocking(
    found: Iterable[Lease], run: str, holder: Holder, alive: Callable[[Holder], Life] = life
) -> dict[str, Lease]:
    """The leases that stand in the way of a run in a process: held by another one that may still act.

    A holder on this machine that is dead blocks nobody; one that can't be seen does until its lease is over.
    """
    lives: dict[Holder, Life] = {}
    stay: dict[str, Lease] = {}
    for one in found:
        if one.free or one.left <= 0 or (one.run, one.holder) == (run, holder):
            continue
        if one.holder not in lives:
            lives[one.holder] = alive(one.holder)
        if lives[one.holder] != "dead":
            stay[one.router] = one
    return stay


class LeaseBook:
    """The leases of one journal."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def acquire(
        self, run: str, routers: Collection[str], holder: Holder, seconds: float
    ) -> int | dict[str, Lease]:
        """Take the leases of all routers, or of none.

        Returns:
            The fence of all of them, or the leases that are in the way.

        Raises:
            JournalError: the journal can't be used.
        """

        def take(connection: Connection) -> int | dict[str, Lease]:
            exclusively(connection, tables.leases)
            there = self._find(connection, routers)
            stay = blocking(there.values(), run, holder)
            if stay:
                return stay
            fence: int = connection.execute(
                select(func.coalesce(func.max(tables.leases.c.fence), 0) + 1)
            ).scalar_one()
            now: float = connection.execute(select(Now())).scalar_one()
            row = {
                "run": run,
                "user": holder.user,
                "host": holder.host,
                "pid": holder.pid,
                "process": holder.process,
                "since": now,
                "expires": now + seconds,
                "fence": fence,
            }
            names = sorted(set(routers) & set(there))
            for start in range(0, len(names), CHUNK):
                some = names[start : start + CHUNK]
                mine = tables.leases.c.router.in_(some)
                connection.execute(tables.leases.update().where(mine).values(row))
            new = [row | {"router": name} for name in sorted(set(routers) - set(there))]
            if new:
                connection.execute(tables.leases.insert(), new)
            return fence

        return self._write(take)

    def renew(self, fence: int, seconds: float) -> int:
        """Put the end of all leases of a fence off; return how many there still are.

        Raises:
            JournalError: the journal can't be used.
        """
        mine = (tables.leases.c.fence == fence) & (tables.leases.c.expires > 0)
        update = tables.leases.update().where(mine).values(expires=Now() + seconds)

        def put_off(connection: Connection) -> int:
            return connection.execute(update).rowcount

        return self._write(put_off)

    def release(self, fence: int) -> None:
        """Give all leases of a fence back.

        Raises:
            JournalError: the journal can't be used.
        """
        mine = tables.leases.c.fence == fence
        self._write(
            lambda connection: connection.execute(
                tables.leases.update().where(mine).values(expires=0)
            )
        )

    def take_away(self, router: str) -> None:
        """End the lease of one router under a new fence: its holder's records are refused from now on.

        Raises:
            JournalError: the journal can't be used.
        """

        def end(connection: Connection) -> None:
            exclusively(connection, tables.leases)
            higher = select(func.max(tables.leases.c.fence) + 1).scalar_subquery()
            mine = tables.leases.c.router == router
            connection.execute(tables.leases.update().where(mine).values(expires=0, fence=higher))

        self._write(end)

    def find(self, routers: Collection[str]) -> dict[str, Lease]:
        """The leases of routers, also those that are over.

        Raises:
            JournalError: the journal can't be read.
        """
        try:
            with self._engine.connect() as connection:
                return self._find(connection, routers)
        except SQLAlchemyError as error:
            raise _unusable(error) from error

    def of_run(self, run: str) -> dict[str, Lease]:
        """The leases last taken for a run.

        Raises:
            JournalError: the journal can't be read.
        """
        try:
            with self._engine.connect() as connection:
                query = select(tables.leases, Now().label("now")).where(tables.leases.c.run == run)
                return {row.router: _lease(row) for row in connection.execute(query)}
        except SQLAlchemyError as error:
            raise _unusable(error) from error

    def _find(self, connection: Connection, routers: Collection[str]) -> dict[str, Lease]:
        names, found = sorted(set(routers)), dict[str, Lease]()
        for start in range(0, len(names), CHUNK):
            some = tables.leases.c.router.in_(names[start : start + CHUNK])
            query = select(tables.leases, Now().label("now")).where(some)
            found |= {row.router: _lease(row) for row in connection.execute(query)}
        return found

    def _write(self, work: Callable[[Connection], T]) -> T:
        try:
            with transaction(self._engine) as connection:
                return work(connection)
        except SQLAlchemyError as error:
            raise _unusable(error) from error


def describe(stay: Mapping[str, Lease]) -> str:
    """Who holds what, a clause for people: `hub1 and 3 more by run X (anna on host, process 7)`."""
    by_run: dict[tuple[str, Holder], list[str]] = {}
    for name in sorted(stay):
        by_run.setdefault((stay[name].run, stay[name].holder), []).append(name)
    parts: list[str] = []
    for (run, holder), names in by_run.items():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        parts.append(f"{names[0]}{more} by run {run} ({holder})")
    return "; ".join(parts)


def _lease(row: Row[Any]) -> Lease:
    holder = Holder(row.user, row.host, row.pid, row.process)
    left = row.expires - row.now
    return Lease(row.router, row.run, holder, row.since, row.expires, row.fence, left)


def _unusable(error: SQLAlchemyError) -> JournalError:
    return JournalError(
        f"leases can't be read or written: {meaning(error) or type(error).__name__}",
        cure="Check the free space and rights of the journal's folder, or the database's log.",
    )
