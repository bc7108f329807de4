"""A hub, its spokes, their lab in this process and a deployer in another one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import site_generator
import yaml

from nornir_ikev2.lab.files.paths import STARTUP
from nornir_ikev2.lab.inprocess import InProcessLab
from nornir_ikev2.lab.router import VirtualRouter

SPEED = 60.0
"""Router seconds per second."""
MINUTES = 25
"""Of the dead-man timer, on the router's clock."""
PATIENCE = {"connect": 8, "prompt": 8, "read": 10, "write": 10, "rollback": 15}
"""Seconds a router may be silent: many of its minutes."""
DEPLOYER = Path(__file__).parent / "deployer.py"
Answer = dict[str, Any]
T = TypeVar("T")


@dataclass
class FleetSite:
    """The routers as they are, without the deployer's eyes."""

    root: Path
    lab: InProcessLab
    process: subprocess.Popen[str]
    answers: list[Answer] = field(default_factory=list[Answer])

    @property
    def routers(self) -> list[str]:
        return [name for name in self.lab.names if name != "wan"]

    def run(self, playbook: object, **options: object) -> Answer:
        """One run of the deployer."""
        return self._ask({"playbook": playbook, **options})

    def recover(self) -> Answer:
        """Bring runs that left a router unrestored to their end."""
        return self._ask({"recover": True})

    def _ask(self, request: dict[str, object]) -> Answer:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the deployer died"
        answer: Answer = json.loads(line)
        self.answers.append(answer)
        return answer

    def edit(self, vpns: Mapping[str, object]) -> None:
        """Write vpns.yaml."""
        text = yaml.safe_dump(dict(vpns), sort_keys=False)
        (self.root / "inventory/vpns.yaml").write_text(text)

    def running(self) -> dict[str, str]:
        return self.look(lambda router: plain(router.running_text()))

    def startup(self) -> dict[str, str]:
        return self.look(lambda router: plain(_stored(router)))

    def timers(self) -> list[str]:
        """Routers with a dead-man timer."""
        return [name for name, one in self.look(lambda one: one.revert.pending).items() if one]

    def sessions(self) -> list[str]:
        """Routers somebody is logged in to."""
        return [name for name, one in self.look(lambda one: len(one.terminals)).items() if one]

    def checkpoints(self) -> list[str]:
        """Routers with a checkpoint file."""

        def there(router: VirtualRouter) -> bool:
            return any(name.startswith("ikev2-2") for name in router.flash.names())

        return [name for name, one in self.look(there).items() if one]

    def up(self) -> bool:
        """Whether every router has booted."""
        return all(self.look(lambda router: router.up).values())

    def fault(self, router: str, name: str, values: Mapping[str, str | float]) -> None:
        self.lab.fault(router, name, **values)

    def heal(self) -> None:
        """End every fault."""

        def clear() -> None:
            for name in self.routers:
                self.lab.router(name).faults.clear()

        self.lab.call(clear)

    def look(self, ask: Callable[[VirtualRouter], T]) -> dict[str, T]:
        found: dict[str, T] = self.lab.call(
            lambda: {name: ask(self.lab.router(name)) for name in self.routers}
        )
        return found


def plain(text: str) -> str:
    """A configuration without the lines that tell its time."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("! "))


def same(one: str, other: str) -> bool:
    """Whether two configurations mean the same: a replace puts lines back in another order.

    Order counts among policies, and inside an access list; elsewhere IOS keeps sets.
    """
    return sections(one) == sections(other)


def sections(text: str) -> tuple[list[list[str]], list[str]]:
    """The sections of a configuration, sorted, and its policies in their order."""
    found: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith(" ") and found:
            found[-1].append(line)
        elif line.strip(" !"):
            found.append([line])
    policies = [one[0] for one in found if one[0].startswith("crypto ikev2 policy ")]
    ordered = ("ip access-list ",)
    whole = [one if one[0].startswith(ordered) else [one[0], *sorted(one[1:])] for one in found]
    return sorted(whole), policies


def _stored(router: VirtualRouter) -> str:
    stored = router.nvram.get(STARTUP)
    return stored.data.decode() if stored else ""


@contextmanager
def fleet_site(root: Path, spokes: int) -> Generator[FleetSite]:
    """A fleet that is up, before its first change."""
    site_generator.write(root, spokes, workers=20)
    settings = yaml.safe_load((root / "nornir.yaml").read_text())
    settings["user_defined"]["ikev2"]["rollback_minutes"] = MINUTES
    (root / "nornir.yaml").write_text(yaml.safe_dump(settings))
    with InProcessLab(root / "lab/containerlab.yml", time_scale=SPEED) as lab:
        _lead_to(root, lab)
        with subprocess.Popen(
            [sys.executable, str(DEPLOYER), str(root), str(SPEED)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield FleetSite(root, lab, process)
            finally:
                if process.stdin:
                    process.stdin.close()
                process.wait(60)


def _lead_to(root: Path, lab: InProcessLab) -> None:
    """Tell the project where its routers listen, and their keys."""
    path = root / "inventory/hosts.yaml"
    hosts = yaml.safe_load(path.read_text())
    for name, host in hosts.items():
        host["port"] = lab.port(name)
        host["data"]["timeouts"] = PATIENCE
    path.write_text(yaml.safe_dump(hosts, sort_keys=False))
    private = root / ".nornir"
    private.mkdir(mode=0o700, exist_ok=True)
    (private / "known_hosts").write_bytes(lab.known_hosts.read_bytes())
