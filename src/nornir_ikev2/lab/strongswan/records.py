"""From what charon reports to the records that `show` reads: the SAs of one router, kept in step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from nornir_ikev2.ike.model import AuthMethod, Identity, Profile
from nornir_ikev2.lab.strongswan.observed import ObservedChild, ObservedIke
from nornir_ikev2.lab.strongswan.translate import Connection, Loading
from nornir_ikev2.lab.wan import sa as births
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.state import ChildSa, CryptoFlow, IkeSa


@dataclass(slots=True)
class Records:
    """The IKE SAs of one router by charon's number, and the child of each flow.

    Attributes:
        ikes: IKE SA and the connection it was made from.
        children: number of the newest child of a flow, by its inbound SPI.
    """

    ikes: dict[int, tuple[IkeSa, str]] = field(default_factory=dict[int, tuple[IkeSa, str]])
    children: dict[int, int] = field(default_factory=dict[int, int])

    def number(self, sa: IkeSa) -> int | None:
        """Charon's number of an IKE SA."""
        return next((number for number, (one, _) in self.ikes.items() if one is sa), None)

    def connection(self, sa: IkeSa) -> str | None:
        """The connection an IKE SA was made from."""
        return next((name for one, name in self.ikes.values() if one is sa), None)


def follow(
    member: Member,
    records: Records,
    seen: tuple[ObservedIke, ...],
    loading: Loading,
    holders: Mapping[IPv4Address, str],
    *,
    tunnels: bool = False,
) -> bool:
    """Make the records of a router those of its daemon; whether an SA came or went.

    Args:
        member: the router.
        records: what was known; changed in place.
        seen: what charon reports.
        loading: what it was told, by which SAs find their flows.
        holders: router by address.
        tunnels: whether it counts packets of tunnel interfaces too; else the model does.
    """
    flows = _flows(member, loading)
    old = {number: sa for number, (sa, _) in records.ikes.items()}
    changed = _ikes(member, records, seen, loading, holders)
    carried: dict[int, tuple[CryptoFlow, ObservedChild, IkeSa]] = {}
    for one in seen:
        for child in one.children:
            flow = flows.get((child.name, one.remote))
            if flow is not None:
                carried[id(flow)] = (flow, child, records.ikes[one.unique][0])
                member.inbound[child.spi_in] = flow
    for flow in member.flows.values():
        found = carried.get(id(flow))
        if found is None:
            if flow.child is not None:
                births.drop_child(member, flow)
                changed = True
            if flow.ike is not None and flow.ike in old.values() and not _held(member, flow.ike):
                flow.ike = None
        else:
            counted = tunnels or flow.entry.kind == "crypto-map"
            changed |= _child(member, records, *found, counted=counted)
    spis = {child.spi_in for one in seen for child in one.children}
    for spi in [spi for spi in member.inbound if spi not in spis]:
        del member.inbound[spi]
        records.children.pop(spi, None)
    return changed


def _held(member: Member, sa: IkeSa) -> bool:
    return member.ike_sas.get(sa.local_spi) is sa


def _flows(member: Member, loading: Loading) -> dict[tuple[str, IPv4Address], CryptoFlow]:
    by_entry = {(flow.entry.name, flow.selector): flow for flow in member.flows.values()}
    found: dict[tuple[str, IPv4Address], CryptoFlow] = {}
    for way in loading.ways:
        flow = by_entry.get((way.entry.name, way.selector))
        if flow is not None:
            found[way.child, way.peer] = flow
    return found


def _ikes(
    member: Member,
    records: Records,
    seen: tuple[ObservedIke, ...],
    loading: Loading,
    holders: Mapping[IPv4Address, str],
) -> bool:
    present = {one.unique for one in seen}
    gone = {number: records.ikes[number] for number in records.ikes.keys() - present}
    changed = bool(gone)
    for one in seen:
        known = records.ikes.get(one.unique)
        if known is None:
            sa = _rekeyed(one, gone) or _new(member, one, loading, holders)
            records.ikes[one.unique] = (sa, one.connection)
            changed = True
        else:
            sa = known[0]
        member.ike_sas.pop(sa.local_spi, None)
        _update(member, sa, one)
        member.ike_sas[sa.local_spi] = sa
    for number, (sa, _) in gone.items():
        del records.ikes[number]
        if not any(kept is sa for kept, _ in records.ikes.values()):
            member.ike_sas.pop(sa.local_spi, None)
    return changed


def _rekeyed(one: ObservedIke, gone: Mapping[int, tuple[IkeSa, str]]) -> IkeSa | None:
    """The SA that this one took the place of: a rekey carries the children over."""
    for sa, name in gone.values():
        if name == one.connection and sa.remote == one.remote and one.children:
            return sa
    return None


def _new(
    member: Member, one: ObservedIke, loading: Loading, holders: Mapping[IPv4Address, str]
) -> IkeSa:
    connection = loading.connections.get(one.connection)
    name = connection.profile if connection else None
    profile = member.snapshot.ike.profiles.get(name or "")
    entries = [flow.entry for flow in member.by_peer.get((one.local, one.remote), ())]
    fvrf = entries[0].fvrf if entries else None
    session = member.next_id("session")
    return IkeSa(
        tunnel_id=member.tunnel_id(),
        session_id=session,
        ce_id=1000 + session,
        local=one.local,
        remote=one.remote,
        fvrf=fvrf,
        ivrf=member.snapshot.ivrfs.get(name or ""),
        status="READY",
        suite=one.suite,
        auth_sign=profile.auth_local if profile else None,
        auth_verify=_verified(profile, connection),
        lifetime=profile.lifetime if profile else 86400,
        created=member.router.clock.seconds() - one.age,
        local_spi=one.local_spi,
        remote_spi=one.remote_spi,
        initiator=one.initiator,
        local_id=Identity("address", one.local_id),
        remote_id=Identity("address", one.remote_id),
        dpd=profile.dpd if profile else None,
        profile=name,
        peer_router=holders.get(one.remote, ""),
        local_msg_id=2 if one.initiator else 0,
        remote_msg_id=0 if one.initiator else 2,
    )


def _verified(profile: Profile | None, connection: Connection | None) -> AuthMethod | None:
    if profile is None or connection is None:
        return None
    by_key: bool = connection.settings["remote-1"]["auth"] == "psk"
    found: list[AuthMethod] = [one for one in profile.auth_remote if (one == "pre-share") is by_key]
    return found[0] if found else None


def _update(member: Member, sa: IkeSa, one: ObservedIke) -> None:
    sa.local_spi, sa.remote_spi = one.local_spi, one.remote_spi
    sa.local_port, sa.remote_port = one.local_port, one.remote_port
    sa.suite = one.suite
    sa.created = (
        member.router.clock.seconds() - one.age
    )  # charon's seconds, whatever the lab's scale


def _child(
    member: Member,
    records: Records,
    flow: CryptoFlow,
    child: ObservedChild,
    ike: IkeSa,
    *,
    counted: bool,
) -> bool:
    flow.ike = ike
    held = flow.child
    if held is not None and held.spi_in == child.spi_in:
        held.created = member.router.clock.seconds() - child.age
        if counted:
            held.packets_in, held.packets_out = child.packets_in, child.packets_out
        return False
    selector = child.selector
    now = member.router.clock.seconds()
    flow.child = ChildSa(
        local=selector.local,
        remote=selector.remote,
        protocol=selector.protocol,
        spi_in=child.spi_in,
        spi_out=child.spi_out,
        encryption=child.encryption,
        integrity=child.integrity,
        mode="transport" if child.mode == "transport" else "tunnel",
        pfs=child.pfs,
        lifetime=child.life,
        created=now - child.age,
        conn_id=member.next_id("conn", 2) - 1,
        initiator=ike.initiator,
        packets_out=held.packets_out if held else child.packets_out,
        packets_in=held.packets_in if held else child.packets_in,
    )
    records.children[child.spi_in] = child.unique
    flow.negotiating = False
    if flow.up_since is None:
        flow.up_since = now
        births.announce(member, flow, up=True)
    return True


def clear(member: Member) -> None:
    """Forget all SAs of a router; nobody is told."""
    member.ike_sas.clear()
    member.inbound.clear()
    for flow in member.flows.values():
        flow.ike = flow.child = flow.up_since = None
