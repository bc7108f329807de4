"""One thread that writes to the database; whatever waits is committed together.

Fifty workers that each need a record on disk before they act cost a few disk syncs, not fifty.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Engine, Executable

from nornir_ikev2.change.journal.database import is_passing, meaning, transaction
from nornir_ikev2.errors import JournalError, NornirIkev2Error

BATCH: Final = 500
PATIENCE: Final = 10.0
"""Seconds a change waits for a database that is locked or restarts."""
CURE: Final = "Check the free space and rights of its folder, or the database's log."
AGAIN: Final = 0.25
"""Seconds between two attempts."""

Statement = tuple[Executable, Mapping[str, Any]]
Guard = Callable[[Connection], None]
"""Raises inside the transaction when the records of an order may not be written."""


@dataclass(slots=True)
class _Order:
    statements: list[Statement]
    guard: Guard | None = None
    failed: BaseException | None = None
    done: threading.Event = field(default_factory=threading.Event)


class Writer:
    """Takes statements from any thread, in order; `close` ends it.

    Args:
        engine: of the database.
        patience: seconds to wait for a database that is locked or away.

    Attributes:
        patience: the same, from the next record on.
    """

    def __init__(self, engine: Engine, patience: float = PATIENCE) -> None:
        self._engine = engine
        self.patience = patience
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._broken: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()

    def write(self, *statements: Statement, guard: Guard | None = None, wait: bool = True) -> None:
        """Write statements in one transaction.

        Args:
            statements: each with its parameters.
            guard: asked first, in the same transaction.
            wait: return only when they are on disk.

        Raises:
            JournalError: the database can't be written, now or earlier.
            NornirIkev2Error: the guard refused.
        """
        self._raise_if_broken()
        order = _Order(list(statements), guard)
        self._orders.put(order)
        if wait:
            if not order.done.wait(self.patience + PATIENCE):
                raise JournalError("the journal was not written in time", cure=CURE)
            if isinstance(order.failed, NornirIkev2Error):
                raise order.failed
            if order.failed is not None:
                raise _unwritten(order.failed)

    def mend(self, statement: Statement, patience: float) -> None:
        """Try for a longer time to write again after a failure; records that failed stay unwritten.

        Raises:
            JournalError: the database still can't be written.
        """
        if self._broken is None:
            return
        before, self.patience = self.patience, patience
        self._broken = None
        try:
            self.write(statement)
        finally:
            self.patience = before

    def close(self) -> None:
        """Write what is left and end the thread; harmless when called twice."""
        self._orders.put(None)
        self._thread.join(self.patience + PATIENCE)

    def _raise_if_broken(self) -> None:
        if not self._thread.is_alive():
            raise JournalError("the journal is closed")
        if self._broken is not None:
            raise _unwritten(self._broken)

    def _work(self) -> None:
        going = True
        while going:
            orders, going = self._take()
            if orders:
                self._try(orders)
            for order in orders:
                order.done.set()

    def _try(self, orders: list[_Order]) -> None:
        """Commit, again and again while the trouble may pass."""
        deadline = time.monotonic() + self.patience
        while self._broken is None:
            try:
                self._commit(orders)
            except Exception as error:  # noqa: BLE001 - whoever waits must be told, whatever it is
                if is_passing(error) and time.monotonic() < deadline:
                    time.sleep(AGAIN)
                    continue
                self._broken = error
            else:
                return
        for order in orders:
            order.failed = self._broken

    def _take(self) -> tuple[list[_Order], bool]:
        """Wait for one order and take all that came meanwhile; False when it is time to end."""
        orders: list[_Order] = []
        one = self._orders.get()
        while one is not None:
            orders.append(one)
            if len(orders) == BATCH:
                return orders, True
            try:
                one = self._orders.get_nowait()
            except queue.Empty:
                return orders, True
        return orders, False

    def _commit(self, orders: list[_Order]) -> None:
        with transaction(self._engine) as connection:
            for order in orders:
                order.failed = None
                try:
                    if order.guard:
                        order.guard(connection)
                except NornirIkev2Error as error:
                    order.failed = error
                    continue
                for statement, values in order.statements:
                    connection.execute(statement, dict(values))


def _unwritten(error: BaseException) -> JournalError:
    return JournalError(
        f"the journal can't be written: {meaning(error) or type(error).__name__}",
        cure=CURE,
    )
