"""The lab on Cisco's own images, by the `containerlab` program.

Nothing of this was tried with an image: Cisco's images can't be had without a licence. Commands
and files are those of containerlab 0.79 (`deploy`, `destroy`, `inspect --format json`).
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, cast

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab import clab_inventory
from nornir_ikev2.lab.clab_inventory import HostEntry
from nornir_ikev2.lab.private import write_private
from nornir_ikev2.lab.router import PASSWORD, USERNAME
from nornir_ikev2.lab.state import (
    CONTAINERLAB,
    GRADES,
    STRONGSWAN,
    LabStatus,
    NodeStatus,
    Places,
    encode,
)
from nornir_ikev2.lab.topology import NodeSpec, Topology

PROGRAM: Final = "containerlab"
SSH_PORT = 22
INVENTORY: Final = "containerlab"
"""Folder under `.nornir/` with the inventory of the lab's routers."""


def up(places: Places, topology: Topology) -> LabStatus:
    """Deploy, wait for SSH and startup-config of every router, record host keys, addresses, inventory.

    Raises:
        NornirIkev2Error: containerlab is absent or fails, or a router does not come up.
    """
    _run("deploy", "--topo", str(topology.path))
    folder = clab_inventory.lab_folder(topology.path, topology.name)
    entries = _logins(topology, clab_inventory.read(folder / clab_inventory.FILE))
    nodes = tuple(_node(spec, entries) for spec in topology.nodes)
    kinds = {spec.name: spec.kind.name for spec in topology.nodes}
    clab_inventory.write(places.private / INVENTORY, entries, kinds)
    status_ = LabStatus(
        CONTAINERLAB,
        topology.name,
        running=True,
        nodes=nodes,
        topology=str(topology.path),
        warnings=topology.ignored,
        grade=GRADES[STRONGSWAN] if all(spec.ours for spec in topology.nodes) else "",
    )
    # From here `nornir lab down` knows what to destroy, however the wait ends.
    write_private(places.status, encode(status_).encode())
    known, warnings = asyncio.run(_boot(topology, nodes))
    publish(places.hosts, known)
    return replace(status_, warnings=(*topology.ignored, *warnings))


def _logins(topology: Topology, entries: dict[str, HostEntry]) -> dict[str, HostEntry]:
    """The entries with the login of our own image, of which containerlab knows none."""
    ours = {spec.name for spec in topology.nodes if spec.ours}
    return {
        name: replace(one, username=USERNAME, password=PASSWORD) if name in ours else one
        for name, one in entries.items()
    }


async def _boot(topology: Topology, nodes: Sequence[NodeStatus]) -> tuple[list[str], list[str]]:
    """Wait for all routers at once; their known_hosts lines, and lines they did not take."""
    from nornir_ikev2.lab import first_config  # noqa: PLC0415 - loads asyncssh

    patience = first_config.Patience()

    async def one(spec: NodeSpec, node: NodeStatus) -> tuple[str, list[str]]:
        key = await first_config.host_key(node, patience)
        return key, await first_config.settle(node, spec.startup, key, patience)

    pairs = zip(topology.nodes, nodes, strict=True)
    done = await asyncio.gather(*(one(spec, node) for spec, node in pairs))
    warnings = [
        f"{spec.name}: not in the running-config: {line}"
        for spec, (_, missing) in zip(topology.nodes, done, strict=True)
        for line in missing
    ]
    return [key for key, _ in done], warnings


def status(places: Places, recorded: LabStatus) -> LabStatus:
    """The recorded lab with the state of each container as it is now."""
    del places
    states = _states(Path(recorded.topology))
    nodes = tuple(replace(node, state=states.get(node.name, "absent")) for node in recorded.nodes)
    return replace(recorded, nodes=nodes, running=bool(states))


def down(places: Places, topology: Path, *, destroy: bool = False) -> None:
    """Destroy the containers; containerlab keeps the saved configurations unless `destroy`."""
    _run("destroy", "--topo", str(topology), *(["--cleanup"] if destroy else []))
    publish(places.hosts, ())
    shutil.rmtree(places.private / INVENTORY, ignore_errors=True)


def _run(*words: str) -> str:
    program = shutil.which(PROGRAM)
    if program is None:
        raise NornirIkev2Error(
            "the program containerlab is not installed",
            cure="Install it (https://containerlab.dev), or use --provider virtual.",
        )
    done = subprocess.run(  # noqa: S603 - a program of the user's, arguments as a list
        [program, *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise NornirIkev2Error(
            f"containerlab {words[0]} failed: {' '.join(last)}",
            cure=f"Try it by hand: containerlab {' '.join(words)}",
        )
    return done.stdout


def _inspect(topology: Path) -> list[dict[str, Any]]:
    """The containers; newer releases list them under the name of the lab."""
    text = _run("inspect", "--topo", str(topology), "--format", "json")
    try:
        data: Any = json.loads(text or "{}")
    except ValueError as error:
        raise NornirIkev2Error(f"containerlab inspect gave no JSON: {error}") from error
    if isinstance(data, dict):
        groups = cast("dict[str, list[dict[str, Any]]]", data).values()
        return [one for group in groups for one in group]
    return cast("list[dict[str, Any]]", data)


def _short(container: dict[str, Any]) -> str:
    """`clab-<lab>-<node>` without its prefix."""
    lab = str(container.get("lab_name", ""))
    return str(container.get("name", "")).removeprefix(f"clab-{lab}-")


def _states(topology: Path) -> dict[str, str]:
    return {_short(one): str(one.get("state", "")) for one in _inspect(topology)}


def _node(spec: NodeSpec, entries: dict[str, HostEntry]) -> NodeStatus:
    entry = entries.get(spec.name)
    if entry is None or not entry.hostname:
        raise NornirIkev2Error(f"containerlab gave {spec.name} no management address")
    return NodeStatus(
        spec.name,
        entry.hostname,
        SSH_PORT,
        entry.username,
        entry.password,
        spec.kind.name,
        spec.release.text,
        platform=clab_inventory.platform(entry, spec.kind.name),
        interfaces=spec.kind.renamed(spec.links),
    )


def publish(path: Path, lines: Sequence[str]) -> None:
    """Replace the lab's lines of the known_hosts file."""
    from nornir_ikev2.lab import hostkeys  # noqa: PLC0415 - loads asyncssh

    hostkeys.publish(path, lines)
