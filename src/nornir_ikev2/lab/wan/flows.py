"""From crypto entries of a configuration to flows, keeping those that live on."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from nornir_ikev2.ike.model import CryptoEntry, Selector
from nornir_ikev2.lab.wan.member import FlowKey, Member
from nornir_ikev2.lab.wan.state import CryptoFlow

TUNNEL_SEQUENCE = 65536


def flow_key(entry: CryptoEntry, selector: Selector) -> FlowKey:
    """Where a flow is listed, by which map, and what it protects."""
    if entry.kind == "tunnel":
        return entry.name, f"{entry.name}-head-0", TUNNEL_SEQUENCE, selector
    name, _, sequence = entry.name.rpartition(" ")
    return entry.interface, name, int(sequence), selector


def _new(member: Member, key: FlowKey, entry: CryptoEntry) -> CryptoFlow:
    port = member.snapshot.ports.get(key[0])
    source = member.snapshot.ports.get(entry.interface)
    return CryptoFlow(
        interface=key[0],
        map_tag=key[1],
        sequence=key[2],
        entry=entry,
        selector=key[3],
        local=entry.local_address,
        peer=entry.peers[0] if entry.peers else None,
        ivrf=member.snapshot.ivrfs.get(entry.profile or "") or (port.vrf if port else None),
        fvrf=entry.fvrf,
        path_mtu=(source.mtu or 1500) if source else 1500,
        wan_interface=entry.interface,
    )


def wanted(member: Member) -> dict[FlowKey, CryptoFlow]:
    """A fresh flow for every selector of every entry, in configuration order."""
    return {
        key: _new(member, key, entry)
        for entry in member.snapshot.ike.entries
        for selector in entry.selectors
        for key in [flow_key(entry, selector)]
    }


def survives(old: CryptoFlow, new: CryptoFlow) -> bool:
    """Whether the SAs of a flow outlive a configuration change.

    IOS keeps live SAs when keys, proposals, transform sets or PFS change: they matter at the next
    exchange. New endpoints, another IKEv2 profile or an entry that became incomplete end them.
    """
    return (
        new.entry.complete == old.entry.complete
        and (new.local, new.fvrf) == (old.local, old.fvrf)
        and old.peer in (*new.entry.peers, None)
        and new.entry.profile == old.entry.profile
    )


def narrowed(flow: CryptoFlow) -> CryptoEntry:
    """The entry as negotiated for this flow: its selector and its present peer only."""
    peers: tuple[IPv4Address, ...] = (flow.peer,) if flow.peer else ()
    return replace(flow.entry, selectors=(flow.selector,), peers=peers)


def mirrored(selector: Selector) -> Selector:
    """A selector as the other side sees it."""
    return Selector(selector.remote, selector.local, selector.protocol)


def overlap(one: Selector, other: Selector) -> bool:
    """Whether two selectors have traffic in common."""
    return one.local.overlaps(other.local) and one.remote.overlaps(other.remote)
