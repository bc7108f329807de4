"""Questions and complete answers: many commands in one window, each closed by an end marker.

A line `!TOKEN` is a comment to IOS in every mode. Its echo after an answer proves the answer complete; no
log message and no prompt inside the answer can end it early.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nornir_ikev2.drivers.ios.echo import Echo
from nornir_ikev2.drivers.ios.lines import Answer as Key
from nornir_ikev2.drivers.ios.lines import ExecLine, Marker
from nornir_ikev2.drivers.ios.patterns import LOG, PROMPT, QUESTION
from nornir_ikev2.drivers.ios.wire import QUIET_SECONDS, Wire
from nornir_ikev2.errors import ReplyTimeout

ENTER: Final = Key()


@dataclass(frozen=True, slots=True)
class Answer:
    """One complete answer.

    Attributes:
        text: lines joined by newlines, without echo, prompt and log lines.
        mode: what stands in brackets in the prompt after it, "" in exec mode.
        privileged: whether that prompt ends with `#`.
    """

    text: str
    mode: str
    privileged: bool = True


class Exchange:
    """Asks over one wire."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self._token = secrets.token_hex(6)
        self._count = 0

    def marker(self) -> Marker:
        """A new comment line that no router prints by itself."""
        self._count += 1
        return Marker(f"!{self._token}-{self._count}")

    def ask(self, commands: Sequence[ExecLine], quiet: float = QUIET_SECONDS) -> list[Answer]:
        """Type commands in one window; one complete answer each.

        A router that pages although told not to is asked one command at a time, since the next command
        would be taken as the answer to `--More--`.
        """
        if self.wire.more and len(commands) > 1:
            return [answer for one in commands for answer in self.ask([one], quiet)]
        closed = [(command, self.marker()) for command in commands]
        if self.wire.more:
            return [self._paged(*closed[0], quiet)]
        self.wire.write([line for pair in closed for line in pair])
        return [self.answer(command, marker, quiet) for command, marker in closed]

    def answer(self, command: ExecLine | Marker, marker: Marker, quiet: float) -> Answer:
        """Collect one answer up to the echo of its marker."""
        echo, end = Echo(), Echo()
        lines: list[str] = []
        begun = False
        if command is not marker:
            self.wire.doing = command.masked
        while True:
            line = self.wire.line(quiet)
            if end.match(line, marker.text):
                found = _answer(lines, line[: -len(marker.text)])
                self.wire.gate.saw(found.mode)
                return found
            if not begun and echo.match(line, command.text):
                begun = True
                lines.clear()
            elif "logging" in command.text or not LOG.search(line):
                lines.append(line)

    def dialogue(
        self,
        command: ExecLine,
        answers: Mapping[str, Key],
        quiet: float = QUIET_SECONDS,
    ) -> str:
        """Type a command that may ask; return all it printed when a prompt is back.

        Args:
            command: what to type.
            answers: part of a question (lower case) to the line that answers it; others get Enter.
            quiet: seconds of silence that end the wait.
        """
        text: list[str] = []
        self.begin(command, quiet)
        while True:
            text += self.wire.until(at_prompt_or_question, quiet)
            if PROMPT.fullmatch(self.wire.tail):
                return "\n".join(line for line in text if not LOG.search(line))
            question = "\n".join([*text[-2:], self.wire.tail]).lower()
            reply = next((line for part, line in answers.items() if part in question), ENTER)
            text.append(self.wire.tail)
            self.wire.write([reply])
            self.wire.tail = ""

    def begin(self, command: ExecLine, quiet: float = QUIET_SECONDS) -> None:
        """Type one command and wait for its echo: a prompt seen before it belongs to what was before."""
        self.wire.write([command])
        self.skip_to(command, quiet)

    def skip_to(self, command: ExecLine, quiet: float = QUIET_SECONDS) -> list[str]:
        """Read up to the echo of a command that is typed already; return what came before it."""
        echo = Echo()
        lines: list[str] = []
        while not echo.match(line := self.wire.line(quiet), command.text):
            lines.append(line)
        return lines

    def first_prompt(self, quiet: float) -> None:
        """Wait for the login to end in a prompt; a prompt of unknown shape is one that stays silent."""
        try:
            self.wire.until(lambda tail: bool(PROMPT.fullmatch(tail)), quiet)
        except ReplyTimeout:
            if not self.wire.tail.strip():
                raise

    def _paged(self, command: ExecLine, marker: Marker, quiet: float) -> Answer:
        self.begin(command, quiet)
        seen = self.wire.until(lambda tail: bool(PROMPT.fullmatch(tail)), quiet)
        self.wire.write([marker])
        rest = self.answer(marker, marker, quiet)
        kept = [line for line in seen if not LOG.search(line)]
        return Answer("\n".join(kept), rest.mode, rest.privileged)


def at_prompt_or_question(tail: str) -> bool:
    """Whether the router waits for a line."""
    return bool(PROMPT.fullmatch(tail) or QUESTION.search(tail))


def _answer(lines: list[str], prompt: str) -> Answer:
    match = PROMPT.fullmatch(prompt)
    mode = (match["mode"] or "").strip("()") if match else ""
    # After a log message some terminals print the prompt again, amid the answer.
    kept = [line for line in lines if line.strip() != prompt.strip()] if prompt.strip() else lines
    return Answer("\n".join(kept), mode, privileged=not prompt.rstrip().endswith(">"))
