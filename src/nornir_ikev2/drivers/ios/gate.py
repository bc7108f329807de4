"""The second gate: every line is checked once more by its kind, right before its bytes leave.

The gate follows what mode the router is in: from prompts it is told of, and from what was typed since.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from nornir_ikev2.drivers.ios import commands, grammar
from nornir_ikev2.drivers.ios.lines import (
    Answer,
    ExecLine,
    Marker,
    NextPage,
    Password,
    Typed,
    recheck,
)
from nornir_ikev2.drivers.ios.patterns import PASSWORD, QUESTION
from nornir_ikev2.drivers.protocol import ConfigLine
from nornir_ikev2.errors import PlanError

_MARKER: Final = re.compile(r"![0-9a-f]{12}-\d{1,9}")
_EXEC: Final = "exec"
_SOMEWHERE: Final = "a mode that is not known"
"""In configuration, but in which mode is not known: only what is global may be typed."""


class Gate:
    """What may be typed now.

    Attributes:
        mode: `exec`, or a mode of `grammar`.
    """

    def __init__(self) -> None:
        self.mode = _EXEC

    def saw(self, mode: str) -> None:
        """Take in the mode a prompt shows: "" for exec, `config`, `config-if`..."""
        if not mode:
            self.mode = _EXEC
        elif mode == "config":
            self.mode = grammar.GLOBAL
        elif self.mode in {_EXEC, grammar.GLOBAL}:
            self.mode = _SOMEWHERE

    def outgoing(self, lines: Sequence[Typed], tail: str = "") -> bytes:
        """Check lines and return what is to be sent; the mode follows them.

        Args:
            lines: in the order they are typed.
            tail: the unfinished line the router waits behind: a prompt or a question.

        Raises:
            PlanError: one of them may not be typed; nothing is to be sent.
        """
        mode = self.mode
        text: list[str] = []
        for line in lines:
            mode = self._after(mode, recheck(line), tail)
            text.append(line.text if isinstance(line, NextPage) else f"{line.text}\n")
            tail = ""
        self.mode = mode
        return "".join(text).encode("ascii")

    def _after(self, mode: str, line: Typed, tail: str) -> str:
        """The mode after one line."""
        if isinstance(line, ConfigLine):
            if mode == _EXEC:
                raise _refused(line, "outside configuration mode")
            return grammar.check([line], mode)
        if isinstance(line, ExecLine):
            return _after_command(mode, commands.admit(line))
        if not _fits(line, tail):
            raise _refused(line, "here")
        return mode


def _after_command(mode: str, line: ExecLine) -> str:
    """`configure terminal` may be refused: the next prompt tells where it led."""
    if line == commands.END.line():
        return _EXEC
    if mode != _EXEC:
        raise _refused(line, "inside configuration mode")
    return mode


def _fits(line: Typed, tail: str) -> bool:
    """Whether what is no command is typed where it belongs."""
    if isinstance(line, Marker):
        return bool(_MARKER.fullmatch(line.text))
    if isinstance(line, Password):
        return bool(PASSWORD.search(tail))
    if isinstance(line, Answer):
        return not line.text or (line.text == "y" and bool(QUESTION.search(tail)))
    return isinstance(line, NextPage) and line.text == " "


def _refused(line: Typed, where: str) -> PlanError:
    return PlanError(
        f"{line.masked!r} may not be typed into a router {where}",
        cure="Nothing was typed. This is a fault of the tool or of a step of your own; report it.",
    )
