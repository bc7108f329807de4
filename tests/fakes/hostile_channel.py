"""A router whose output comes in any pieces, with other people's output amid it, and which may go away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fakes.ios_channel import FakeIos

LOG = "*Mar  1 00:01:02.123: %LINK-3-UPDOWN: Interface Tunnel1, changed state to up"
NOISE = (
    f"\r\n{LOG}\r\n",
    f"\r\n{LOG}\r\n{{prompt}}",
    f"\r\n{LOG}\r\n\r\n{LOG}\r\n",
    "\r\nRollback Confirmed Change: Rollback will begin in one minute.\r\n",
    "\r\n000123: Nov 25 08:00:00.000 UTC: %SYS-5-CONFIG_I: Configured from console by admin on vty0\r\n",
)
"""What a router writes into a session on its own, `{prompt}` where it prints the prompt again."""


@dataclass(frozen=True)
class Weather:
    """What happens to the bytes of one session.

    Attributes:
        pieces: sizes of the pieces handed out, over and over.
        noise: number of a byte of the output -> number in `NOISE` of what is written before it.
        ends: the session ends before this byte; None never.
        silent: from this byte on nothing comes and the session stays; None never.
        escapes: numbers of bytes before which a colour sequence stands.
    """

    pieces: Sequence[int] = (65536,)
    noise: tuple[tuple[int, int], ...] = ()
    ends: int | None = None
    silent: int | None = None
    escapes: frozenset[int] = frozenset()


@dataclass
class HostileIos(FakeIos):
    """`FakeIos` in some weather."""

    weather: Weather = field(default_factory=Weather)
    _sent: int = 0
    _ready: bytes = b""
    _sizes: Iterator[int] | None = None

    def recv(self, nbytes: int, /) -> bytes:
        self._let_out()
        if not self._ready:
            if self.closed:
                return b""
            raise TimeoutError
        self._sizes = self._sizes or self._pieces()
        size = min(nbytes, next(self._sizes))
        data, self._ready = self._ready[:size], self._ready[size:]
        return data

    def _pieces(self) -> Iterator[int]:
        while True:
            yield from self.weather.pieces

    def _let_out(self) -> None:
        """Move what the router wrote to what can be read, byte by byte through the weather."""
        text, self._out = self._out, ""
        noise = dict(self.weather.noise)
        out: list[str] = []
        for character in text:
            if self.weather.ends is not None and self._sent >= self.weather.ends:
                self.closed = True
                break
            if self.weather.silent is not None and self._sent >= self.weather.silent:
                break
            if self._sent in noise:
                out.append(NOISE[noise[self._sent]].replace("{prompt}", self.prompt))
            if self._sent in self.weather.escapes:
                out.append("\x1b[1;31m")
            out.append(character)
            self._sent += 1
        self._ready += "".join(out).encode()
