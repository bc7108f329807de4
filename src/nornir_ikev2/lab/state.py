"""What is written about a running lab: `.nornir/lab.json`, and where its other files are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nornir_ikev2.errors import NornirIkev2Error

VIRTUAL, CONTAINERLAB, STRONGSWAN = "virtual", "containerlab", "strongswan"
PROVIDERS = (VIRTUAL, CONTAINERLAB, STRONGSWAN)
GRADES = {VIRTUAL: "virtual", STRONGSWAN: "strongswan", CONTAINERLAB: "cisco"}
"""What a result proves: a model, real IKEv2 between real daemons, or Cisco's own software."""

PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """One router of a lab, and how to log in.

    Attributes:
        state: `up`, `down` (restarting), or what the provider says.
        faults: faults that are switched on.
        platform: of the inventory; empty: what the inventory says holds.
        interfaces: names of data ports by the names that other kinds give them, see `Kind.renamed`.
        namespace: process that holds its network namespace (`nsenter --target N --net tcpdump`), 0 for none.
    """

    name: str
    hostname: str
    port: int
    username: str
    password: str
    kind: str
    release: str
    state: str = "up"
    faults: tuple[str, ...] = ()
    namespace: int = 0
    platform: str = ""
    interfaces: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class LabStatus:
    """A lab as `nornir lab status` shows it.

    Attributes:
        provider: `virtual`, `strongswan` or `containerlab`.
        name: of the topology.
        running: False when there is none.
        started: whether this call started it; False when it was up already.
        topology: path of the topology file.
        time_scale: router seconds per second.
        warnings: nodes that were left out, startup-config lines that were refused.
        pid: of the background process, 0 when there is none.
        grade: what a result proves, where the provider alone does not say it.
        esp: who encrypts, `kernel` or `user space`; empty where nobody does, or Cisco's software.
    """

    provider: str
    name: str
    running: bool
    nodes: tuple[NodeStatus, ...] = ()
    started: bool = False
    topology: str = ""
    time_scale: float = 1.0
    warnings: tuple[str, ...] = ()
    pid: int = 0
    grade: str = ""
    esp: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a project keeps its lab."""

    root: Path
    known_hosts: Path = field(default=Path(".nornir/known_hosts"))

    @property
    def private(self) -> Path:
        """The project's private folder."""
        return self.root / ".nornir"

    @property
    def folder(self) -> Path:
        """Log, control file, and one folder per router."""
        return self.private / "lab"

    @property
    def status(self) -> Path:
        """What the inventory reads."""
        return self.private / "lab.json"

    @property
    def log(self) -> Path:
        """What the background process says."""
        return self.folder / "lab.log"

    @property
    def control(self) -> Path:
        """Port, token and pid of the background process."""
        return self.folder / "control.json"

    @property
    def hosts(self) -> Path:
        """The project's known_hosts file."""
        return self.root / self.known_hosts

    def make(self) -> None:
        """Create the folders, closed to other users."""
        for folder in (self.private, self.folder):
            folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            folder.chmod(PRIVATE)


def encode(status: LabStatus) -> str:
    """The document of `lab.json`; nodes by name."""
    data = asdict(status)
    data["nodes"] = {node.pop("name"): node for node in data.pop("nodes")}
    return json.dumps(data, indent=2) + "\n"


def decode(text: str, source: str) -> LabStatus:
    """Read what `encode` wrote.

    Raises:
        NornirIkev2Error: it is something else.
    """
    try:
        data: dict[str, Any] = json.loads(text)
        nodes: dict[str, dict[str, Any]] = data.pop("nodes")
        for values in (*nodes.values(), data):
            for key in ("faults", "warnings"):
                if key in values:
                    values[key] = tuple(values[key])
        listed = tuple(NodeStatus(name=name, **node) for name, node in nodes.items())
        return LabStatus(nodes=listed, **data)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NornirIkev2Error(
            f"{source} is not what a lab wrote: {error}",
            cure="Run `nornir lab down`, then `nornir lab up`.",
        ) from error


def load(places: Places) -> LabStatus | None:
    """The recorded status, or None when no lab was started here."""
    try:
        text = places.status.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return decode(text, str(places.status))
