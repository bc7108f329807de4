"""`nornir list`: the playbooks that can be run here, the VPNs and the routers."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nornir_ikev2.errors import LoadError
from nornir_ikev2.playbook import load_playbook
from nornir_ikev2.project import Project, find


@dataclass(frozen=True, slots=True)
class Listed:
    """One playbook on a shelf; `topology` None is for every topology."""

    name: str
    description: str
    topology: str | None
    steps: int
    path: str


def run(project: Path | None, json: bool = False) -> int:  # noqa: FBT001, FBT002 - a command-line flag
    """List playbooks, VPNs and routers of a project.

    Args:
        project: `--project`.
        json: print one JSON document on stdout instead of text.

    Returns:
        0.

    Raises:
        UsageError: there is no project.
        LoadError: `nornir.yaml` or the inventory is wrong.
    """
    found = find(project)
    listed = playbooks(found)
    intent = found.intent().intent
    vpns = {part.vpn: part for router in intent.routers.values() for part in router.vpns}
    if json:
        data: dict[str, Any] = {
            "playbooks": [asdict(one) for one in listed],
            "vpns": {vpn: {"topology": part.topology} for vpn, part in vpns.items()},
            "routers": list(intent.routers),
        }
        sys.stdout.write(jsonlib.dumps(data, indent=2) + "\n")
        return 0
    out = ["playbooks"]
    out += _table((one.name, f"{one.steps} steps", one.description) for one in listed)
    out += ["", "VPNs"]
    out += _table(
        (vpn, part.topology, f"{sum(one.vpn == vpn for one in intent.tunnels)} tunnels")
        for vpn, part in vpns.items()
    )
    out += ["", "routers"]
    out += _table(
        (name, router.platform, ", ".join(f"{part.role} of {part.vpn}" for part in router.vpns))
        for name, router in intent.routers.items()
    )
    sys.stdout.write("\n".join(out) + "\n")
    return 0


def playbooks(project: Project) -> list[Listed]:
    """Every playbook that `nornir run` finds; one of the project hides a shipped one of its name.

    A faulty one is listed with its first fault as description.
    """
    shelves, tasks = project.shelves("playbooks"), project.shelves("tasks")
    paths = {path.stem: path for shelf in reversed(shelves) for path in shelf.glob("*.yaml")}
    found: list[Listed] = []
    for name, path in sorted(paths.items()):
        try:
            read = load_playbook(name, shelves, tasks)
        except LoadError as error:
            text = f"faulty: {error.faults[0]}".partition("\n")[0]
            found.append(Listed(name, text, None, 0, str(path)))
        else:
            found.append(Listed(name, read.description, read.topology, len(read.steps), str(path)))
    return found


def _table(rows: Iterable[tuple[str, str, str]]) -> list[str]:
    listed = list(rows) or [("none", "", "")]
    widths = [max(len(row[column]) for row in listed) for column in range(2)]
    return [
        f"  {first.ljust(widths[0])}  {second.ljust(widths[1])}  {third}".rstrip()
        for first, second, third in listed
    ]
