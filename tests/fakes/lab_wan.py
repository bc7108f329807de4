"""Routers without a CLI: a configuration text, a clock that is moved by hand, a log that is a list."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

from nornir_ikev2.ike.model import Release
from nornir_ikev2.lab.contracts import Clock, Config, LineReply, Log, Node
from nornir_ikev2.lab.wan.fabric import Fabric

_STATION = IPv4Address("192.0.2.10")
_START = datetime(2026, 1, 1, tzinfo=UTC)
RELEASE = Release("17.12.1", (17, 12, 1))


@dataclass(slots=True)
class FakeTimer:
    callback: Callable[[], None] | None

    def cancel(self) -> None:
        self.callback = None


@dataclass(slots=True)
class FakeClock:
    """Time moves only when `advance` is called; calls happen in order on the way."""

    time: float = 0.0
    calls: list[tuple[float, int, FakeTimer]] = field(
        default_factory=list["tuple[float, int, FakeTimer]"]
    )
    order: int = 0

    def now(self) -> datetime:
        return _START + timedelta(seconds=self.time)

    def seconds(self) -> float:
        return self.time

    def call_later(self, seconds: float, callback: Callable[[], None]) -> FakeTimer:
        timer = FakeTimer(callback)
        self.order += 1
        heapq.heappush(self.calls, (self.time + seconds, self.order, timer))
        return timer

    def advance(self, seconds: float) -> None:
        end = self.time + seconds
        while self.calls and self.calls[0][0] <= end:
            self.time, _, timer = heapq.heappop(self.calls)
            if timer.callback is not None:
                timer.callback()
        self.time = end


class FakeLog:
    def __init__(self) -> None:
        self.messages: list[str] = []

    def add(self, message: str) -> None:
        self.messages.append(message)

    def lines(self) -> list[str]:
        return [f"*Jan  1 00:00:00.000: {message}" for message in self.messages]


def tree(text: str) -> Node:
    """Indented text as nodes; `!` lines are left out."""
    root = Node("")
    path: list[tuple[int, Node]] = [(-1, root)]
    for line in text.splitlines():
        if not line.strip() or line.strip() == "!":
            continue
        indent = len(line) - len(line.lstrip())
        while path[-1][0] >= indent:
            path.pop()
        node = Node(line.strip())
        path[-1][1].children.append(node)
        path.append((indent, node))
    return root


class FakeConfig:
    """A configuration that is replaced as a whole."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.root = tree(text)
        self.version = 1
        self._callbacks: list[Callable[[], None]] = []

    def text(self, *, full: bool = False) -> str:
        return self.source + ("\n" if full else "")

    def section(self, node: Node) -> str:
        return node.text

    def apply(self, lines: Sequence[str]) -> list[LineReply]:
        self.change(self.source + "\n" + "\n".join(lines))
        return [LineReply(line) for line in lines]

    def load(self, text: str) -> list[LineReply]:
        self.change(text)
        return []

    def subscribe(self, callback: Callable[[], None]) -> None:
        self._callbacks.append(callback)

    def change(self, text: str) -> None:
        self.source = text
        self.root = tree(text)
        self.version += 1
        for callback in self._callbacks:
            callback()

    def replace(self, old: str, new: str) -> None:
        assert old in self.source, old
        self.change(self.source.replace(old, new))


class FakeRouter:
    def __init__(self, name: str, text: str, clock: FakeClock, release: Release = RELEASE) -> None:
        self.name = name
        self.kind = "cisco_c8000v"
        self.serial = "9ABCDEFGHIJ"
        self.release = release
        self.ports = tuple(f"GigabitEthernet{number}" for number in range(1, 9))
        self.typed = FakeConfig(text)
        self.logged = FakeLog()
        self.config: Config = self.typed
        self.clock: Clock = clock
        self.log: Log = self.logged

    @property
    def hostname(self) -> str:
        return self.name


@dataclass(slots=True)
class FakeTerminal:
    user: str = "admin"
    number: int = 0
    address: IPv4Address = _STATION
    length: int = 0
    width: int = 511
    monitor: bool = False
    written: list[str] = field(default_factory=list[str])

    async def ask(self, prompt: str, *, echo: bool = True) -> str:
        return prompt if echo else ""

    async def confirm(self, prompt: str) -> bool:
        return bool(prompt)

    def write(self, text: str) -> None:
        self.written.append(text)


@dataclass(slots=True)
class Wan:
    """A fabric with its routers and their clock."""

    clock: FakeClock
    fabric: Fabric
    routers: dict[str, FakeRouter]

    def change(self, router: str, old: str, new: str) -> None:
        self.routers[router].typed.replace(old, new)
        self.fabric.settle()

    def add(self, router: str, text: str) -> None:
        config = self.routers[router].typed
        config.change(config.source + "\n" + text)
        self.fabric.settle()


def build(configs: Mapping[str, str], links: Mapping[str, Mapping[str, str]]) -> Wan:
    """A settled fabric of these configurations."""
    clock = FakeClock()
    fabric = Fabric(clock)
    routers = {name: FakeRouter(name, text, clock) for name, text in configs.items()}
    for name, router in routers.items():
        fabric.attach(router, links.get(name, {}))
    fabric.settle()
    return Wan(clock, fabric, routers)
