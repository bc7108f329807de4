"""The packets of one TCP session: delayed, held back, or let through."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any


class Pipe:
    """One direction; keeps order whatever the delay does, and does not limit throughput.

    Args:
        deliver: takes the data at the other end.
        delay: seconds each piece travels, asked per piece.
    """

    __slots__ = ("_delay", "_deliver", "_due", "_held", "_loop", "_timer", "on_empty")

    def __init__(self, deliver: Callable[[bytes], None], delay: Callable[[], float]) -> None:
        self._deliver = deliver
        self._delay = delay
        self._due: deque[tuple[float, bytes]] = deque()
        self._held = False
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self.on_empty: Callable[[], None] | None = None

    def push(self, data: bytes) -> None:
        """Send a piece on its way."""
        delay = self._delay()
        if not delay and not self._due and not self._held:
            self._deliver(data)
            return
        self._due.append((self._loop.time() + delay, data))
        self._wake()

    def hold(self, *, held: bool) -> None:
        """Stop delivering, or deliver what waited."""
        self._held = held
        if not held:
            self._wake()

    @property
    def empty(self) -> bool:
        """Whether nothing is under way."""
        return not self._due

    def _wake(self) -> None:
        if self._due and not self._held and self._timer is None:
            self._timer = self._loop.call_at(self._due[0][0], self._arrive)

    def _arrive(self) -> None:
        self._timer = None
        now = self._loop.time()
        # A millisecond early is on time: pieces of one burst arrive as one burst.
        while self._due and not self._held and self._due[0][0] <= now + 0.001:
            self._deliver(self._due.popleft()[1])
        if self._due:
            self._wake()
        elif self.on_empty:
            self.on_empty()


class Outlet(asyncio.Transport):
    """A transport whose writes go through a Pipe; everything else is the real one's.

    Args:
        transport: the TCP transport.
        pipe: where written data goes.
        extra: answers of `get_extra_info` beyond the transport's.
    """

    def __init__(self, transport: asyncio.Transport, pipe: Pipe, extra: dict[str, Any]) -> None:
        super().__init__(extra)
        self._real = transport
        self._pipe = pipe
        self._names = extra

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - asyncio's signature
        """Extra first, then the TCP transport."""
        return self._names.get(name) or self._real.get_extra_info(name, default)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send data."""
        self._pipe.push(bytes(data))

    def close(self) -> None:
        """Close when all data has left."""
        if self._pipe.empty:
            self._real.close()
        else:
            self._pipe.on_empty = self._real.close

    def abort(self) -> None:
        """Reset the session."""
        self._real.abort()

    def is_closing(self) -> bool:
        """Whether it is closed or about to be."""
        return self._real.is_closing()

    def get_write_buffer_size(self) -> int:
        """Bytes that wait for the socket."""
        return self._real.get_write_buffer_size()

    def pause_reading(self) -> None:
        """Stop the data that comes in."""
        self._real.pause_reading()

    def resume_reading(self) -> None:
        """Let data in again."""
        self._real.resume_reading()
