"""A terminal without SSH: what was typed beforehand, and what was printed."""

from __future__ import annotations

from collections.abc import Sequence

from fakes.plain_router import PlainShell
from nornir_ikev2.lab.files.commands import COMMANDS
from nornir_ikev2.lab.router import VirtualRouter
from nornir_ikev2.lab.server.vty import STATION


class Typist:
    """Implements `contracts.Terminal`; answers questions from a list."""

    def __init__(self, user: str = "admin", answers: Sequence[str] = ()) -> None:
        self.user = user
        self.number = 1
        self.address = STATION
        self.length = 0
        self.width = 0
        self.monitor = False
        self.printed = ""
        self.answers = list(answers)

    async def ask(self, prompt: str, *, echo: bool = True) -> str:
        del echo
        self.printed += prompt
        return self.answers.pop(0)

    async def confirm(self, prompt: str) -> bool:
        self.printed += f"{prompt}[confirm]"
        return self.answers.pop(0) in {"", "y"}

    async def carry_out(self, line: str) -> str:
        return f"output of {line}"

    def write(self, text: str) -> None:
        self.printed += text


async def typed(
    router: VirtualRouter, line: str, *answers: str, terminal: Typist | None = None
) -> str:
    """Run one of the file commands and return what it prints."""
    terminal = terminal or Typist()
    terminal.answers.extend(answers)
    return await PlainShell(router, COMMANDS, terminal, 15).run(line)
