"""A project and a lab in one process: runs go through the command line, routers are looked at from behind.

The lab is started once per worker; `reset` gives every router its first configuration back.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self

import yaml
from paramiko import Transport
from typer.testing import CliRunner, Result

from canary import VARIABLES, accounts, assert_no_canary, assert_private, plant_keys
from nornir_ikev2.cli.app import app
from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab.files.paths import STARTUP
from nornir_ikev2.lab.hostkeys import publish
from nornir_ikev2.lab.inprocess import InProcessLab
from nornir_ikev2.lab.router import VirtualRouter
from nornir_ikev2.lab.server.others import start_timer
from nornir_ikev2.lab.topology import Topology

CHECKOUT = Path(__file__).resolve().parents[2]
EXAMPLE = CHECKOUT / "lab" / "containerlab.yml"
SPEED = 60
QUICK = {"connect": 2, "auth": 3, "prompt": 3, "read": 2, "write": 2, "rollback": 4}
"""Timeouts for faults that are noticed by silence."""
Edit = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Ended:
    """How one command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one document on stdout."""
        document: dict[str, Any] = json.loads(self.out)
        return document

    @classmethod
    def of(cls, done: Result) -> Self:
        """What the command line would have printed and returned."""
        if done.exception is None or isinstance(done.exception, SystemExit):
            return cls(done.exit_code, done.stdout, done.stderr)
        if isinstance(done.exception, NornirIkev2Error):
            error = done.exception
            return cls(error.exit_code, done.stdout, f"{done.stderr}error: {error}\n")
        raise done.exception


@dataclass
class Bench:
    """A lab that stays up, and the project that is laid out for one case.

    Attributes:
        first: running-config of each router when the lab was new.
        before, saved: running-config and startup-config when the case began.
    """

    lab: InProcessLab
    routers: tuple[str, ...]
    root: Path = Path()
    first: dict[str, str] = field(default_factory=dict[str, str])
    before: dict[str, str] = field(default_factory=dict[str, str])
    saved: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        for name in self.routers:
            self.type(name, *accounts(15))
            self.save(name)
        self.first = {name: self.running(name) for name in self.routers}

    def project(self, root: Path, edits: Mapping[str, Edit]) -> None:
        """Copy the example project and edit it."""
        shutil.copytree(CHECKOUT / "inventory", root / "inventory")
        (root / "inventory" / "vpns.lock.yaml").unlink(missing_ok=True)
        shutil.copy(CHECKOUT / "nornir.yaml", root)
        (root / "inventory" / "defaults.yaml").write_text("{}\n")
        self.adopt(root, edits)

    def adopt(self, root: Path, edits: Mapping[str, Edit]) -> None:
        """Edit a project that is there, and lead its routers to this lab."""
        self.root = root
        for file, edit in edits.items():
            self.edit(file, edit)
        nodes = {name: self._contact(name) for name in self.routers}
        (root / ".nornir").mkdir(mode=0o700)
        status = {"time_scale": SPEED, "nodes": nodes}
        (root / ".nornir" / "lab.json").touch(mode=0o600)
        (root / ".nornir" / "lab.json").write_text(json.dumps(status))
        plant_keys(root)
        publish(root / ".nornir" / "known_hosts", self.lab.known_hosts.read_text().splitlines())

    def _contact(self, name: str) -> dict[str, Any]:
        return {"hostname": "127.0.0.1", "port": self.lab.port(name)}

    def edit(self, file: str, change: Edit) -> None:
        """Change a YAML file of the project."""
        path = self.root / file
        data: dict[str, Any] = yaml.safe_load(path.read_text()) or {}
        change(data)
        path.write_text(yaml.safe_dump(data, sort_keys=False))

    def lead(self, name: str, *, to: str) -> None:
        """Let a name of the inventory lead to another router, as a wrong address does."""
        path = self.root / ".nornir" / "lab.json"
        status = json.loads(path.read_text())
        port = self.lab.port(to)
        status["nodes"][name] = self._contact(to) | {"hostname": "localhost"}
        path.write_text(json.dumps(status))
        known = self.root / ".nornir" / "known_hosts"
        lines = known.read_text()
        other = [line for line in lines.splitlines() if line.startswith(f"[127.0.0.1]:{port} ")]
        known.write_text(lines + other[0].replace("127.0.0.1", "localhost", 1) + "\n")

    def remember(self) -> None:
        """From here on this is what `before` means."""
        self.before = {name: self.running(name) for name in self.routers}
        self.saved = {name: self.startup(name) for name in self.routers}

    def nornir(self, *arguments: str) -> Ended:
        """Run one command in the project; whatever happens to it, no secret may be seen anywhere."""
        typed = ["--project", str(self.root), *arguments]
        ended = Ended.of(CliRunner().invoke(app, typed, env=VARIABLES))
        assert_no_canary(self.root, ended.out, ended.err)
        assert_private(self.root)
        return ended

    def fault(self, router: str, name: str, /, **values: str | float) -> None:
        """Give a router a fault."""
        self.lab.fault(router, name, **values)

    def interrupt(self, router: str, **when: str | float) -> None:
        """Send Ctrl-C to this process when a router is told a line."""

        def press() -> None:
            if faults.get("delay"):
                faults.on_change.remove(press)
                os.kill(os.getpid(), signal.SIGINT)

        faults = self.lab.router(router).faults
        self.fault(router, "delay", ms=1, **when)
        faults.on_change.append(press)

    def running(self, name: str) -> str:
        """The running-config of a router."""
        return self.lab.call(self.lab.router(name).running_text)

    def startup(self, name: str) -> str:
        """The startup-config of a router."""
        return self.lab.call(lambda: _startup(self.lab.router(name)))

    def type(self, name: str, *lines: str) -> None:
        """Configure a router by hand; nothing is saved."""
        replies = self.lab.call(lambda: self.lab.router(name).config.apply(lines))
        assert not [reply for reply in replies if reply.refused]

    def save(self, name: str) -> None:
        """Save the running-config of a router."""
        router = self.lab.router(name)
        self.lab.call(lambda: router.nvram.write(STARTUP, router.running_text().encode()))

    def start_timer(self, name: str, user: str) -> None:
        """Let somebody else have a rollback timer running on a router."""
        self.lab.call(lambda: start_timer(self.lab.router(name), user, 30))

    def checkpoints(self, name: str) -> list[str]:
        """Files of ours on the flash of a router, the copies of its own archive left out."""
        names = self.lab.call(lambda: list(self.lab.router(name).flash.names()))
        return [one for one in names if one.startswith("ikev2-") and "archive" not in one]

    def timer(self, name: str) -> str | None:
        """Whose rollback timer runs on a router."""
        pending = self.lab.router(name).revert.pending
        return pending.user if pending else None

    def typed(self, name: str) -> list[str]:
        """Every line that is typed into a router from now on."""
        lines: list[str] = []
        self.lab.router(name).faults.on_line.append(lines.append)
        return lines

    def alone(self) -> None:
        """Wait until every session is over on both sides.

        Raises:
            AssertionError: a session is left open.
        """
        self.lab.run(self._all_gone())
        for thread in threading.enumerate():
            if isinstance(thread, Transport):
                thread.join(5)
                assert not thread.is_alive(), f"{thread} is left open"

    async def _all_gone(self) -> None:
        async with asyncio.timeout(10):
            for name in self.routers:
                await self.lab.router(name).idle.wait()

    def reset(self) -> None:
        """Give every router its first configuration back, by a power cut where anything differs."""
        for name in self.lab.names:
            router = self.lab.router(name)
            self.lab.call(router.faults.clear)
            router.faults.on_line.clear()
            router.passwords = router.most_lines = 0
        for name in self.routers:
            router = self.lab.router(name)
            clean = router.up and not router.flash.names() and not router.revert.pending
            if clean and self.startup(name) == self.running(name) == self.first[name]:
                continue
            self.lab.call(partial(_begin_anew, router, self.first[name]))
            self.lab.settle(name)


def _startup(router: VirtualRouter) -> str:
    file = router.nvram.get(STARTUP)
    return file.data.decode() if file else ""


def _begin_anew(router: VirtualRouter, config: str) -> None:
    router.power_off()
    for name in list(router.flash.names()):
        router.flash.remove(name)
    router.nvram.write(STARTUP, config.encode())
    router.boot()


@contextmanager
def bench(topology: Path | Topology = EXAMPLE) -> Generator[Bench]:
    """A lab of its own."""
    with InProcessLab(topology, time_scale=SPEED) as lab:
        yield Bench(lab, tuple(name for name in lab.names if name != "wan"))
