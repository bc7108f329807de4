"""`vpns.yaml` and the inventory become the intent of every router, or every fault at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nornir_ikev2.document import read
from nornir_ikev2.errors import Fault, LoadError
from nornir_ikev2.intent import build
from nornir_ikev2.intent.addresses import check_networks, check_sites
from nornir_ikev2.intent.findings import Findings, InventoryFile, InventoryFiles
from nornir_ikev2.intent.lock import Lock, lock_path
from nornir_ikev2.intent.model import Intent, RouterIntent, RouterVpn, TunnelIntent
from nornir_ikev2.intent.roster import Directory, Roster, check_names, roster
from nornir_ikev2.intent.rules import check_file, check_vpn
from nornir_ikev2.intent.schema import VpnsFile
from nornir_ikev2.intent.shape import shape
from nornir_ikev2.intent.site import Site, site_of, site_that_left
from nornir_ikev2.intent.together import check_together
from nornir_ikev2.intent.weak import check_strength

if TYPE_CHECKING:
    from nornir.core.inventory import Inventory


@dataclass(frozen=True, slots=True)
class LoadedIntent:
    """The intent, and the lock to save once it is kept on the routers."""

    intent: Intent
    lock: Lock


def load_intent(
    project_root: Path,
    vpns_path: Path,
    inventory: Inventory,
    *,
    files: Mapping[str, Path] | None = None,
) -> LoadedIntent:
    """Load what the routers must be. Reads files, writes none.

    Args:
        project_root: paths in messages are relative to it.
        vpns_path: `vpns.yaml`; the lock file stands beside it as `vpns.lock.yaml`.
        inventory: Nornir's.
        files: where `hosts`, `groups` and `defaults` are written down, for lines in messages;
            `inventory/hosts.yaml`... by default.

    Returns:
        The intent of every router of a VPN, and of every router that has left all VPNs but still holds
        something of ours; with the pending lock.

    Raises:
        LoadError: with every fault of `vpns.yaml`, of the hosts it names, and of the lock file.
    """
    vpns = read(vpns_path, _shown(vpns_path, project_root))
    findings = Findings(vpns, _files(project_root, files or {}), inventory.hosts)
    written = shape(vpns)
    rosters, sites = _check(written, inventory, findings)
    lock = _lock(vpns_path, project_root, findings)
    findings.raise_if_any()
    return LoadedIntent(_build(written, rosters, sites, inventory, lock, findings), lock)


def _files(root: Path, given: Mapping[str, Path]) -> InventoryFiles:
    hosts, groups, defaults = (
        InventoryFile(path, _shown(path, root))
        for part in ("hosts", "groups", "defaults")
        for path in [given.get(part) or root / "inventory" / f"{part}.yaml"]
    )
    return InventoryFiles(hosts, groups, defaults)


def _check(
    written: VpnsFile, inventory: Inventory, findings: Findings
) -> tuple[list[Roster], dict[str, Site]]:
    """Run every check; faults are noted, none stops the others."""
    check_file(written, findings)
    proposals = build.proposals(written.proposals)
    check_strength(written.vpns, proposals, findings)
    directory = Directory(inventory, findings)
    rosters = [roster(vpn, entry, directory, findings) for vpn, entry in written.vpns.items()]
    names = list(dict.fromkeys(name for one in rosters for name in one.roles))
    check_names(names, findings)
    check_together(rosters, findings)
    sites = dict(_sites(names, inventory, findings))
    check_sites(sites.values(), findings)
    data = findings.vpns.data
    named = data.get("proposals") if isinstance(data, dict) else None
    known = set(named) if isinstance(named, dict) else set[str]()
    for one in rosters:
        check_vpn(one, known, findings)
        check_networks(one, sites, findings)
    return rosters, sites


def _sites(
    names: Iterable[str], inventory: Inventory, findings: Findings
) -> Iterable[tuple[str, Site]]:
    for name in names:
        site = site_of(inventory.hosts[name], findings)
        if site:
            yield name, site


def _lock(vpns_path: Path, root: Path, findings: Findings) -> Lock:
    path = lock_path(vpns_path)
    try:
        return Lock.load(path, _shown(path, root))
    except LoadError as error:
        findings.faults += [
            Fault(fault.file, fault.line, fault.path, fault.message, fault.cure or error.cure)
            for fault in error.faults
        ]
        return Lock(path)


def _build(
    written: VpnsFile,
    rosters: list[Roster],
    sites: dict[str, Site],
    inventory: Inventory,
    lock: Lock,
    findings: Findings,
) -> Intent:
    known = build.proposals(written.proposals)
    parts: dict[str, list[RouterVpn]] = {name: [] for name in sites}
    tunnels: list[TunnelIntent] = []
    for one in rosters:
        builder = build.VpnBuilder(one, sites, known, lock)
        for name, part in builder.build().items():
            parts[name].append(part)
        tunnels += builder.tunnels
    routers: dict[str, RouterIntent] = {
        name: build.router(sites[name], tuple(found), lock) for name, found in parts.items()
    }
    for name in sorted(lock.routers):
        if name in routers:
            continue
        if name in inventory.hosts:
            routers[name] = build.router(site_that_left(inventory.hosts[name]), (), lock)
        else:
            findings.warnings.append(
                f"{lock.path.name}: the router `{name}` still holds objects of ours but is no longer"
                " in the inventory; put it back to have them removed, or delete its entry"
            )
    return Intent(routers, tuple(tunnels), tuple(findings.warnings))


def _shown(path: Path, root: Path) -> str:
    try:
        return str(path.resolve().relative_to(root.resolve()))
    except ValueError:
        return str(path)
