"""Asks the workers of a run to stop at their next step, and the signals that do so."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Final

LEAVE: Final = 3
"""The Ctrl-C that leaves without undoing."""
ABANDONED: Final = 4
"""Exit status then: nothing is proved."""


class Stop:
    """A wish to stop, with the first reason given for it."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self.reason = ""
        self.interrupted = False

    @property
    def requested(self) -> bool:
        """Whether somebody asked to stop."""
        return self._event.is_set()

    def request(self, reason: str, *, interrupted: bool = False) -> None:
        """Ask to stop; only the first reason is kept."""
        with self._lock:
            if not self._event.is_set():
                self.reason, self.interrupted = reason, interrupted
            self._event.set()

    def wait(self, seconds: float) -> bool:
        """Wait until somebody asks to stop, at most this long; return whether somebody did."""
        return self._event.wait(seconds)


@contextmanager
def signals(
    stop: Stop,
    say: Callable[[str], None],
    still_open: Callable[[], list[str]],
    decided: Callable[[], bool] = lambda: False,
) -> Generator[None]:
    """Turn SIGINT and SIGTERM into a stop while a run goes on.

    The first stops and lets the run undo, the second says that it does, the third leaves at once.

    Args:
        stop: of the run.
        say: prints one message to the user; called from a signal handler.
        still_open: names the routers that are touched and not settled.
        decided: whether the change is kept already; then it goes on to its end.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    count = 0

    def handle(_number: int, _frame: FrameType | None) -> None:
        nonlocal count
        count += 1
        if count == 1:
            kept = "the change is verified and kept already; confirming and saving go on"
            say(kept if decided() else "interrupted: stopping; every touched router is put back")
            stop.request("interrupted by the user", interrupted=True)
        elif count < LEAVE:
            doing = "confirmed and saved" if decided() else "put back"
            say(f"routers are being {doing}; once more leaves them as they are")
        else:
            names = ", ".join(still_open()) or "none"
            say(f"left without an answer from: {names}; the journal names them, their timers undo")
            os._exit(ABANDONED)

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
