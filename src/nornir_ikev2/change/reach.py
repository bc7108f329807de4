"""Pings from LAN to LAN: to wake the tunnels of crypto maps, and to prove that traffic passes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Literal

from nornir.core.task import Result, Task

from nornir_ikev2.change.workers import QUIET, run_steps

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.drivers.protocol import Ping, Session


@dataclass(frozen=True, slots=True)
class Path:
    """One ping: from a router's LAN address to a LAN address of its peer."""

    peer: str
    source: IPv4Address
    target: IPv4Address
    mode: Literal["tunnel-interface", "crypto-map"]


def wake_crypto_maps(run: RunContext, ends: Collection[str] | None = None) -> None:
    """Send traffic into crypto maps: they negotiate only when there is some.

    Args:
        run: the run.
        ends: only the tunnels between these routers; None is all.
    """
    paths = {
        name: [
            path
            for path in found
            if path.mode == "crypto-map" and (ends is None or {name, path.peer} <= set(ends))
        ]
        for name, found in _paths(run, warn=False).items()
    }
    _ping(run, paths, count=2, keep=False)


def ping_lans(run: RunContext) -> None:
    """Ping over every tunnel that has an address on both LANs; the others are named in a warning."""
    _ping(run, _paths(run, warn=True), count=5, keep=True)


def _ping(run: RunContext, paths: dict[str, list[Path]], *, count: int, keep: bool) -> None:
    def ping(task: Task, change: RouterChange) -> Result:
        for path in paths[change.name]:
            done = change.ask(partial(_sent, path=path, count=count))
            if keep and done.received < done.sent:
                done = change.ask(partial(_sent, path=path, count=count))
            if keep:
                run.pings[change.name, path.peer] = done
        return Result(task.host, severity_level=QUIET)

    routers = [name for name, found in paths.items() if found]
    run_steps(run, "verify", [("ping", ping)], routers)


def _sent(session: Session, *, path: Path, count: int) -> Ping:
    return session.ping(path.target, path.source, count)


def _paths(run: RunContext, *, warn: bool) -> dict[str, list[Path]]:
    """What each router pings. The side that starts a tunnel pings the other one."""
    found: dict[str, list[Path]] = {}
    known = {(tunnel.vpn, frozenset(tunnel.ends)) for tunnel in run.intent.tunnels}
    for change in run.changes.values():
        for part in change.intent.vpns:
            for peer in part.peers:
                here = (part.vpn, frozenset({change.name, peer.name}))
                if not peer.initiator or here not in known:
                    continue
                ends = f"{change.name} - {peer.name}"
                if part.mode == "tunnel-interface" and part.routing.protocol == "none":
                    if warn:
                        run.warn(f"{ends}: no routing over the tunnel, reachability not checked")
                    continue
                source, target = lan_address(change), lan_address(run.changes[peer.name])
                if source is None or target is None:
                    lacking = change.name if source is None else peer.name
                    if warn:
                        text = f"{lacking} has no address in its lans, reachability not checked"
                        run.warn(f"{ends}: {text}")
                    continue
                found.setdefault(change.name, []).append(Path(peer.name, source, target, part.mode))
    return found


def lan_address(change: RouterChange) -> IPv4Address | None:
    """An address of the router inside one of its LANs, None where it has none."""
    if change.reading is None:
        return None
    addresses = [one.ip for one in change.reading.facts.interfaces.values()]
    for lan in change.intent.lans:
        for address in addresses:
            if address in lan:
                return address
    return None
