"""The time of the lab: a router's minute may last less than ours."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class _Timer:
    """A call on the event loop, also when it was asked for by another thread."""

    __slots__ = ("_callback", "_handle", "_loop")

    def __init__(self, loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
        self._loop = loop
        self._callback: Callable[[], None] | None = callback
        self._handle: asyncio.TimerHandle | None = None

    def start(self, delay: float) -> None:
        if self._callback is not None:
            self._handle = self._loop.call_later(delay, self._fire)

    def cancel(self) -> None:
        """Forget the call."""
        self._callback = None
        if self._handle is not None:
            self._handle.cancel()

    def _fire(self) -> None:
        callback, self._callback = self._callback, None
        if callback is not None:
            callback()


class ScaledClock:
    """Implements `contracts.Clock`; `scale` router seconds pass in one of ours."""

    def __init__(self, loop: asyncio.AbstractEventLoop, scale: float = 1.0) -> None:
        if scale <= 0:
            raise ValueError("the time scale must be above 0")
        self.scale = scale
        self._loop = loop
        self._booted = time.monotonic()
        self._wall = datetime.now(UTC)

    def now(self) -> datetime:
        """Wall clock of the router, UTC."""
        return self._wall + timedelta(seconds=self.seconds())

    def set(self, moment: datetime) -> None:
        """Set the wall clock, as `clock set` does; the seconds since boot go on."""
        self._wall += moment - self.now()

    def seconds(self) -> float:
        """Router seconds since this clock was made."""
        return (time.monotonic() - self._booted) * self.scale

    def call_later(self, seconds: float, callback: Callable[[], None]) -> _Timer:
        """Call back after so many router seconds, on the lab's event loop."""
        timer = _Timer(self._loop, callback)
        delay = max(0.0, seconds / self.scale)
        if _running_loop() is self._loop:
            timer.start(delay)
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(timer.start, delay)
        return timer

    async def sleep(self, seconds: float) -> None:
        """Wait so many router seconds."""
        await asyncio.sleep(seconds / self.scale)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
