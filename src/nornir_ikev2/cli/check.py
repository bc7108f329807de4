"""`nornir check`: load everything a deployment would load, and say what it makes of it."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from nornir_ikev2.cli.list_ import playbooks
from nornir_ikev2.errors import Fault, LoadError
from nornir_ikev2.intent.model import Intent, RouterIntent, RouterVpn
from nornir_ikev2.plain import without_escapes
from nornir_ikev2.playbook import load_playbook
from nornir_ikev2.project import Project, find

if TYPE_CHECKING:
    from nornir.core.inventory import Inventory

T = TypeVar("T")
SHOWN: Final = 40
"""Rows of a table on a terminal; `--json` has all."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found to be right."""

    root: Path
    intent: Intent
    playbooks: tuple[str, ...]
    missing_keys: int
    warnings: tuple[str, ...]


def run(project: Path | None, json: bool = False) -> int:  # noqa: FBT001, FBT002 - a command-line flag
    """Check a project; routers are not contacted, nothing is written.

    Args:
        project: `--project`.
        json: print one JSON document on stdout instead of text.

    Returns:
        0, or 1 when anything is wrong.

    Raises:
        UsageError: there is no project.
    """
    try:
        checked = _check(find(project))
    except LoadError as error:
        if json:
            faults = [asdict(fault) for fault in error.faults]
            _print_json({"ok": False, "faults": faults})
        else:
            sys.stderr.write(
                f"{without_escapes(str(error))}\n{_count(len(error.faults), 'fault')}\n"
            )
        return error.exit_code
    if json:
        _print_json(document(checked))
    else:
        for warning in checked.warnings:
            sys.stderr.write(without_escapes(f"warning: {warning}\n"))
        sys.stdout.write("\n".join(lines(checked)) + "\n")
    return 0


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _check(project: Project) -> Checked:
    """Load playbooks, inventory, VPNs, lock file and keys.

    Raises:
        LoadError: with the faults of all of them; keys are looked at once the rest is right.
    """
    faults: list[Fault] = []
    nornir = _noting(faults, project.nornir)
    loaded = _noting(faults, lambda: project.intent(nornir)) if nornir else None
    shelves = project.shelves("playbooks"), project.shelves("tasks")
    names = [one.name for one in playbooks(project)]
    for name in names:
        _noting(faults, partial(load_playbook, name, *shelves))
    if faults or nornir is None or loaded is None:
        raise LoadError(faults)
    store = project.secrets(persist=False)
    warnings = (*loaded.intent.warnings, *_clear_passwords(project, nornir.inventory))
    missing = store.ensure(loaded.intent.keys())
    return Checked(project.root, loaded.intent, tuple(names), missing, warnings)


def _noting(faults: list[Fault], load: Callable[[], T]) -> T | None:
    """What `load` gives; its faults are noted instead of raised."""
    try:
        return load()
    except LoadError as error:
        faults += error.faults
        return None


def _clear_passwords(project: Project, inventory: Inventory) -> Iterator[str]:
    """Warn of hosts with a password of their own in the inventory, which many people can read."""
    if (project.root / ".nornir" / "lab.json").exists():
        return  # these are the lab's
    hosts = [name for name, host in inventory.hosts.items() if host.dict()["password"]]
    if hosts:
        more = f" and {len(hosts) - 3} more" if len(hosts) > 3 else ""  # noqa: PLR2004 - shown before
        yield (
            f"the inventory holds the password of {', '.join(hosts[:3])}{more} in clear;"
            " NORNIR_PASSWORD keeps it out of files"
        )


def document(checked: Checked) -> dict[str, Any]:
    """The JSON document of a project that is right."""
    intent = checked.intent
    return {
        "ok": True,
        "faults": [],
        "routers": {
            name: {
                "platform": router.platform,
                "wan": {"interface": router.wan.interface, "address": str(router.wan.address)},
                "lans": [str(lan) for lan in router.lans],
                "vpns": {part.vpn: part.role for part in router.vpns},
            }
            for name, router in intent.routers.items()
        },
        "tunnels": [
            {"vpn": tunnel.vpn, "ends": list(tunnel.ends), "mode": tunnel.mode}
            for tunnel in intent.tunnels
        ],
        "playbooks": list(checked.playbooks),
        "missing_keys": checked.missing_keys,
        "warnings": list(checked.warnings),
    }


def lines(checked: Checked) -> list[str]:
    """The text for a terminal."""
    intent = checked.intent
    out = [f"project {checked.root}", ""]
    parts = {part.vpn: part for router in intent.routers.values() for part in router.vpns}
    for vpn, part in parts.items():
        out += [*_vpn(vpn, part, intent), ""]
    left = [name for name, router in intent.routers.items() if not router.vpns]
    if left:
        out += [f"left every VPN, to be cleaned: {', '.join(left)}", ""]
    if checked.missing_keys:
        out.append(f"{_count(checked.missing_keys, 'key')} to be generated by a deployment")
    routers, tunnels = _count(len(intent.routers), "router"), _count(len(intent.tunnels), "tunnel")
    return [*out, f"all right: {routers}, {tunnels}"]


def _vpn(vpn: str, part: RouterVpn, intent: Intent) -> list[str]:
    routing = f"{part.routing.protocol} {part.routing.number or ''}".strip()
    rows = [
        ("router", "role", "wan", "lans", "tunnels"),
        *(_row(router, mine) for router in intent.routers.values() for mine in _parts(router, vpn)),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    table = [
        "  "
        + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows[: SHOWN + 1]
    ]
    if len(rows) > SHOWN + 1:
        table.append(f"  and {len(rows) - SHOWN - 1} more (--json shows all)")
    head = f"VPN {vpn}: {part.topology}, {part.mode}, routing {routing}, objects {part.prefix}-..."
    return [head, *table]


def _parts(router: RouterIntent, vpn: str) -> list[RouterVpn]:
    return [part for part in router.vpns if part.vpn == vpn]


def _row(router: RouterIntent, part: RouterVpn) -> tuple[str, str, str, str, str]:
    numbers = [peer.tunnel.number for peer in part.peers if peer.tunnel]
    tunnels = ", ".join(f"Tunnel{number}" for number in numbers[:3]) or "-"
    more = f" and {len(numbers) - 3} more" if len(numbers) > 3 else ""  # noqa: PLR2004 - shown above
    wan = f"{router.wan.interface} {router.wan.address}"
    return router.name, part.role, wan, ", ".join(map(str, router.lans)), tunnels + more


def _print_json(data: dict[str, Any]) -> None:
    sys.stdout.write(jsonlib.dumps(data, indent=2) + "\n")
