"""The error of reading what a router printed."""

from __future__ import annotations

import re

from nornir_ikev2.errors import NornirIkev2Error

_SHOWN_LINES = 3
_SECRET = re.compile(
    r"((?:pre-shared-key(?: local| remote)?|password|secret|key-string|community|key)(?: [0-9])?) \S+",
    re.IGNORECASE,
)


class ParseError(NornirIkev2Error):
    """An output could not be read, in whole or in part; nothing of it may be believed.

    Attributes:
        command: the show command.
        sample: the first lines of the output, secrets masked.
    """

    def __init__(self, command: str, problem: str, output: str = "", *, cure: str = "") -> None:
        self.command = command
        self.sample = sample(output)
        shown = "".join(f"\n    {line}" for line in self.sample)
        super().__init__(f"{command}: {problem}{shown}", cure=cure)


class UnknownCommand(ParseError):
    """No template reads a command.

    Attributes:
        near: the form of a command that was perhaps meant, None if nothing is near.
        known: the forms of all commands that can be read.
    """

    def __init__(self, command: str, near: str | None, known: tuple[str, ...]) -> None:
        self.near = near
        self.known = known
        cure = f"Did you mean '{near}'?" if near else ""
        super().__init__(command, "no template reads this command", cure=cure)


def sample(output: str) -> tuple[str, ...]:
    """Return the first non-empty lines of an output, with secrets masked, to show to people."""
    lines = [line.rstrip() for line in output.splitlines() if line.strip()]
    return tuple(_SECRET.sub(r"\1 <secret>", line)[:160] for line in lines[:_SHOWN_LINES])
