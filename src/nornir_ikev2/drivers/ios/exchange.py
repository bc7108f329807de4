"""Questions and complete answers: many commands in one window, each closed by an end marker.

A line `!TOKEN` is a comment to IOS in every mode. Its echo after an answer proves the answer complete; no
log message and no prompt inside the answer can end it early.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from nornir_ikev2.drivers.ios.echo import Echo
from nornir_ikev2.drivers.ios.lines import Answer as Key
from nornir_ikev2.drivers.ios.lines import ExecLine, Marker
from nornir_ikev2.drivers.ios.patterns import BROADCAST, LOG, NOTICE, PROMPT, QUESTION
from nornir_ikev2.drivers.ios.wire import Wire
from nornir_ikev2.errors import DeviceError, ReplyTimeout
from nornir_ikev2.intent.timeouts import Timeouts

ENTER: Final = Key()
_CUT: Final = 20
"""Letters of its name that a prompt in configuration mode shows."""
REPEATS: Final = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """One complete answer.

    Attributes:
        text: lines joined by newlines, without echo, prompt and log lines.
        mode: what stands in brackets in the prompt after it, "" in exec mode.
        privileged: whether that prompt ends with `#`.
        disturbed: something else was written amid it, which may have cut a line in two.
    """

    text: str
    mode: str
    privileged: bool = True
    disturbed: bool = False


class Exchange:
    """Asks over one wire.

    Args:
        wire: to the router.
        timeouts: how long it may be silent; `write` where a call says nothing else.
    """

    def __init__(self, wire: Wire, timeouts: Timeouts | None = None) -> None:
        self.wire = wire
        self.timeouts = timeouts or Timeouts()
        self._token = secrets.token_hex(6)
        self._count = 0
        self._prompt = ""

    def marker(self) -> Marker:
        """A new comment line that no router prints by itself."""
        self._count += 1
        return Marker(f"!{self._token}-{self._count}")

    def ask(self, commands: Sequence[ExecLine], quiet: float | None = None) -> list[Answer]:
        """Type commands in one window; one complete answer each.

        A look whose answer was disturbed is asked again; it counts once it comes undisturbed, or twice of
        the same shape: a cut through a line does not fall twice in the same place.

        Raises:
            DeviceError: a command was not echoed, or is disturbed each time.
        """
        answers = self._once(commands, quiet)
        for _ in range(REPEATS):
            unsure = [n for n, one in enumerate(answers) if one.disturbed and _looks(commands[n])]
            if not unsure:
                return answers
            again = self._once([commands[n] for n in unsure], quiet)
            for n, one in zip(unsure, again, strict=True):
                same = _shape(one.text) == _shape(answers[n].text)
                answers[n] = replace(one, disturbed=one.disturbed and not same)
        if any(one.disturbed and _looks(commands[n]) for n, one in enumerate(answers)):
            raise DeviceError(
                "other output cuts into every answer",
                line=self.wire.doing,
                cure="Stop what writes to the terminal of this session: 'terminal no monitor', 'send'.",
            )
        return answers

    def _once(self, commands: Sequence[ExecLine], quiet: float | None) -> list[Answer]:
        """Ask in one window.

        A router that pages although told not to is asked one command at a time, since the next command
        would be taken as the answer to `--More--`.
        """
        quiet = quiet or self.timeouts.write
        if self.wire.more and len(commands) > 1:
            return [answer for one in commands for answer in self._once([one], quiet)]
        closed = [(command, self.marker()) for command in commands]
        if self.wire.more:
            return [self._paged(*closed[0], quiet)]
        self.wire.write([line for pair in closed for line in pair])
        return [self.answer(command, marker, quiet) for command, marker in closed]

    def answer(self, command: ExecLine | Marker, marker: Marker, quiet: float) -> Answer:
        """Collect one answer up to the echo of its marker; a marker itself has none.

        Raises:
            DeviceError: the command was not echoed, so that what was read answers something else.
        """
        echo = Echo()
        lines: list[str] = []
        begun = command is marker
        if not begun:
            self.wire.doing = command.masked
        read, prompt = self._up_to(marker, quiet)
        for line in read:
            if not begun and echo.match(line, command.text):
                begun = True
                lines.clear()
            else:
                lines.append(line)
        if not begun:
            text = "the router did not echo what was typed"
            raise DeviceError(text, line=command.masked, cure="Run again.")
        return self._made(command, lines, prompt)

    def _up_to(self, marker: Marker, quiet: float) -> tuple[list[str], str]:
        """Lines before the echo of a marker, and the prompt the marker was typed behind."""
        end = Echo()
        lines: list[str] = []
        while not end.match(line := self.wire.line(quiet), marker.text):
            lines.append(line)
        return lines, end.prompt

    def _made(self, command: ExecLine | Marker, lines: list[str], prompt: str) -> Answer:
        found = _answer(lines, prompt, logs="logging" in command.text)
        self.wire.gate.saw(found.mode)
        self._prompt = prompt.strip() or self._prompt
        return found

    def _at_prompt(self, tail: str) -> bool:
        """Whether the router has come to its prompt: of the name it showed before, in whatever mode."""
        now, before = PROMPT.fullmatch(tail), PROMPT.fullmatch(self._prompt)
        if now is None or before is None:
            return now is not None
        return now["host"][:_CUT] == before["host"][:_CUT]

    def dialogue(
        self,
        command: ExecLine,
        answers: Mapping[str, Key],
        quiet: float | None = None,
    ) -> str:
        """Type a command that may ask; return all it printed when a prompt is back.

        Args:
            command: what to type.
            answers: part of a question (lower case) to the line that answers it; others get Enter.
            quiet: seconds of silence that end the wait.
        """
        text: list[str] = []
        quiet = quiet or self.timeouts.write
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

    def begin(self, command: ExecLine, quiet: float) -> None:
        """Type one command and wait for its echo: a prompt seen before it belongs to what was before."""
        self.wire.write([command])
        self.skip_to(command, quiet)

    def skip_to(self, command: ExecLine, quiet: float) -> list[str]:
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
        lines = self.wire.until(self._at_prompt, quiet)
        self.wire.write([marker])
        # What looked like a prompt may have been the first part of a line: then there are more.
        rest, prompt = self._up_to(marker, quiet)
        return self._made(command, lines + rest, prompt)


def at_prompt_or_question(tail: str) -> bool:
    """Whether the router waits for a line."""
    return bool(PROMPT.fullmatch(tail) or QUESTION.search(tail))


def _shape(text: str) -> str:
    """What two answers to one question have in common: times and counters go on."""
    return re.sub(r"\d", "0", text)


def _looks(command: ExecLine) -> bool:
    """Whether a command only looks, so that it may be typed again."""
    return command.text.startswith(("show ", "more ")) or command.text == "dir"


def _answer(lines: list[str], prompt: str, *, logs: bool) -> Answer:
    """Take out of an answer what others wrote into it.

    Args:
        lines: between the echo of the command and that of its marker.
        prompt: what stood before the marker.
        logs: log lines are the answer itself.
    """
    kept: list[str] = []
    disturbed = after_noise = False
    for line in lines:
        if not logs and (LOG.search(line) or NOTICE.search(line)):
            disturbed = after_noise = True
        elif after_noise and prompt.strip() and line.strip() == prompt.strip():
            after_noise = False  # some terminals print the prompt again after a log message
        else:
            disturbed |= bool(BROADCAST.search(line))
            after_noise &= not line.strip()
            kept.append(line)
    match = PROMPT.fullmatch(prompt)
    mode = (match["mode"] or "").strip("()") if match else ""
    return Answer("\n".join(kept), mode, not prompt.rstrip().endswith(">"), disturbed)
