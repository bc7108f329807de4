"""The bytes of one session: one function writes, one reads; both only block, never poll.

`Wire` knows nothing of IOS but line ends and `--More--`; what may be typed is the matter of `gate`. What is
read holds no escape sequence and no control character from here on.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from nornir_ikev2.drivers.ios.gate import Gate
from nornir_ikev2.drivers.ios.lines import Marker, NextPage, Typed
from nornir_ikev2.drivers.ios.patterns import ERASED, MORE
from nornir_ikev2.drivers.ios.reads import is_read
from nornir_ikev2.drivers.protocol import Permit, unrestricted
from nornir_ikev2.errors import ReplyTimeout, SessionLost
from nornir_ikev2.plain import ESCAPE, without_escapes

_CHUNK: Final = 65536
_PAUSE: Final = 1.0
"""Seconds of silence that tell a pager from a line that only says `--More--`."""
QUIET_SECONDS: Final = 20.0
"""How long a router may be silent while it owes an answer."""


class Channel(Protocol):
    """What is used of a paramiko channel."""

    def sendall(self, s: bytes, /) -> None:
        """Send all bytes or raise OSError."""
        ...

    def recv(self, nbytes: int, /) -> bytes:
        """Wait for bytes; b"" when the session ended; TimeoutError after the timeout."""
        ...

    def settimeout(self, timeout: float | None, /) -> None:
        """Seconds that sending and receiving may block."""
        ...


class Wire:
    """One channel as lines.

    Args:
        channel: to the router.
        host: inventory name, for errors.
        is_open: whether the transport still lives.
        patience: factor on all times to wait, for slow routers.
        permit: asked before anything is typed that may change the router.

    Attributes:
        round_trips: waits for an answer so far.
        tail: what came after the last complete line, usually the prompt.
        more: whether the router paged its output although told not to.
        doing: the masked line whose echo or answer is awaited, for errors.
        gate: decides what may be typed.
    """

    def __init__(
        self,
        channel: Channel,
        host: str,
        is_open: Callable[[], bool] = lambda: True,
        patience: float = 1.0,
        permit: Permit = unrestricted,
    ) -> None:
        self._channel = channel
        self._host = host
        self._is_open = is_open
        self._patience = patience
        self._permit = permit
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._lines: list[str] = []
        self._next = 0
        self._asked = False
        self.doing = ""
        self.tail = ""
        self.round_trips = 0
        self.more = False
        self.lost = False
        self.gate = Gate()

    def write(self, lines: Sequence[Typed]) -> None:
        """Type lines. The only place that writes to a router.

        Raises:
            PlanError: a line must not be typed, or not here; nothing was sent.
            NornirIkev2Error: the permit was refused; nothing was sent.
            SessionLost: the session ended.
        """
        if not all(is_read(line) for line in lines):
            self._permit([line.masked for line in lines if not isinstance(line, Marker)])
        data = self.gate.outgoing(lines, self.tail)
        if lines and not isinstance(lines[0], NextPage):
            self.doing = lines[0].masked
        self._asked = True
        try:
            self._channel.settimeout(QUIET_SECONDS * self._patience)
            self._channel.sendall(data)
        except TimeoutError as error:
            raise self._timeout(QUIET_SECONDS) from error
        except OSError as error:
            raise self._gone() from error

    def line(self, quiet: float = QUIET_SECONDS) -> str:
        """The next complete line, without its end.

        Raises:
            ReplyTimeout: nothing came for `quiet` seconds.
            SessionLost: the session ended.
        """
        while self._next >= len(self._lines):
            self._receive(quiet)
        line = self._lines[self._next]
        self._next += 1
        if self._next == len(self._lines):
            self._lines.clear()
            self._next = 0
        return line

    def until(self, stop: Callable[[str], bool], quiet: float = QUIET_SECONDS) -> list[str]:
        """Lines until what is left without a line end fits, for prompts and questions."""
        while not stop(self.tail):
            self._receive(quiet)
        found = self._lines[self._next :]
        self._lines.clear()
        self._next = 0
        return found

    def _receive(self, quiet: float) -> None:
        if self._asked:
            self._asked = False
            self.round_trips += 1
        quiet *= self._patience
        paused = self._pauses()
        self._channel.settimeout(min(quiet, _PAUSE * self._patience) if paused else quiet)
        try:
            data = self._channel.recv(_CHUNK)
        except TimeoutError as error:
            if not self._is_open():
                raise self._gone() from error
            if paused:
                self._page()
                return
            raise self._timeout(quiet) from error
        except OSError as error:
            raise self._gone() from error
        if not data:
            raise self._gone()
        self._take(self._decoder.decode(data))

    def _take(self, text: str) -> None:
        text = ESCAPE.sub("", self.tail + text)
        parts = text.replace("\r\n", "\n").split("\n")
        self.tail = parts.pop().lstrip("\r")
        self._lines += [without_escapes(ERASED.sub("", part.replace("\r", ""))) for part in parts]

        if self.more and self._pauses():
            self._page()

    def _pauses(self) -> bool:
        """Whether the router may be waiting to be told to go on."""
        return bool(MORE.fullmatch(ERASED.sub("", self.tail)))

    def _page(self) -> None:
        """Go on to the next page.

        That a router pages is believed when it was told before, or stays silent behind its `--More--`: a
        banner may hold the same words.
        """
        self.more = True
        self.tail = ""
        self.write([NextPage()])

    def _gone(self) -> SessionLost:
        self.lost = True
        return SessionLost(
            "the session ended while the router owed an answer",
            host=self._host,
            line=self.doing,
            cure="Look at the router and the path to it, then run again.",
        )

    def _timeout(self, quiet: float) -> ReplyTimeout:
        return ReplyTimeout(
            f"the router was silent for {quiet:g} seconds",
            host=self._host,
            line=self.doing,
            cure="It may be overloaded, or this change cut its management.",
        )
