"""A router and a terminal that only remember, for tests of the shell."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import IPv4Address
from typing import cast

from fakes.lab_lines import PORTS, RELEASE
from nornir_ikev2.lab.cli.shell import Shell
from nornir_ikev2.lab.contracts import Clock, Config, ExecCommand, Log, Timer
from nornir_ikev2.lab.store.config import RunningConfig

STATION = IPv4Address("192.0.2.10")


class StillClock:
    def now(self) -> datetime:
        return datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def seconds(self) -> float:
        return 0.0

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        raise AssertionError(seconds, callback)


class ListLog:
    def __init__(self) -> None:
        self.messages: list[str] = []

    def add(self, message: str) -> None:
        self.messages.append(message)

    def lines(self) -> list[str]:
        return self.messages


class StandingRouter:
    name = "hub1"
    kind = "cisco_c8000v"
    serial = "9ABCDEFGHIJ"
    release = RELEASE
    ports = PORTS

    def __init__(self) -> None:
        self.running = RunningConfig(RELEASE, PORTS, hostname="hub1")
        self.config: Config = self.running
        self.clock: Clock = StillClock()
        self.log: Log = ListLog()

    @property
    def hostname(self) -> str:
        return self.running.hostname


@dataclass
class Answers:
    """A terminal whose user has prepared answers."""

    answers: list[str] = field(default_factory=list[str])
    user: str = "admin"
    number: int = 0
    address: IPv4Address = STATION
    length: int = 24
    width: int = 80
    monitor: bool = False
    asked: list[tuple[str, bool]] = field(default_factory=list[tuple[str, bool]])

    async def ask(self, prompt: str, *, echo: bool = True) -> str:
        self.asked.append((prompt, echo))
        return self.answers.pop(0)

    async def confirm(self, prompt: str) -> bool:
        self.asked.append((prompt, True))
        return True

    def write(self, text: str) -> None:
        raise AssertionError(text)


class Desk:
    """One session: type lines, read what they print."""

    def __init__(
        self,
        commands: Sequence[ExecCommand] = (),
        *,
        privilege: int = 15,
        router: StandingRouter | None = None,
        terminal: Answers | None = None,
    ) -> None:
        self.router = router or StandingRouter()
        self.terminal = terminal or Answers()
        self.shell = Shell(self.router, commands, self.terminal, privilege=privilege)

    @property
    def logged(self) -> list[str]:
        return cast("ListLog", self.router.log).messages

    def type(self, *lines: str) -> str:
        """What the last line prints."""
        return [asyncio.run(self.shell.execute(line)) for line in lines][-1]
