"""`nornir lab up|down|status|fault`: the built-in lab of a project."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nornir_ikev2.errors import UsageError

if TYPE_CHECKING:
    from nornir_ikev2.lab.state import LabStatus
    from nornir_ikev2.project import Project


def up(
    project: Path | None, provider: str, topology: Path | None, time_scale: float, *, as_json: bool
) -> int:
    """Start the lab and wait until every router answers.

    Raises:
        UsageError: the extra `lab` is not installed, or the arguments make no sense.
        NornirIkev2Error: the lab did not start.
    """
    _need_asyncssh()
    from nornir_ikev2.lab import providers  # noqa: PLC0415 - keeps start-up short

    found = _project(project)
    chosen = topology.resolve() if topology else _topology(found)
    status = providers.up(
        found.root,
        topology=chosen,
        provider=provider,
        time_scale=time_scale,
        known_hosts=found.known_hosts,
    )
    _show(status, as_json=as_json)
    if not as_json:
        sys.stderr.write("The inventory follows the lab while it is up. End it: nornir lab down\n")
    return 0


def down(project: Path | None, *, destroy: bool) -> int:
    """Stop the lab; startup-configs and flash stay unless `destroy`."""
    from nornir_ikev2.lab import providers  # noqa: PLC0415 - keeps start-up short

    found = _project(project)
    stopped = providers.down(found.root, destroy=destroy, known_hosts=found.known_hosts)
    sys.stderr.write(f"lab {stopped.name} is down\n" if stopped else "no lab was up\n")
    return 0


def status(project: Path | None, *, as_json: bool) -> int:
    """Say what runs; 0 also when nothing does."""
    from nornir_ikev2.lab import providers  # noqa: PLC0415 - keeps start-up short

    found = _project(project)
    running = providers.status(found.root, known_hosts=found.known_hosts)
    if running is not None:
        _show(running, as_json=as_json)
    elif as_json:
        sys.stdout.write("null\n")
    else:
        sys.stdout.write("no lab is up; start it: nornir lab up\n")
    return 0


def fault(project: Path | None, router: str, name: str, arguments: Sequence[str]) -> int:
    """Switch a fault of a router on, or off with the name `clear`.

    Raises:
        UsageError: no such router, fault or parameter.
    """
    from nornir_ikev2.lab import providers  # noqa: PLC0415 - keeps start-up short

    running = providers.fault(_project(project).root, router, name, list(arguments))
    active = next((node.faults for node in running.nodes if node.name == router), ())
    sys.stderr.write(f"{router}: {', '.join(active) or 'no fault'}\n")
    return 0


def _project(project: Path | None) -> Project:
    from nornir_ikev2.project import find  # noqa: PLC0415 - keeps start-up short

    return find(project)


def _topology(project: Project) -> Path:
    """The first `containerlab.yml` on the shelves: the project's own, else the shipped example."""
    for shelf in project.shelves("lab"):
        if (shelf / "containerlab.yml").is_file():
            return shelf / "containerlab.yml"
    raise UsageError("there is no lab/containerlab.yml", cure="Name one: --topology FILE")


def _need_asyncssh() -> None:
    if find_spec("asyncssh") is None:
        raise UsageError(
            "the lab's virtual routers need asyncssh",
            cure="Install it: pip install 'nornir-ikev2[lab]'",
        )


def _show(status: LabStatus, *, as_json: bool) -> None:
    from nornir_ikev2.lab.state import GRADES  # noqa: PLC0415 - keeps start-up short

    grade = status.grade or GRADES.get(status.provider, status.provider)
    for warning in status.warnings:
        sys.stderr.write(f"warning: {warning}\n")
    if as_json:
        data: dict[str, Any] = {**asdict(status), "grade": grade}
        for node in data["nodes"]:
            del node["password"]
        sys.stdout.write(json.dumps(data, indent=2) + "\n")
        return
    esp = f", ESP in {'the ' if status.esp == 'kernel' else ''}{status.esp}" if status.esp else ""
    sys.stdout.write(
        f"lab {status.name}, provider {status.provider} (evidence grade: {grade}{esp})\n"
    )
    for node in status.nodes:
        login = f"ssh -p {node.port} {node.username}@{node.hostname}"
        faults = f"  faults: {', '.join(node.faults)}" if node.faults else ""
        sys.stdout.write(
            f"  {node.name:<12} {node.state:<5} {node.kind} {node.release}  {login}{faults}\n"
        )
