"""Which hosts are in which VPN, in which role, and which pairs have a tunnel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from nornir_ikev2.intent.findings import Findings
from nornir_ikev2.intent.model import Role
from nornir_ikev2.intent.schema import VpnEntry
from nornir_ikev2.intent.words import did_you_mean, name_fault

if TYPE_CHECKING:
    from nornir.core.inventory import Inventory

POINT_TO_POINT = 2
GUESSES = 20
"""After so many unknown names the file is for another inventory, and guessing takes long."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The routers of one VPN with their role, in the order of the file."""

    vpn: str
    entry: VpnEntry
    roles: dict[str, Role]

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Each tunnel's ends: hub first, else in the order of the file."""
        if self.entry.topology != "hub-spoke":
            yield from combinations(self.roles, 2)
            return
        spokes = [name for name, role in self.roles.items() if role == "spoke"]
        for hub in (name for name, role in self.roles.items() if role == "hub"):
            for spoke in spokes:
                yield hub, spoke

    def count(self) -> int:
        """How many tunnels the VPN has."""
        if self.entry.topology != "hub-spoke":
            return len(self.roles) * (len(self.roles) - 1) // 2
        hubs = sum(role == "hub" for role in self.roles.values())
        return hubs * (len(self.roles) - hubs)


class Directory:
    """Hosts and groups of the inventory by name."""

    def __init__(self, inventory: Inventory, findings: Findings) -> None:
        self.findings = findings
        self.unknown = 0
        self.hosts = inventory.hosts
        self.members: dict[str, list[str]] = {name: [] for name in inventory.groups}
        for name, host in inventory.hosts.items():
            for group in host.extended_groups():
                self.members.setdefault(group.name, []).append(name)

    def expand(self, vpn: str, key: str, names: Iterable[str]) -> list[str]:
        """The hosts that a list of hosts and groups names, each once."""
        found: dict[str, None] = {}
        for number, name in enumerate(names):
            for host in self.one(("vpns", vpn, key, number), name):
                found[host] = None
        return list(found)

    def one(self, place: tuple[str | int, ...], name: str) -> list[str]:
        """The hosts behind one name."""
        if name in self.hosts and name in self.members:
            self.findings.vpn(place, f"`{name}` is a host and a group; rename one of them")
            return []
        if name in self.hosts:
            return [name]
        if name in self.members:
            if not self.members[name]:
                self.findings.vpn(place, f"no host is in the group `{name}`")
            return self.members[name]
        self.unknown += 1
        names = [*self.hosts, *self.members] if self.unknown <= GUESSES else []
        cure = did_you_mean(name, names)
        self.findings.vpn(place, f"`{name}` is no host and no group of the inventory", cure)
        return []


def roster(vpn: str, entry: VpnEntry, directory: Directory, findings: Findings) -> Roster:
    """Resolve the routers of one VPN.

    Args:
        vpn: its name.
        entry: what the file says of it.
        directory: hosts and groups of the inventory.
        findings: where faults are noted; unknown names are left out.
    """
    wanted = ("hubs", "spokes") if entry.topology == "hub-spoke" else ("routers",)
    lists: dict[str, list[str]] = {}
    for key in ("hubs", "spokes", "routers"):
        names = getattr(entry, key)
        place = ("vpns", vpn, key)
        if key in wanted and names is None:
            findings.vpn(("vpns", vpn), f"`{key}` is missing (topology {entry.topology})")
        elif key not in wanted and names is not None:
            expected = " and ".join(f"`{one}`" for one in wanted)
            findings.vpn(place, f"is not for topology {entry.topology}; expected {expected}")
        elif names is not None:
            lists[key] = directory.expand(vpn, key, names)
    return Roster(vpn, entry, _roles(vpn, entry, lists, findings))


def _roles(
    vpn: str, entry: VpnEntry, lists: dict[str, list[str]], findings: Findings
) -> dict[str, Role]:
    roles: dict[str, Role] = dict.fromkeys(lists.get("routers", ()), "peer")
    roles |= dict.fromkeys(lists.get("hubs", ()), "hub")
    for name in lists.get("spokes", ()):
        if name in roles:
            findings.vpn(("vpns", vpn, "spokes"), f"the hub `{name}` is among its own spokes")
        else:
            roles[name] = "spoke"
    _count(vpn, entry, lists, findings)
    return roles


def _count(vpn: str, entry: VpnEntry, lists: dict[str, list[str]], findings: Findings) -> None:
    routers = lists.get("routers")
    if not routers:
        return
    place = ("vpns", vpn, "routers")
    if entry.topology == "point-to-point" and len(routers) != POINT_TO_POINT:
        findings.vpn(place, f"point-to-point takes two routers, not {len(routers)}")
    elif len(routers) < POINT_TO_POINT:
        findings.vpn(place, "a VPN needs two routers at least")


def check_names(names: Iterable[str], findings: Findings) -> None:
    """Refuse router names that can't name objects, and names that differ in case only."""
    seen: dict[str, str] = {}
    for name in names:
        fault = name_fault(name)
        if fault:
            findings.host((name,), f"the host name {fault}")
        twin = seen.setdefault(name.lower(), name)
        if twin != name:
            findings.host((name,), f"differs from the host `{twin}` in case only")
