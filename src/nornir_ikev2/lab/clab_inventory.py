"""The Nornir inventory that containerlab writes at every deploy, and the one made from it. No processes.

Source: containerlab 0.79, `core/inventory.go` and its template: `nornir-simple-inventory.yml` in the lab
directory, a SimpleInventory hosts file by short node names. No groups file is written, and Nornir fails
on a group that is not there; `platform` is the kind, or a scrapli or napalm name if the environment
variable CLAB_NORNIR_PLATFORM_NAME_SCHEMA asks for that, and then it may be empty.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import yaml

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab.private import write_private

FILE: Final = "nornir-simple-inventory.yml"
BASE: Final = "CLAB_LABDIR_BASE"
XE_KINDS: Final = frozenset({"cisco_c8000v", "cisco_csr1000v"})
PLATFORMS: Final[Mapping[str, str]] = {
    "cisco_iol": "cisco_ios",
    "cisco_vios": "cisco_ios",
    "cisco_c8000v": "cisco_xe",
    "cisco_csr1000v": "cisco_xe",
    "vr-csr": "cisco_xe",
    "vr-cisco_csr1000v": "cisco_xe",
    "cisco_ios": "cisco_ios",
    "cisco_iosxe": "cisco_xe",
    "cisco_xe": "cisco_xe",
}
"""Platform as containerlab writes it -> ours; `ios` and an empty one are told apart by the kind."""


@dataclass(frozen=True, slots=True)
class HostEntry:
    """One node of the inventory; `groups` come from its labels."""

    name: str
    hostname: str
    username: str
    password: str
    platform: str
    groups: tuple[str, ...] = ()


def lab_folder(topology: Path, lab: str) -> Path:
    """Where containerlab keeps what belongs to a lab."""
    base = os.environ.get(BASE)
    return (Path(base) if base else topology.parent) / f"clab-{lab}"


def read(path: Path) -> dict[str, HostEntry]:
    """The nodes of an inventory, by name.

    Raises:
        NornirIkev2Error: the file is not there or is something else.
    """
    try:
        data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        hosts = cast("dict[str, dict[str, Any]]", data or {})
        return {str(name): _entry(str(name), values) for name, values in hosts.items()}
    except OSError as error:
        raise NornirIkev2Error(
            f"containerlab wrote no inventory: {path}: {error.strerror}",
            cure="It does so since release 0.67: containerlab version upgrade.",
        ) from error
    except (yaml.YAMLError, AttributeError, TypeError) as error:
        raise NornirIkev2Error(f"{path} is no Nornir inventory") from error


def _entry(name: str, values: Mapping[str, Any]) -> HostEntry:
    return HostEntry(
        name=name,
        hostname=str(values.get("hostname") or ""),
        username=str(values.get("username") or ""),
        password=str(values.get("password") or ""),
        platform=str(values.get("platform") or ""),
        groups=tuple(str(group) for group in values.get("groups") or ()),
    )


def platform(entry: HostEntry, kind: str) -> str:
    """Our platform of a node: by the name written, else by its kind."""
    known = PLATFORMS.get(entry.platform)
    if known is not None and entry.platform != "cisco_ios":
        return known
    return "cisco_xe" if kind in XE_KINDS else "cisco_ios"


def write(folder: Path, entries: Mapping[str, HostEntry], kinds: Mapping[str, str]) -> Path:
    """Write a SimpleInventory of the routers: `hosts.yaml` and `groups.yaml`, closed to other users.

    Args:
        folder: made where it is missing.
        entries: nodes by name.
        kinds: kind of each router; other nodes are left out.

    Returns:
        The path of the hosts file.
    """
    hosts = {
        name: {
            "hostname": entries[name].hostname,
            "port": 22,
            "username": entries[name].username,
            "password": entries[name].password,
            "platform": platform(entries[name], kind),
            "groups": list(entries[name].groups),
        }
        for name, kind in kinds.items()
    }
    groups: dict[str, dict[str, Any]] = {
        group: {} for name in kinds for group in entries[name].groups
    }
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(folder / "groups.yaml", yaml.safe_dump(groups, sort_keys=False).encode())
    write_private(folder / "hosts.yaml", yaml.safe_dump(hosts, sort_keys=False).encode())
    return folder / "hosts.yaml"
