"""The logging buffer of one router."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from itertools import count

from nornir_ikev2.lab.contracts import Clock

KEPT = 500
"""Lines kept; the 4096-byte default buffer of IOS holds fewer."""


class LogBuffer:
    """Implements `contracts.Log`; terminals that monitor are told of each new line."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines: deque[str] = deque(maxlen=KEPT)
        self._watchers: dict[int, Callable[[str], None]] = {}
        self._ids = count()

    def add(self, message: str) -> None:
        """Add a message with the time stamp of `service timestamps log datetime msec`."""
        line = f"*{stamp(self._clock.now())}: {message}"
        self._lines.append(line)
        for watcher in tuple(self._watchers.values()):
            watcher(line)

    def lines(self) -> list[str]:
        """All lines, oldest first."""
        return list(self._lines)

    def clear(self) -> None:
        """Forget all lines."""
        self._lines.clear()

    def watch(self, watcher: Callable[[str], None]) -> Callable[[], None]:
        """Call `watcher` with each new line; the returned call ends it."""
        key = next(self._ids)
        self._watchers[key] = watcher

        def stop() -> None:
            self._watchers.pop(key, None)

        return stop


def stamp(moment: datetime) -> str:
    """`Nov  4 02:12:19.123`, as IOS prints it."""
    return f"{moment:%b} {moment.day:2d} {moment:%H:%M:%S}.{moment.microsecond // 1000:03d}"
