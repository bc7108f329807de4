"""Which routers a run is about, and what each of them must be. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from nornir_ikev2.errors import UsageError
from nornir_ikev2.intent.model import Intent, RouterIntent, RouterVpn, TunnelIntent
from nornir_ikev2.intent.sizes import BatchSize
from nornir_ikev2.intent.words import did_you_mean
from nornir_ikev2.playbook import Playbook


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of the intent one run is about.

    Attributes:
        intent: routers of the run, and the tunnels it can verify: both ends are in the run.
        incomplete: tunnels of the run with an end that `--limit` leaves out.
        pairs: the ends of every tunnel the run makes, changes or takes away.
        hubs: routers of the run that are the hub of a VPN it is about.
    """

    intent: Intent
    incomplete: tuple[tuple[str, str], ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    hubs: frozenset[str] = frozenset()


def select(
    intent: Intent,
    playbook: Playbook,
    *,
    vpns: Collection[str] = (),
    limit: Collection[str] | None = None,
) -> Selection:
    """Select routers, VPNs and tunnels.

    Args:
        intent: all of `vpns.yaml`.
        playbook: its topology and goal.
        vpns: `--vpn`, the VPNs meant; none is all of the playbook's topology.
        limit: names of the routers `--limit` means.

    Raises:
        UsageError: there is no such VPN, or nothing is left.
    """
    meant = _meant(intent, playbook, vpns)
    routers: dict[str, RouterIntent] = {}
    for name, router in intent.routers.items():
        part = _router(router, playbook, meant, named=bool(vpns))
        if part is not None:
            routers[name] = part
    if limit is not None:
        routers = {name: router for name, router in routers.items() if name in limit}
    if not routers:
        raise UsageError(
            f"the playbook {playbook.name} has no router to work on here",
            cure="nornir list shows the playbooks, VPNs and routers of this project.",
        )
    present = {(name, part.vpn) for name, router in routers.items() for part in router.vpns}
    tunnels: list[TunnelIntent] = []
    incomplete: list[tuple[str, str]] = []
    for tunnel in intent.tunnels:
        inside = [(end, tunnel.vpn) in present for end in tunnel.ends]
        if all(inside):
            tunnels.append(tunnel)
        elif any(inside):
            incomplete.append(tunnel.ends)
    about = (
        [one for one in intent.tunnels if one.vpn in meant]
        if playbook.goal == "absent"
        else tunnels
    )
    return Selection(
        Intent(routers, tuple(tunnels), intent.warnings),
        tuple(incomplete),
        tuple(dict.fromkeys(one.ends for one in about if set(one.ends) <= routers.keys())),
        frozenset(
            name
            for name in routers
            for part in intent.routers[name].vpns
            if part.vpn in meant and part.role == "hub"
        ),
    )


def sizes_of(
    intent: Intent, playbook: Playbook, vpns: Collection[str] = ()
) -> tuple[BatchSize, ...]:
    """How many routers at a time the VPNs of a run want, () for all.

    Raises:
        UsageError: they differ.
    """
    meant = _meant(intent, playbook, vpns)
    found = {
        part.vpn: part.batches
        for router in intent.routers.values()
        for part in router.vpns
        if part.vpn in meant
    }
    if len(set(found.values())) > 1:
        said = "; ".join(
            f"{vpn}: {', '.join(map(str, one)) or 'all'}" for vpn, one in found.items()
        )
        raise UsageError(
            f"these VPNs want batches of different sizes ({said})",
            cure="Run them one by one with --vpn, or give --batch for all.",
        )
    return next(iter(found.values()), ())


def _meant(intent: Intent, playbook: Playbook, vpns: Collection[str]) -> set[str]:
    """The VPNs the playbook is about."""
    known = {part.vpn: part for router in intent.routers.values() for part in router.vpns}
    for vpn in vpns:
        if vpn not in known:
            cure = did_you_mean(vpn, known) or f"There are: {', '.join(known) or 'none'}."
            raise UsageError(f"there is no VPN `{vpn}` in vpns.yaml", cure=cure)
        topology = known[vpn].topology
        if playbook.topology not in {None, topology}:
            text = f"the VPN `{vpn}` is {topology}, the playbook is for {playbook.topology}"
            raise UsageError(text, cure=f"Run deploy-{topology}.")
    names = vpns or known
    return {name for name in names if playbook.topology in {None, known[name].topology}}


def _router(
    router: RouterIntent, playbook: Playbook, meant: Collection[str], *, named: bool
) -> RouterIntent | None:
    """What one router must be in this run, None when the run is not about it.

    A VPN the run is not about stays as it is: it is kept in the intent when it is on the router already
    (its name prefix is owned), and left out when it is not.
    """
    part_of_it = any(part.vpn in meant for part in router.vpns)
    here = {part.prefix for part in router.vpns}
    left = not named and not here.issuperset(router.owned_prefixes)  # of a VPN it left
    if not part_of_it and not left:
        return None
    if playbook.goal == "absent":
        gone = [part.prefix for part in router.vpns if part.vpn in meant]
        prefixes = dict.fromkeys((*router.owned_prefixes, *gone))
        kept = [part for part in router.vpns if part.vpn not in meant and _there(router, part)]
        return replace(router, vpns=tuple(kept), owned_prefixes=tuple(prefixes))
    kept = [part for part in router.vpns if part.vpn in meant or _there(router, part)]
    return replace(router, vpns=tuple(kept))


def _there(router: RouterIntent, part: RouterVpn) -> bool:
    return part.prefix in router.owned_prefixes


def resolve_limit(
    names: Collection[str], hosts: Iterable[str], groups: Mapping[str, Collection[str]]
) -> set[str] | None:
    """The routers that `--limit` means; None when it was not given.

    Args:
        names: hosts and groups.
        hosts: of the inventory.
        groups: members of each group.

    Raises:
        UsageError: a name is neither, or there is nobody left.
    """
    if not names:
        return None
    known = dict.fromkeys(hosts)
    found: set[str] = set()
    for name in names:
        if name in known:
            found.add(name)
        elif name in groups:
            found.update(groups[name])
        else:
            cure = did_you_mean(name, [*known, *groups])
            raise UsageError(f"--limit: there is no host or group `{name}`", cure=cure)
    if not found:
        raise UsageError("--limit names groups without members")
    return found
