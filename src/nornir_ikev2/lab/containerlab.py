"""The lab on Cisco's own images, by the `containerlab` program.

Nothing of this was tried with an image: Cisco's images can't be had without a licence. Commands
and JSON are those of containerlab 0.79 (`deploy`, `destroy`, `inspect --format json`).
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab.private import write_private
from nornir_ikev2.lab.router import PASSWORD, USERNAME
from nornir_ikev2.lab.state import CONTAINERLAB, LabStatus, NodeStatus, Places, encode
from nornir_ikev2.lab.topology import NodeSpec, Topology

PROGRAM = "containerlab"
SSH_PORT = 22
BOOT_SECONDS = 900.0
"""A C8000V takes five minutes to boot, a CSR1000V six; several at once take longer."""
LOOK_SECONDS = 5.0
SCAN_SECONDS = 30


def up(places: Places, topology: Topology) -> LabStatus:
    """Deploy, wait for SSH on every router, record host keys and addresses.

    Raises:
        NornirIkev2Error: containerlab is absent or fails, or a router does not come up.
    """
    _run("deploy", "--topo", str(topology.path))
    addresses = _addresses(topology.path)
    nodes = tuple(_node(spec, addresses) for spec in topology.nodes)
    lines: list[str] = []
    for node in nodes:
        _await_ssh(node)
        lines.extend(_scan(node))
    _publish(places.hosts, lines)
    status_ = LabStatus(
        CONTAINERLAB, topology.name, running=True, nodes=nodes, topology=str(topology.path)
    )
    write_private(places.status, encode(status_).encode())
    return status_


def status(places: Places, recorded: LabStatus) -> LabStatus:
    """The recorded lab with the state of each container as it is now."""
    del places
    states = _states(Path(recorded.topology))
    nodes = tuple(replace(node, state=states.get(node.name, "absent")) for node in recorded.nodes)
    return replace(recorded, nodes=nodes, running=bool(states))


def down(places: Places, topology: Path) -> None:
    """Destroy the containers; containerlab keeps the saved configurations in its own folder."""
    _run("destroy", "--topo", str(topology))
    _publish(places.hosts, ())


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


def _addresses(topology: Path) -> dict[str, str]:
    return {
        _short(one): str(one.get("ipv4_address", "")).partition("/")[0]
        for one in _inspect(topology)
    }


def _states(topology: Path) -> dict[str, str]:
    return {_short(one): str(one.get("state", "")) for one in _inspect(topology)}


def _node(spec: NodeSpec, addresses: dict[str, str]) -> NodeStatus:
    address = addresses.get(spec.name, "")
    if not address:
        raise NornirIkev2Error(f"containerlab gave {spec.name} no management address")
    return NodeStatus(
        spec.name, address, SSH_PORT, USERNAME, PASSWORD, spec.kind.name, spec.release.text
    )


def _await_ssh(node: NodeStatus) -> None:
    deadline = time.monotonic() + BOOT_SECONDS
    while True:
        try:
            with socket.create_connection((node.hostname, node.port), LOOK_SECONDS) as connection:
                if connection.recv(4) == b"SSH-":
                    return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise NornirIkev2Error(
                f"{node.name} ({node.hostname}) does not answer on SSH",
                cure=f"Look at its console: docker logs of the container of {node.name}.",
            )
        time.sleep(LOOK_SECONDS)


def _scan(node: NodeStatus) -> list[str]:
    program = shutil.which("ssh-keyscan")
    if program is None:
        raise NornirIkev2Error(
            "the program ssh-keyscan is not installed", cure="Install OpenSSH's client."
        )
    done = subprocess.run(  # noqa: S603 - OpenSSH's own tool, arguments as a list
        [program, "-p", str(node.port), node.hostname],
        capture_output=True,
        text=True,
        check=False,
        timeout=SCAN_SECONDS,
    )
    return [line for line in done.stdout.splitlines() if line and not line.startswith("#")]


def _publish(path: Path, lines: Sequence[str]) -> None:
    from nornir_ikev2.lab import hostkeys  # noqa: PLC0415 - loads asyncssh

    hostkeys.publish(path, [f"{line} {hostkeys.MARK}" for line in lines])
