"""A whole project in a temporary folder with its own lab, used through the command line alone.

Routers are read back over a plain SSH session that shares no code with the project.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh
import yaml

CHECKOUT = Path(__file__).resolve().parents[1]
NORNIR = Path(sys.executable).parent / "nornir"
ROUTERS = ("hub1", "branch1", "branch2", "branch3")

Edit = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Completed:
    """How one command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one document on stdout."""
        document: dict[str, Any] = json.loads(self.out)
        return document


@dataclass
class Site:
    """A project folder and what is known of its lab; `variables` are set for each command."""

    root: Path
    ports: dict[str, int] = field(default_factory=dict[str, int])
    variables: dict[str, str] = field(default_factory=dict[str, str])

    def nornir(self, *arguments: str, timeout: float = 100) -> Completed:
        """Run one command in the project."""
        done = subprocess.run(
            [NORNIR, *arguments],
            cwd=self.root,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Completed(done.returncode, done.stdout, done.stderr)

    def interrupt(
        self,
        *arguments: str,
        when: str,
        timeout: float = 100,
        by: signal.Signals = signal.SIGINT,
    ) -> Completed:
        """Run a command and send a signal, Ctrl-C at first, as soon as a line on stderr holds `when`."""
        with subprocess.Popen(
            [NORNIR, *arguments],
            cwd=self.root,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as running:
            assert running.stderr
            seen: list[str] = []
            for line in running.stderr:
                seen.append(line)
                if when in line:
                    running.send_signal(by)
                    break
            out, err = running.communicate(timeout=timeout)
            return Completed(running.returncode, out, "".join(seen) + err)

    @contextmanager
    def started(self, *arguments: str, when: str) -> Generator[subprocess.Popen[str]]:
        """A command that has begun, from the moment a line on stderr holds `when`."""
        with subprocess.Popen(
            [NORNIR, *arguments],
            cwd=self.root,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as running:
            assert running.stderr
            for line in running.stderr:
                if when in line:
                    break
            yield running

    def environment(self) -> dict[str, str]:
        """A clean environment: no credentials, no project of the caller."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("NORNIR_")}
        return kept | {"COLUMNS": "160", "NO_COLOR": "1"} | self.variables

    def edit(self, file: str, change: Edit) -> None:
        """Change a YAML file of the project."""
        path = self.root / file
        data = yaml.safe_load(path.read_text())
        change(data)
        path.write_text(yaml.safe_dump(data, sort_keys=False))

    def show(self, router: str, command: str) -> str:
        """The answer of one router to one exec command, prompts and echo removed."""
        return asyncio.run(self._show(router, command))

    async def _show(self, router: str, command: str) -> str:
        async with asyncssh.connect(
            "127.0.0.1", self.ports[router], username="admin", password="admin", known_hosts=None
        ) as connection:
            done = await connection.run(
                input=f"terminal length 0\n{command}\nexit\n", term_type="dumb"
            )
        text = str(done.stdout).replace("\r", "")
        _, _, answer = text.partition(f"#{command}\n")
        body, _, _ = answer.rpartition(f"\n{router}#exit")
        return body

    def running(self, router: str) -> str:
        """The running-config without the lines that tell its size and time."""
        text = self.show(router, "show running-config")
        lines = [line for line in text.splitlines() if not line.startswith(HEADER)]
        assert lines[-1] == "end"
        return "\n".join(lines)

    def configs(self) -> dict[str, str]:
        """The running-config of every router of the VPN."""
        return {name: self.running(name) for name in self.ports if name != "wan"}


def type_at(site: Site, router: str, *lines: str) -> None:
    """Type configuration lines as a person would, over a plain SSH session."""

    async def typing() -> None:
        async with asyncssh.connect(
            "127.0.0.1", site.ports[router], username="admin", password="admin", known_hosts=None
        ) as connection:
            text = "\n".join(
                ("configure terminal", *lines, "end", "clear crypto session", "exit", "")
            )
            await connection.run(input=text, term_type="dumb")

    asyncio.run(typing())


HEADER = (
    "Building configuration",
    "Current configuration",
    "! Last configuration",
    "! NVRAM config",
)


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on now, below those that the system hands out to clients."""
    found: list[int] = []
    for port in random.SystemRandom().sample(range(20_000, 32_000), 50 * count):
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == count:
            break
    return found


def lay_out(root: Path, edits: Mapping[str, Edit]) -> Site:
    """Copy the example site to `root`, with ports of its own, and edit it."""
    for part in ("inventory", "lab"):
        shutil.copytree(CHECKOUT / part, root / part, dirs_exist_ok=True)
    shutil.copy(CHECKOUT / "nornir.yaml", root)
    (root / "inventory" / "vpns.lock.yaml").unlink(missing_ok=True)
    site = Site(root)
    for file, change in edits.items():
        site.edit(file, change)
    site.edit("lab/containerlab.yml", lambda lab: number_ports(site, lab))
    return site


def number_ports(site: Site, lab: dict[str, Any]) -> None:
    """Give each node a port that is free on this machine."""
    nodes = lab["topology"]["nodes"]
    for name, port in zip(nodes, free_ports(len(nodes)), strict=True):
        nodes[name].setdefault("labels", {})["nornir-ikev2/port"] = str(port)
        site.ports[name] = port


@contextmanager
def lab_up(site: Site, scale: int = 60, provider: str = "virtual") -> Generator[Site]:
    """The lab of a site, up for a while."""
    up = site.nornir("lab", "up", "--provider", provider, "--time-scale", str(scale))
    assert up.code == 0, up.err
    try:
        yield site
    finally:
        down = site.nornir("lab", "down")
        assert down.code == 0, down.err


@contextmanager
def running_site(root: Path, edits: Mapping[str, Edit] | None = None) -> Generator[Site]:
    """The example site, edited, with its lab up."""
    with lab_up(lay_out(root, edits or {})) as site:
        yield site
