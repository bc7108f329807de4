"""Access lists and route maps as first-match rules over pairs of networks; ports are not looked at. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from nornir_ikev2.drivers.ios.tree import Block
from nornir_ikev2.drivers.ios.view_text import number, wildcard

ANY: Final = IPv4Network("0.0.0.0/0")
_PORTS: Final = frozenset({"eq", "gt", "lt", "neq"})


@dataclass(frozen=True, slots=True)
class Ace:
    """One line: `text` as written, for people."""

    permit: bool
    protocol: str
    source: IPv4Network
    destination: IPv4Network
    ports: bool
    text: str


Lists = Mapping[str, Sequence[Ace]]
"""Access lists by name or number."""


def lists(root: Block) -> Lists:
    """All access lists, standard or extended; lines that can't be read are left out."""
    found: dict[str, list[Ace]] = {}
    for block in root.children:
        words = block.text.split()
        if words[:2] == ["ip", "access-list"] and len(words) == 4:  # noqa: PLR2004 - kind and name
            lines = [line.text for line in block.children]
            found.setdefault(words[3], []).extend(_read(words[2] == "extended", lines))
        elif words[:1] == ["access-list"] and len(words) > 2:  # noqa: PLR2004 - number and a line
            head = f"access-list {words[1]} "
            line = block.text[len(head) :]
            found.setdefault(words[1], []).extend(_read(_extended(words[1]), [line], prefix=head))
    return found


def _extended(name: str) -> bool:
    plain = number(name) or 0
    return 100 <= plain < 200 or 2000 <= plain < 2700  # noqa: PLR2004 - IOS numbers of extended lists


def _read(extended: bool, lines: list[str], prefix: str = "") -> Iterator[Ace]:  # noqa: FBT001 - a kind of list
    for line in lines:
        words = line.split()
        if words and number(words[0]) is not None:
            words = words[1:]
        if not words or words[0] not in {"permit", "deny"}:
            continue
        protocol, rest = (words[1], words[2:]) if extended and len(words) > 1 else ("ip", words[1:])
        source, rest = _network(rest, bare=not extended)
        destination: IPv4Network | None = ANY
        ports = False
        if extended:
            ports = bool(set(rest) & (_PORTS | {"range"}))
            destination, _ = _network(_without_ports(rest))
        if source is not None and destination is not None:
            yield Ace(words[0] == "permit", protocol, source, destination, ports, prefix + line)


def _without_ports(words: list[str]) -> list[str]:
    while words and words[0] in _PORTS | {"range"}:
        words = words[3 if words[0] == "range" else 2 :]
    return words


def _network(words: list[str], *, bare: bool = False) -> tuple[IPv4Network | None, list[str]]:
    if words[:1] == ["any"]:
        return ANY, words[1:]
    if words[:1] == ["host"] and len(words) > 1:
        return wildcard(words[1], "0.0.0.0"), words[2:]  # noqa: S104 - a wildcard, no bind
    if len(words) > 1 and (found := wildcard(words[0], words[1])) is not None:
        return found, words[2:]
    if bare and words:
        return wildcard(words[0], "0.0.0.0"), words[1:]  # noqa: S104 - as above
    return None, words


def hit(
    rules: Sequence[Ace], source: IPv4Network, destination: IPv4Network, protocol: str = "ip"
) -> Ace | None:
    """The line that decides about all traffic between two networks; None when none permits any of it.

    A deny that covers only a part leaves the rest to later lines; a permit of a part is a hit.
    """
    for rule in rules:
        if protocol != "ip" and rule.protocol not in {"ip", protocol}:
            continue
        covers = source.subnet_of(rule.source) and destination.subnet_of(rule.destination)
        touches = source.overlaps(rule.source) and destination.overlaps(rule.destination)
        plain = not rule.ports and (rule.protocol in {"ip", protocol})
        if not rule.permit and covers and plain:
            return rule
        if rule.permit and touches:
            return rule
    return None


def route_map(
    root: Block, known: Lists, name: str, source: IPv4Network, destination: IPv4Network
) -> str:
    """The `route-map` line that takes this traffic, `` when the map leaves it alone."""
    found: list[tuple[int, bool, Block]] = []
    for block in root.starting(f"route-map {name} "):
        words = block.text.split()
        if len(words) > 3 and number(words[3]) is not None:  # noqa: PLR2004 - name, action, sequence
            found.append((int(words[3]), words[2] == "permit", block))
    for _, permit, block in sorted(found, key=lambda one: one[0]):
        names = (block.value("match ip address ") or "").split()
        hits = [hit(known.get(one, ()), source, destination) for one in names]
        if not names or any(one is not None and one.permit for one in hits):
            return block.text if permit else ""
    return ""


def host(address: IPv4Address) -> IPv4Network:
    """One address as a network."""
    return IPv4Network((int(address), 32))
