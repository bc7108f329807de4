"""Pushes configuration lines in windows: many in flight, each echo and each reply still checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nornir_ikev2.drivers.ios.echo import Echo
from nornir_ikev2.drivers.ios.exchange import Exchange
from nornir_ikev2.drivers.ios.lines import ExecLine, Marker
from nornir_ikev2.drivers.ios.mask import mask
from nornir_ikev2.drivers.ios.replies import refusal
from nornir_ikev2.drivers.protocol import ConfigLine, Section, SectionName
from nornir_ikev2.errors import CommandRefused, DeviceError

WINDOW_BYTES: Final = 16384
"""Typed ahead at most. SSH and TCP hold back what a router can't take yet; more would only mean more
lines on their way behind a refused one."""


@dataclass(frozen=True, slots=True)
class _Typed:
    """A line in flight; `section` None for the closing line and the marker."""

    line: ConfigLine | ExecLine | Marker
    section: SectionName | None


class Pusher:
    """Types the sections of one change in order; stops for good at the first refused line."""

    def __init__(self, exchange: Exchange, host: str) -> None:
        self._exchange = exchange
        self._host = host
        self._quiet = exchange.timeouts.write
        self._waiting: list[_Typed] = []
        self._flight: list[_Typed] = []
        self._at = 0
        self._echo = Echo()
        self._replies: list[str] = []
        self._last: _Typed | None = None
        self._closing: ExecLine | None = None
        self._closed = False

    def queue(self, sections: Sequence[Section], closing: ExecLine | None = None) -> None:
        """Add sections to what is to be typed; `closing` goes out in the window of the last line.

        Typing `end` that early saves a round trip and can harm nothing: it only leaves a mode.
        """
        self._waiting += [_Typed(line, one.name) for one in sections for line in one.lines]
        self._closing = closing
        self._closed = False

    def finish(self) -> bool:
        """Read to the end of the last window; False when the closing line was not typed in it."""
        while self._closed and self._at < len(self._flight):
            self._advance()
        return self._closed

    def push(self, name: SectionName) -> int:
        """Wait until every line of the section is echoed and its reply is known to be clean.

        Returns:
            The number of its lines, 0 when the section is not in the queue.

        Raises:
            CommandRefused: the router refused or did not echo a line; nothing more is typed.
            SessionLost: the session ended.
            ReplyTimeout: the router fell silent.
        """
        count = 0
        while self._owes(name):
            if self._at == len(self._flight):
                self._send()
            count += self._advance() == name
        return count

    def _owes(self, name: SectionName) -> bool:
        """Whether a line of the section is still to be typed, echoed or judged."""
        if self._last and self._last.section == name:
            return True
        return any(one.section == name for one in self._rest())

    def _rest(self) -> Iterator[_Typed]:
        """Lines not yet echoed, nearest first."""
        yield from self._flight[self._at :]
        yield from self._waiting

    def _send(self) -> None:
        size = 0
        take = 0
        for one in self._waiting:
            size += len(one.line.text) + 1
            if take and size > WINDOW_BYTES:
                break
            take += 1
        self._flight = self._waiting[:take]
        del self._waiting[:take]
        if self._closing and not self._waiting:
            self._flight.append(_Typed(self._closing, None))
            self._closed = True
        self._flight.append(_Typed(self._exchange.marker(), None))
        self._at = 0
        self._exchange.wire.write([one.line for one in self._flight])

    def _advance(self) -> SectionName | None:
        """Read until the next echo; judge the line before it. Return the section of the judged line."""
        wanted = self._flight[self._at]
        end = self._flight[-1]
        self._exchange.wire.doing = (wanted if wanted.section else self._last or wanted).line.masked
        while True:
            line = self._exchange.wire.line(self._quiet)
            if self._echo.match(line, wanted.line.text):
                break
            if line.rstrip().endswith(end.line.text):
                self._at = len(self._flight)
                raise self._refused(wanted, "the line was not echoed")
            self._replies.append(line)
        judged, self._last = self._last, wanted if wanted.section else None
        replies, self._replies = self._replies, []
        self._at += 1
        words = refusal(replies) if judged else ""
        if judged and words:
            raise self._refused(judged, words)
        return judged.section if judged else None

    def _refused(self, typed: _Typed, words: str) -> CommandRefused:
        behind = [one for one in self._flight[self._at - 1 :] if one.section]
        self._waiting.clear()
        self._drain()
        note = f"; {len(behind)} lines behind it were already on their way" if behind else ""
        return CommandRefused(
            f"the router refused {typed.line.masked!r}{note}",
            reply=mask(words.replace(typed.line.text, typed.line.masked)),
            host=self._host,
            line=typed.line.masked,
            cure="Type the line on the router by hand to see what it wants.",
        )

    def _drain(self) -> None:
        """Read to the end of the window, so that the session can be used for the way back."""
        end = self._flight[-1].line
        self._last = None
        try:
            while self._at < len(self._flight):
                if self._exchange.wire.line(self._quiet).rstrip().endswith(end.text):
                    break
        except DeviceError:
            return
        finally:
            self._at = len(self._flight)
