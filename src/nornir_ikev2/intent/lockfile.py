"""The text of `vpns.lock.yaml`: one line per tunnel and owned line, in a stable order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from pathlib import Path
from typing import Final

from nornir_ikev2.document import Document, Value, mapping, read, sequence
from nornir_ikev2.errors import Fault
from nornir_ikev2.intent.words import bad_character
from nornir_ikev2.place import Place

VERSION: Final = 1
TUNNEL_LENGTH: Final = 30
"""A tunnel takes a /30."""
HEAD: Final = f"""\
# Written by nornir-ikev2 whenever a change is kept. Commit it with vpns.yaml.
# It keeps tunnel numbers and addresses what they are; without it they would be given out anew.
version: {VERSION}
"""

Lines = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What one tunnel was given: a /30, whose first address `first` has, and its number per router."""

    subnet: IPv4Network
    first: str
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Owned:
    """What this tool owns on one router: prefixes of names, and lines in shared places."""

    prefixes: tuple[str, ...] = ()
    lines: Lines = ()


@dataclass(slots=True)
class Content:
    """The content of a lock file, with the faults found in it."""

    tunnels: dict[tuple[str, str], Given] = field(default_factory=dict[tuple[str, str], Given])
    routers: dict[str, Owned] = field(default_factory=dict[str, Owned])
    faults: list[Fault] = field(default_factory=list[Fault])


def render(tunnels: Mapping[tuple[str, str], Given], routers: Mapping[str, Owned]) -> str:
    """Write the whole file."""
    out = [HEAD, "tunnels:\n" if tunnels else "tunnels: {}\n"]
    vpn = None
    for key in sorted(tunnels):
        given = tunnels[key]
        if key[0] != vpn:
            vpn = key[0]
            out.append(f"  {vpn}:\n")
        numbers = ", ".join(f"{name}: {given.numbers[name]}" for name in sorted(given.numbers))
        out.append(
            f"    {key[1]}: {{subnet: {given.subnet}, first: {given.first}, numbers: {{{numbers}}}}}\n"
        )
    out.append("routers:\n" if routers else "routers: {}\n")
    for name in sorted(routers):
        owned = routers[name]
        out.append(f"  {name}:\n    prefixes: [{', '.join(owned.prefixes)}]\n")
        out.append("    lines:\n" if owned.lines else "    lines: []\n")
        out.extend(f"    - {json.dumps(line)}\n" for line in owned.lines)
    return "".join(out)


def read_lock(path: Path, shown: str) -> Content:
    """Read and check the whole file."""
    document = read(path, shown)
    content = Content()
    data = mapping(document.data) or {}
    if not document.faults and data.get("version") != VERSION:
        document.fault(("version",), f"is not a lock file of version {VERSION}")
    if not document.faults:
        for vpn, pairs in _entries(document, ("tunnels",), data.get("tunnels")).items():
            for pair, written in _entries(document, ("tunnels", vpn), pairs).items():
                given = _given(document, ("tunnels", vpn, pair), written)
                if given:
                    content.tunnels[vpn, pair] = given
        for name, owned in _entries(document, ("routers",), data.get("routers")).items():
            content.routers[name] = _owned(document, ("routers", name), owned)
        _check_unique(document, content)
    content.faults = document.faults
    return content


def _entries(document: Document, place: Place, data: Value) -> dict[str, Value]:
    found = mapping(data)
    if found is None:
        document.fault(place, "expected `key: value` pairs")
    return found or {}


def _given(document: Document, place: Place, data: Value) -> Given | None:
    entry = mapping(data) or {}
    numbers = {
        name: number
        for name, number in (mapping(entry.get("numbers")) or {}).items()
        if type(number) is int and number >= 0
    }
    first = entry.get("first")
    try:
        subnet = IPv4Network(str(entry.get("subnet")))
    except ValueError:
        document.fault((*place, "subnet"), "is not an IPv4 prefix")
        return None
    fits = subnet.prefixlen == TUNNEL_LENGTH and "--".join(sorted(numbers)) == place[-1]
    if not (fits and isinstance(first, str) and first in numbers):
        document.fault(place, "subnet, first and numbers don't fit together")
        return None
    return Given(subnet, first, numbers)


def _owned(document: Document, place: Place, data: Value) -> Owned:
    entry = mapping(data) or {}
    prefixes, paths = sequence(entry.get("prefixes")), sequence(entry.get("lines"))
    if prefixes is None or paths is None:
        document.fault(place, "expected prefixes and lines")
        return Owned()
    lines = tuple(tuple(map(str, sequence(path) or ())) for path in paths)
    for number, path in enumerate(lines):
        if not path or any(bad_character(line) for line in path):
            document.fault((*place, "lines", number), "is no line of ours")
    return Owned(tuple(map(str, prefixes)), lines)


def _check_unique(document: Document, content: Content) -> None:
    subnets: dict[IPv4Network, str] = {}
    numbers: dict[tuple[str, int], str] = {}
    for (vpn, pair), given in content.tunnels.items():
        place, mine = ("tunnels", vpn, pair), f"{vpn}/{pair}"
        other = subnets.setdefault(given.subnet, mine)
        if other != mine:
            document.fault(place, f"{given.subnet} is given to {other} too")
        for router, number in given.numbers.items():
            other = numbers.setdefault((router, number), mine)
            if other != mine:
                document.fault(place, f"Tunnel{number} of {router} is given to {other} too")
