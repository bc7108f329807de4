"""Routers in memory behind the `Driver` protocol, able to fail at any act."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any, Literal

from nornir_ikev2.drivers.protocol import (
    ConfigLine,
    KeyResolver,
    PendingTimer,
    Permit,
    Ping,
    Reading,
    Renewal,
    RouterFacts,
    RouterPlan,
    Section,
    SectionName,
    unrestricted,
)
from nornir_ikev2.errors import (
    AuthRefused,
    CommandRefused,
    ConnectError,
    ReplyTimeout,
    SessionLost,
)
from nornir_ikev2.ike.model import IkeConfig, Release
from nornir_ikev2.intent.model import RouterIntent

Kind = Literal["refuse", "lose", "lose-after", "silent", "crash"]
CANARY = "CANARYcanary0123456789CANARYcanary01234567"
RELEASE = Release("17.12.1", (17, 12, 1))
ACTS = (
    "open",
    "read",
    "checkpoint",
    "arm",
    "push proposals",
    "push keyrings",
    "push tunnels",
    "end_config",
    "show",
    "confirm",
    "save",
)
"""Acts of a change that goes well, in their order; `push` adds its section."""
READS = frozenset({"read", "read_config", "show", "ping", "end_config"})
"""Acts that need no permit."""


def line(text: str, masked: str | None = None) -> ConfigLine:
    return ConfigLine(text, masked or text)


@dataclass
class FakeRouter:
    """What a router holds, the faults it has, and the acts it saw.

    Its timer runs out by `fire`, or after `fires_after` seconds.
    """

    name: str
    running: list[str] = field(default_factory=list[str])
    startup: list[str] = field(default_factory=list[str])
    files: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    saved_by_timer: list[str] | None = None
    faults: dict[str, tuple[Kind, int]] = field(default_factory=dict[str, tuple[Kind, int]])
    acts: list[str] = field(default_factory=list[str])
    away: int = 0
    archive: bool = True
    fires_after: float | None = None
    armed_at: float = 0.0
    watch: Callable[[str, str], None] = lambda _router, _act: None

    def fail(self, act: str, kind: Kind, times: int = 1) -> None:
        """Make an act fail so many times."""
        self.faults[act] = (kind, times)

    def tick(self) -> None:
        """Let the timer run out where its time is over."""
        if self.fires_after is not None and time.monotonic() - self.armed_at > self.fires_after:
            self.fire()

    def fire(self) -> None:
        """The dead-man timer runs out."""
        if self.saved_by_timer is not None:
            self.running, self.saved_by_timer = list(self.saved_by_timer), None

    def due(self, act: str) -> Kind | None:
        kind, times = self.faults.get(act, ("refuse", 0))
        if times:
            self.faults[act] = (kind, times - 1)
            return kind
        return None


class FakeSession:
    """One session to a fake router."""

    def __init__(self, router: FakeRouter, permit: Permit = unrestricted) -> None:
        self._router = router
        self._permit = permit
        self._alive = True
        self._trips = 0
        self._queue: list[Section] = []

    def _act(self, act: str, do: Callable[[], Any]) -> Any:
        if act.split(maxsplit=1)[0] not in READS:
            self._permit([act])
        self._trips += 1
        if not self._alive:
            raise SessionLost("the session is gone", host=self._router.name)
        self._router.tick()
        self._router.acts.append(act)
        self._router.watch(self._router.name, act)
        kind = self._router.due(act)
        if kind == "refuse":
            raise CommandRefused(
                "the router refused it",
                reply="% Invalid input",
                line="a line with <secret>",
                host=self._router.name,
            )
        if kind == "crash":
            raise ZeroDivisionError(f"with {CANARY} in it")
        if kind == "lose":
            self._alive = False
            raise SessionLost("the session ended", host=self._router.name)
        if kind == "silent":
            raise ReplyTimeout("no answer", host=self._router.name)
        done = do()
        if kind == "lose-after":
            self._alive = False
            raise SessionLost("the session ended", host=self._router.name)
        return done

    def read(self) -> Reading:
        def do() -> Reading:
            timer = PendingTimer("admin", 3) if self._router.saved_by_timer is not None else None
            facts = RouterFacts(
                hostname=self._router.name,
                model="FAKE",
                serial=f"serial-{self._router.name}",
                release=RELEASE,
                filesystem="flash:",
                free_bytes=10_000_000,
                archive_path="flash:archive" if self._router.archive else None,
                timer=timer,
                lock_holder=None,
            )
            return Reading(facts, "\n".join(self._router.running))

        reading: Reading = self._act("read", do)
        return reading

    def read_config(self) -> str:
        return str(self._act("read_config", lambda: "\n".join(self._router.running)))

    def show(self, commands: Sequence[str]) -> list[str]:
        answers: list[str] = self._act("show", lambda: ["" for _ in commands])
        return answers

    def checkpoint(self, name: str) -> str:
        def do() -> str:
            self._router.files[name] = list(self._router.running)
            return name

        return str(self._act("checkpoint", do))

    def drop_checkpoint(self, url: str) -> None:
        self._act("drop_checkpoint", lambda: self._router.files.pop(url))

    def arm(self, minutes: int) -> None:
        def do() -> None:
            if minutes:
                self._router.saved_by_timer = list(self._router.running)
                self._router.armed_at = time.monotonic()

        self._act("arm", do)

    def extend(self, minutes: int) -> None:  # noqa: ARG002 - the protocol's
        def do() -> None:
            self._router.armed_at = time.monotonic()

        self._act("extend", do)

    def queue(self, sections: Sequence[Section]) -> None:
        self._queue = list(sections)

    def push(self, name: SectionName) -> int:
        section = next(one for one in self._queue if one.name == name)

        def do() -> int:
            self._router.running += [one.text for one in section.lines]
            return len(section.lines)

        return int(self._act(f"push {name}", do))

    def end_config(self) -> None:
        self._act("end_config", lambda: None)

    def renew(self, renewal: Renewal) -> None:
        self._act(f"renew {renewal.peer}", lambda: None)

    def ping(self, target: IPv4Address, source: IPv4Address, count: int = 5) -> Ping:  # noqa: ARG002 - the protocol's
        ping: Ping = self._act("ping", lambda: Ping(count, count))
        return ping

    def confirm(self) -> None:
        def do() -> None:
            self._router.saved_by_timer = None

        self._act("confirm", do)

    def save(self) -> None:
        def do() -> None:
            self._router.startup = list(self._router.running)

        self._act("save", do)

    def revert(self, checkpoint_url: str | None) -> None:
        def do() -> None:
            if self._router.saved_by_timer is not None:
                self._router.fire()
            elif checkpoint_url in self._router.files:
                self._router.running = list(self._router.files[checkpoint_url or ""])
            else:
                raise CommandRefused("there is no such file", host=self._router.name)

        self._act("revert", do)

    def reset(self) -> None:
        self._act("reset", lambda: None)

    def close(self) -> None:
        self._alive = False

    @property
    def round_trips(self) -> int:
        return self._trips

    @property
    def alive(self) -> bool:
        return self._alive


class FakeDriver:
    """A driver whose routers want three sections of lines."""

    platforms: frozenset[str] = frozenset({"fake"})

    def __init__(self, routers: Iterable[FakeRouter]) -> None:
        self.routers = {router.name: router for router in routers}
        self._lock = threading.Lock()

    def open(self, host: Any, permit: Permit = unrestricted) -> FakeSession:
        router = self.routers[host.name]
        with self._lock:
            router.acts.append("open")
            kind = router.due("open")
            if kind == "refuse":
                raise AuthRefused("password refused", host=host.name)
            if kind is not None:
                raise ConnectError("nobody answers", host=host.name)
            if router.away:
                router.away -= 1
                if not router.away:
                    router.fire()
                raise ConnectError("nobody answers", host=host.name)
        return FakeSession(router, permit)

    def plan(self, intent: RouterIntent, reading: Reading, keys: KeyResolver) -> RouterPlan:  # noqa: ARG002 - the protocol's
        wanted = wanted_sections()
        have = set(reading.config.splitlines())
        sections = tuple(
            section for section in wanted if not {one.text for one in section.lines} <= have
        )
        return RouterPlan(
            intent.name,
            sections=sections,
            added=tuple(one.masked for section in sections for one in section.lines),
            owned=((f"owned by {intent.name}",),),
        )

    def plan_archive(self, reading: Reading) -> RouterPlan:
        if reading.facts.archive_path:
            return RouterPlan(reading.facts.hostname)
        section = Section("archive", (line("archive"), line(" path flash:a")))
        return RouterPlan(reading.facts.hostname, sections=(section,), added=("archive",))

    def view(self, name: str, config: str, release: Release) -> IkeConfig:  # noqa: ARG002 - the protocol's
        return IkeConfig(name, release)

    def normalise(self, config: str) -> str:
        return config

    def mask(self, text: str, secrets: Iterable[str] = ()) -> str:
        for secret in {*secrets, CANARY}:
            text = text.replace(secret, "<secret>")
        return text


def wanted_sections() -> tuple[Section, ...]:
    return (
        Section("proposals", (line("proposal P"), line(" group 20"))),
        Section("keyrings", (line("keyring K"), line(f" key {CANARY}", " key <secret>"))),
        Section("tunnels", (line("interface Tunnel1"),)),
    )


def wanted_lines() -> list[str]:
    return [one.text for section in wanted_sections() for one in section.lines]
