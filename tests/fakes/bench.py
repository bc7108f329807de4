"""A site of virtual routers without SSH, on a clock that is moved by hand: type lines, then explain.

The routers are those of the lab: its grammar, its store, its show commands, its WAN. Only the transport
is missing, so that hundreds of faults can be tried in seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import cast

from fakes.lab_wan import FakeClock, FakeTerminal, FakeTimer
from nornir_ikev2.explain.judge import explain
from nornir_ikev2.explain.model import Explained
from nornir_ikev2.explain.reading import COMMANDS, RouterReading, make
from nornir_ikev2.ike.model import Release
from nornir_ikev2.lab.cli.shell import Shell
from nornir_ikev2.lab.contracts import Clock, Config, Log
from nornir_ikev2.lab.log import LogBuffer
from nornir_ikev2.lab.show.commands import commands as show_commands
from nornir_ikev2.lab.store.config import RunningConfig
from nornir_ikev2.lab.wan.commands import commands as wan_commands
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.ping import Request, series

PARSERS = (Path(__file__).resolve().parents[2] / "parsers",)
NEW = Release("17.12.1", (17, 12, 1))
PORTS = tuple(f"GigabitEthernet{number}" for number in range(1, 9))


class WallClock:
    """One router's view of the bench's clock: a start of our time, and an offset that can be set."""

    def __init__(self, inner: FakeClock) -> None:
        self._inner = inner
        self._start = datetime.now(UTC).replace(microsecond=0)
        self.offset = timedelta()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._inner.time) + self.offset

    def seconds(self) -> float:
        return self._inner.seconds()

    def call_later(self, seconds: float, callback: object) -> FakeTimer:
        return self._inner.call_later(seconds, callback)  # type: ignore[arg-type] # passed on as it is

    def set(self, moment: datetime) -> None:
        self.offset += moment - self.now()


class BenchRouter:
    kind = "cisco_c8000v"
    serial = "9ABCDEFGHIJ"
    ports = PORTS

    def __init__(self, name: str, text: str, clock: FakeClock, release: Release) -> None:
        self.name = name
        self.release = release
        self.wall = WallClock(clock)
        self.clock: Clock = self.wall
        self.log: Log = LogBuffer(self.clock)
        self.store = RunningConfig(release, PORTS, hostname=name)
        self.config: Config = cast("Config", self.store)
        self.refused = [one.line for one in self.store.load(text + "\nend\n") if one.refused]
        when = f"{self.clock.now():%H:%M:%S UTC %a %b %d %Y}"
        self.store.last_change = f"! Last configuration change at {when}"

    @property
    def hostname(self) -> str:
        return self.store.hostname


@dataclass
class Bench:
    """A settled site."""

    clock: FakeClock
    fabric: Fabric
    routers: dict[str, BenchRouter]
    asked: tuple[str, ...] = ()
    shells: dict[str, Shell] = field(default_factory=dict[str, Shell])

    def shell(self, name: str) -> Shell:
        if name not in self.shells:
            commands = (*wan_commands(self.fabric), *show_commands(self.fabric))
            self.shells[name] = Shell(self.routers[name], commands, FakeTerminal(), privilege=15)
        return self.shells[name]

    def run(self, name: str, line: str) -> str:
        """One line typed at a prompt."""
        return asyncio.run(self.shell(name).execute(line))

    def type(self, name: str, *lines: str) -> None:
        """Configuration lines, typed by `admin`, and what they do to the site."""
        self.clock.advance(1)
        replies = [self.run(name, line) for line in ("configure terminal", *lines)]
        self.run(name, "end")
        self.fabric.settle()
        refused = [
            (line, reply)
            for line, reply in zip(lines, replies[1:], strict=True)
            if "% Invalid" in reply or "ERROR" in reply or "% Cannot" in reply
        ]
        assert not refused, refused

    def try_(self, name: str, *lines: str) -> list[str]:
        """Configuration lines of which some may be refused; what each printed."""
        replies = [self.run(name, line) for line in ("configure terminal", *lines)]
        self.run(name, "end")
        self.fabric.settle()
        return replies[1:]

    def clear(self, *names: str) -> None:
        """`clear crypto ikev2 sa` and `clear crypto session`, as somebody does who tries again."""
        for name in names:
            self.run(name, "clear crypto session")
        self.fabric.settle()

    def wait(self, seconds: float) -> None:
        """Let router time pass."""
        self.clock.advance(seconds)
        self.fabric.settle()

    def ping(self, name: str, target: str, source: str, count: int = 20) -> int:
        """Echoes from one address of a router to another; how many were answered. Wakes crypto maps."""
        request = Request(name, IPv4Address(target), source, repeat=count)
        self.fabric.settle()
        return sum(series(self.fabric, request, IPv4Address(source)))

    def read(self, name: str) -> RouterReading:
        """What the explainer reads of one router, by the lab's own commands."""
        router = self.routers[name]
        answers = {command: self.run(name, command) for command in COMMANDS}
        known = {key: text for key, text in answers.items() if "% Invalid input" not in text}
        config = self.run(name, "show running-config")
        return make(name, config, router.release, known, PARSERS)

    def explain(self) -> Explained:
        """The explanation of all routers that are in the inventory."""
        self.fabric.settle()
        return explain({name: self.read(name) for name in self.asked})


def bench(
    configs: Mapping[str, str],
    links: Mapping[str, Mapping[str, str]],
    asked: Sequence[str],
    releases: Mapping[str, Release] | None = None,
) -> Bench:
    """Start routers with these startup-configs, an hour before now on their clocks."""
    clock = FakeClock()
    fabric = Fabric(clock)
    routers = {
        name: BenchRouter(name, text, clock, (releases or {}).get(name, NEW))
        for name, text in configs.items()
    }
    for name, router in routers.items():
        fabric.attach(router, links.get(name, {}))
    fabric.settle()
    clock.advance(30)
    fabric.settle()
    return Bench(clock, fabric, routers, tuple(asked))
