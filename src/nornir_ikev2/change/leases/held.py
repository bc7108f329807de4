"""The leases of one run while it goes on: a heartbeat renews them, and our own clock knows their end.

A run that was paused finds its leases over by its own clock before it reads anything; the journal then
decides whether it may still put its routers back (`regain`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager, suppress
from typing import Final

from nornir_ikev2.change.leases import clock
from nornir_ikev2.change.leases.book import Lease, LeaseBook, describe
from nornir_ikev2.change.leases.holder import me
from nornir_ikev2.errors import JournalError, LeaseLost, PlanError

MARGIN: Final = 0.2
"""Part of a lease that our clock leaves unused, for clocks that run at different speeds."""
BEATS: Final = 5
"""Renewals in the time of one lease."""
ASK_AGAIN_SECONDS: Final = 0.5


class Held:
    """What a run holds. `fence` is the number its records carry.

    Args:
        book: of the journal.
        run: its id.
        seconds: how long a lease lasts without a renewal.
    """

    def __init__(self, book: LeaseBook, run: str, seconds: float) -> None:
        self._book = book
        self._run = run
        self._routers: tuple[str, ...] = ()
        self._seconds = seconds
        self._until = 0.0
        self._lost = ""
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self.fence = 0

    def take(self, routers: Collection[str]) -> dict[str, Lease]:
        """Take the leases of all these routers or of none; return what is in the way.

        Raises:
            JournalError: the journal can't be used.
        """
        asked = clock.seconds()
        answer = self._book.acquire(self._run, routers, me(), self._seconds)
        if not isinstance(answer, int):
            return answer
        with self._lock:
            self.fence, self._lost = answer, ""
            self._routers = tuple(routers)
            self._until = asked + self._seconds * (1 - MARGIN)
        if self._thread is None:
            self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
            self._thread.start()
        return {}

    def check(self) -> None:
        """Refuse to go on when our own clock says that the leases are over.

        Raises:
            LeaseLost: they are, for good: only `regain` gets them back.
        """
        with self._lock:
            if not self._lost and clock.seconds() > self._until:
                self._lost = "this run was paused, or could not reach its journal, for too long"
            if self._lost:
                raise LeaseLost(
                    f"{self._lost}; nothing more is sent to its routers",
                    cure=f"nornir recover {self._run} finishes what is left then.",
                )

    def regain(self, routers: Collection[str]) -> dict[str, Lease]:
        """Put the end of lost leases off again, to undo what was done.

        Nobody else had them meanwhile: whoever takes a lease raises its fence.

        Returns:
            The leases of those routers that are no longer ours.

        Raises:
            JournalError: the journal can't be used.
        """
        with suppress(LeaseLost):
            self.check()
            return {}
        asked = clock.seconds()
        self._book.renew(self.fence, self._seconds)
        there = self._book.find(routers)
        gone = {name: one for name, one in there.items() if one.fence != self.fence}
        with self._lock:
            self._lost = ""
            self._routers = tuple(name for name in routers if name not in gone)
            self._until = asked + self._seconds * (1 - MARGIN)
        return gone

    def release(self) -> None:
        """Give everything back and end the heartbeat; never raises."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        if self.fence:
            with suppress(JournalError):
                self._book.release(self.fence)

    def _beat(self) -> None:
        while not self._ending.wait(self._seconds / BEATS):
            self._renew()

    def _renew(self) -> None:
        with self._lock:
            fence, lost, count = self.fence, self._lost, len(self._routers)
        if lost:
            return
        asked = clock.seconds()
        if asked > self._until:
            return  # `check` says so; renewing now would hide that we were away
        with suppress(JournalError):
            there = self._book.renew(fence, self._seconds)
            with self._lock:
                if there < count == len(self._routers):
                    self._lost = "another run took its leases"
                else:
                    self._until = max(self._until, asked + self._seconds * (1 - MARGIN))


@contextmanager
def hold(
    held: Held,
    routers: Collection[str],
    wait: float,
    say: Callable[[str], None],
) -> Generator[Held]:
    """Hold the leases of routers for a while.

    Args:
        held: not yet taken.
        routers: names.
        wait: seconds to wait for others.
        say: told who is waited for.

    Raises:
        PlanError: another run holds one of them.
        JournalError: the journal can't be used.
    """
    deadline = time.monotonic() + wait
    try:
        while stay := held.take(routers):
            left = deadline - time.monotonic()
            if left <= 0:
                raise _held_by_others(stay)
            say(f"waiting for {describe(stay)}")
            time.sleep(min(ASK_AGAIN_SECONDS, left))
        yield held
    finally:
        held.release()


def _held_by_others(stay: dict[str, Lease]) -> PlanError:
    refused = PlanError(
        f"another run is under way on the same routers: {describe(stay)}",
        cure="Wait for it to end (--wait SECONDS does), or see nornir history. Where it can't go on:"
        f" nornir unlock {min(stay)}",
    )
    refused.category = "locked"
    return refused
