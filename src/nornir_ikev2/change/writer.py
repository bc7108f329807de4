"""One thread that writes to the database; whatever waits is committed together.

Fifty workers that each need a record on disk before they act cost a few disk syncs, not fifty.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Engine, Executable

from nornir_ikev2.errors import JournalError

BATCH: Final = 500
PATIENCE: Final = 60.0
"""Seconds a caller waits for its record."""

Statement = tuple[Executable, Mapping[str, Any]]


@dataclass(slots=True)
class _Order:
    statements: list[Statement]
    done: threading.Event = field(default_factory=threading.Event)


class Writer:
    """Takes statements from any thread, in order; `close` ends it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._broken: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()

    def write(self, *statements: Statement, wait: bool = True) -> None:
        """Write statements in one transaction.

        Args:
            statements: each with its parameters.
            wait: return only when they are on disk.

        Raises:
            JournalError: the database can't be written, now or earlier.
        """
        self._raise_if_broken()
        order = _Order(list(statements))
        self._orders.put(order)
        if wait:
            if not order.done.wait(PATIENCE):
                raise JournalError(f"the journal was not written within {PATIENCE:.0f} s")
            self._raise_if_broken()

    def close(self) -> None:
        """Write what is left and end the thread; harmless when called twice."""
        self._orders.put(None)
        self._thread.join(PATIENCE)

    def _raise_if_broken(self) -> None:
        if not self._thread.is_alive():
            raise JournalError("the journal is closed")
        if self._broken is not None:
            raise JournalError(
                f"the journal can't be written: {type(self._broken).__name__}",
                cure="Check the free space and rights of its folder, or the database's log.",
            ) from self._broken

    def _work(self) -> None:
        going = True
        while going:
            orders, going = self._take()
            if self._broken is None and orders:
                try:
                    self._commit(orders)
                except Exception as error:  # noqa: BLE001 - whoever waits must be told, whatever it is
                    self._broken = error
            for order in orders:
                order.done.set()

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
        with self._engine.begin() as connection:
            for order in orders:
                for statement, values in order.statements:
                    connection.execute(statement, dict(values))
