"""Which connection of one daemon belongs to which of the other. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nornir_ikev2.lab.strongswan.translate import Connection, Loading, Way


def answering(mine: Connection, other: Loading) -> list[Connection]:
    """The connections of the other end between the same two addresses."""
    ends = (mine.peer, mine.local)
    return [each for each in other.connections.values() if (each.local, each.peer) == ends]


def fitting(loading: Loading, way: Way, other: Loading) -> str:
    """The connection that expects the method and identity the other end has; the first otherwise."""
    first = loading.connections[way.connections[0]]
    provers = answering(first, other)
    for name in way.connections:
        expects = loading.connections[name].settings["remote-1"]
        for prover in provers:
            shown: Mapping[str, str] = prover.settings["local-1"]
            if shown["auth"] == expects["auth"] and expects["id"] in {shown.get("id"), "%any"}:
                return name
    return _by_method(
        loading, way.connections, [one.settings["local-1"]["auth"] for one in provers]
    )


def _by_method(loading: Loading, names: Sequence[str], methods: Sequence[str]) -> str:
    found = (
        name for name in names if loading.connections[name].settings["remote-1"]["auth"] in methods
    )
    return next(found, names[0])
