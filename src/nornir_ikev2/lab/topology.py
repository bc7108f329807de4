"""Read a containerlab topology: the same file starts virtual routers or real images.

Only nodes of Cisco IOS kinds become routers; the others are listed in `Topology.ignored`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from nornir_ikev2.document import Document, read
from nornir_ikev2.ike.model import Release
from nornir_ikev2.lab.kinds import Kind, kind_named, release_of
from nornir_ikev2.lab.links import read_links
from nornir_ikev2.place import Place

FIRST_PORT = 2201
PORT_LABEL = "nornir-ikev2/port"
KIND_LABEL = "nornir-ikev2/kind"
"""Label of a `linux` node that runs our own image: the Cisco kind it is taken for."""
STARTUP_FILE = "/etc/router/startup.cfg"
"""Where a container of our own image finds its startup-config."""

LAST_TCP_PORT = 65535
NODE_NAME = re.compile(r"(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")
NODE_RULE = "a letter or digit, then letters, digits, `.`, `_` or `-`, at most 63 characters"
"""Names become host names of routers and names of folders."""


@dataclass(frozen=True, slots=True)
class NodeSpec:
    """One router of the topology.

    Attributes:
        ssh_port: TCP port on 127.0.0.1; 0 lets the system choose.
        startup: text of its startup-config file, "" when it has none.
        links: data interface -> id of the network it is plugged into.
        ports: all hardware interfaces.
        ours: whether the container runs our own router (`lab/Dockerfile`), not Cisco's software.
    """

    name: str
    kind: Kind
    release: Release
    ssh_port: int
    startup: str = ""
    links: Mapping[str, str] = field(default_factory=dict[str, str])
    ports: tuple[str, ...] = ()
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Topology:
    """One lab; `ignored` says for each other node why it is no virtual router."""

    name: str
    path: Path
    nodes: tuple[NodeSpec, ...]
    ignored: tuple[str, ...] = ()


def read_topology(path: Path) -> Topology:
    """Read and check a topology file.

    Raises:
        LoadError: with every fault, each with its line.
    """
    document = read(path, str(path), strict=False, several_lines=True)
    if not document.faults and not isinstance(document.data, dict):
        document.fault((), "expected `name:` and `topology:`")
    document.raise_faults()
    name = _text(document, ("name",), _mapping(document, (), document.data).get("name"))
    nodes = _mapping(document, ("topology", "nodes"), _get(document.data, "topology", "nodes"))
    if not nodes and not document.faults:
        document.fault(("topology", "nodes"), "names no node")
    settled = {str(key): _settled(document, str(key)) for key in nodes}
    kinds, ignored = _kinds(document, settled)
    if nodes and not kinds and not document.faults:
        document.fault(("topology", "nodes"), "names no Cisco IOS router")
    links = read_links(document, kinds, {key: str(one.get("kind")) for key, one in settled.items()})
    specs = tuple(
        _node(document, path, key, kind, settled[key], links[key], FIRST_PORT + index)
        for index, (key, kind) in enumerate(kinds.items())
    )
    _unique_ports(document, specs)
    document.raise_faults()
    return Topology(name, path, specs, ignored)


def _kinds(
    document: Document, settled: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, Kind], tuple[str, ...]]:
    kinds: dict[str, Kind] = {}
    ignored: list[str] = []
    for name, values in settled.items():
        kind = str(values.get("kind") or "")
        if not NODE_NAME.fullmatch(name):
            document.fault(("topology", "nodes", name), f"is not a usable name: {NODE_RULE}")
        elif not kind:
            document.fault(("topology", "nodes", name), "has no kind", "Add `kind: cisco_c8000v`.")
        elif known := kind_named(_taken_for(kind, values)):
            kinds[name] = known
        else:
            ignored.append(f"{name}: kind {kind} is no Cisco IOS router")
    return kinds, tuple(ignored)


def _taken_for(kind: str, values: Mapping[str, Any]) -> str:
    """The Cisco kind that a container of our own image is taken for, by its label; else its kind."""
    label = values["labels"].get(KIND_LABEL)
    return str(label) if label is not None and kind == "linux" else kind


def _bound(document: Document, path: Path, place: Place, values: Mapping[str, Any]) -> str:
    """The startup-config that is mounted into a container of our own image, "" without one."""
    binds: object = values.get("binds")
    for one in cast("list[object]", binds) if isinstance(binds, list) else ():
        source, _, target = str(one).partition(":")
        if target.split(":")[0] == STARTUP_FILE:
            return _startup(document, path, place, source)
    return ""


def _node(
    document: Document,
    path: Path,
    name: str,
    kind: Kind,
    values: Mapping[str, Any],
    links: Mapping[str, str],
    port: int,
) -> NodeSpec:
    place: Place = ("topology", "nodes", name)
    label = _mapping(document, (*place, "labels"), values.get("labels")).get(PORT_LABEL)
    if label is not None:
        text = str(label)
        if not text.isdecimal() or int(text) > LAST_TCP_PORT:
            document.fault((*place, "labels", PORT_LABEL), f"is no TCP port: {text}")
        else:
            port = int(text)
    return NodeSpec(
        name=name,
        kind=kind,
        release=release_of(str(values.get("image", "")), kind),
        ssh_port=port,
        startup=_startup(document, path, place, values.get("startup-config"))
        or _bound(document, path, place, values),
        links=links,
        ports=kind.ports(set(links)),
        ours=values.get("kind") == "linux",
    )


def _startup(document: Document, path: Path, place: Place, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        document.fault((*place, "startup-config"), "is neither a file name nor configuration text")
        return ""
    if "\n" in value:
        return value
    file = path.parent / value
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        document.fault((*place, "startup-config"), f"{value} can't be read: {reason}")
        return ""


def _settled(document: Document, name: str) -> dict[str, Any]:
    """The values of a node after defaults, kind and group, the nearest last."""
    place: Place = ("topology", "nodes", name)
    topology = _get(document.data, "topology")
    own = _mapping(document, place, _get(topology, "nodes", name))
    defaults = _mapping(document, ("topology", "defaults"), _get(topology, "defaults"))
    group = _get(topology, "groups", str(own.get("group", "")))
    group_values = _mapping(document, ("topology", "groups"), group)
    kind = own.get("kind") or group_values.get("kind") or defaults.get("kind")
    kind_values = _mapping(document, ("topology", "kinds"), _get(topology, "kinds", str(kind)))
    layers = (defaults, kind_values, group_values, own)
    values: dict[str, Any] = {}
    labels: dict[str, Any] = {}
    for layer in layers:
        values.update(layer)
        labels.update(_mapping(document, (*place, "labels"), layer.get("labels")))
    return values | {"labels": labels, "kind": kind}


def _unique_ports(document: Document, specs: tuple[NodeSpec, ...]) -> None:
    seen: dict[int, str] = {}
    for spec in specs:
        other = seen.setdefault(spec.ssh_port, spec.name)
        if spec.ssh_port and other != spec.name:
            place = ("topology", "nodes", spec.name)
            document.fault(place, f"port {spec.ssh_port} is already the one of {other}")


def _mapping(document: Document, place: Place, value: object) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        document.fault(place, f"is a {type(value).__name__}, not a mapping")
        return {}
    return {str(key): item for key, item in cast("dict[object, Any]", value).items()}


def _text(document: Document, place: Place, value: object) -> str:
    if not isinstance(value, str) or not value:
        document.fault(place, "is missing" if value is None else "is not a text")
        return ""
    return value


def _get(data: object, *path: str) -> object:
    """The value at a path, None as soon as a step is absent."""
    for step in path:
        if not isinstance(data, dict):
            return None
        data = cast("dict[object, object]", data).get(step)
    return data
