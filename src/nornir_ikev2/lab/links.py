"""The cables of a topology: which data interfaces share a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from nornir_ikev2.document import Document
from nornir_ikev2.lab.kinds import Kind
from nornir_ikev2.place import Place

OUTSIDE = {"host", "mgmt-net", "macvlan", "dummy", "vxlan", "vxlan-stitch"}
"""Words of containerlab that stand for something outside the lab in place of a node."""
SHARED = {"bridge", "ovs-bridge"}
"""Kinds whose ports all belong to one network."""
TWO = 2


@dataclass(frozen=True, slots=True)
class _End:
    node: str
    interface: str


def read_links(
    document: Document, routers: Mapping[str, Kind], kinds: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """Map each router to its data interfaces and the network each is plugged into.

    Args:
        document: the topology file; faults are noted there.
        routers: the nodes that become virtual routers.
        kinds: kind of every node of the file.
    """
    plugged: dict[str, dict[str, str]] = {name: {} for name in routers}
    topology = cast("dict[str, Any]", document.data).get("topology") if document.data else None
    links = cast("dict[str, Any]", topology).get("links") if isinstance(topology, dict) else None
    if links is not None and not isinstance(links, list):
        document.fault(("topology", "links"), "is not a list")
        return plugged
    listed = cast("list[object]", links or [])
    for index, link in enumerate(listed):
        place: Place = ("topology", "links", index)
        ends = _ends(document, place, link)
        network = _network(ends, kinds)
        for end in ends:
            _plug(document, place, end, network, (plugged, routers, kinds))
    return plugged


def _plug(
    document: Document,
    place: Place,
    end: _End,
    network: str,
    known: tuple[dict[str, dict[str, str]], Mapping[str, Kind], Mapping[str, str]],
) -> None:
    plugged, routers, kinds = known
    if end.node in OUTSIDE:
        return
    if end.node not in kinds:
        document.fault(place, f"names node {end.node}, which is not in the topology")
        return
    kind = routers.get(end.node)
    if kind is None:
        return
    port = kind.port(end.interface)
    if port is None:
        cure = f"{kind.management} is its management port; data ports come after it."
        document.fault(place, f"{end.node} ({kind.name}) has no data port {end.interface}", cure)
    elif port in plugged[end.node]:
        document.fault(place, f"{end.node}:{port} is in more than one link")
    else:
        plugged[end.node][port] = network


def _network(ends: list[_End], kinds: Mapping[str, str]) -> str:
    for end in ends:
        if kinds.get(end.node) in SHARED:
            return f"bridge {end.node}"
    return " -- ".join(f"{end.node}:{end.interface}" for end in ends)


def _ends(document: Document, place: Place, link: object) -> list[_End]:
    """The ends of a link in containerlab's short or long form."""
    if not isinstance(link, dict):
        document.fault(place, "is not a mapping with `endpoints`")
        return []
    values = cast("dict[str, Any]", link)
    given = values.get("endpoints", values.get("endpoint"))
    listed = cast("list[object]", given) if isinstance(given, list) else [given]
    ends = [end for end in map(_end, listed) if end]
    single = "endpoint" in values or values.get("type") in OUTSIDE
    if len(ends) != len(listed) or len(ends) != (1 if single else TWO):
        document.fault(
            place, "needs two endpoints, each `node:interface`", 'endpoints: ["a:Gi2", "b:Gi2"]'
        )
        return []
    return ends


def _end(value: object) -> _End | None:
    if isinstance(value, str):
        node, colon, interface = value.partition(":")
        if colon or value in OUTSIDE:
            return _End(node, interface)
        return None
    if isinstance(value, dict):
        long = cast("dict[str, Any]", value)
        ends = (long.get("node"), long.get("interface"))
        if isinstance(ends[0], str) and isinstance(ends[1], str):
            return _End(ends[0], ends[1])
    return None
