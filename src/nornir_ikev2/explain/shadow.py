"""Crypto map entries in the shadow of earlier ones: the first whose list matches takes a packet. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Network

from nornir_ikev2.ike.model import CryptoEntry, Selector


@dataclass(frozen=True, slots=True)
class Shadow:
    """What stands before a selector: the earlier entry, and its selector that takes the traffic."""

    entry: CryptoEntry
    selector: Selector


@dataclass(slots=True)
class _Seen:
    """Selectors of one crypto map so far, found by the network they protect traffic to."""

    by_remote: dict[IPv4Network, list[Shadow]] = field(
        default_factory=dict[IPv4Network, list[Shadow]]
    )
    order: list[IPv4Network] = field(default_factory=list[IPv4Network])

    def add(self, shadow: Shadow) -> None:
        remote = shadow.selector.remote
        if remote not in self.by_remote:
            insort(self.order, remote)
        self.by_remote.setdefault(remote, []).append(shadow)

    def near(self, remote: IPv4Network) -> Iterator[Shadow]:
        """Selectors towards networks that hold this one, or lie in it; earliest of each network first."""
        for length in range(remote.prefixlen + 1):
            yield from self.by_remote.get(remote.supernet(new_prefix=length), ())
        first = bisect_right(self.order, remote)
        last = bisect_left(self.order, IPv4Network((int(remote.broadcast_address), 32)))
        for network in self.order[first : last + 1]:
            if network != remote and network.subnet_of(remote):
                yield from self.by_remote[network]


def shadows(entries: Iterable[CryptoEntry]) -> dict[tuple[str, Selector], Shadow]:
    """The selectors of crypto maps that an earlier entry for another peer takes, by entry and selector.

    Near to linear in the selectors, since a hub may have thousands.
    """
    maps: dict[tuple[str, str], _Seen] = {}
    found: dict[tuple[str, Selector], Shadow] = {}
    for entry in entries:
        if entry.kind != "crypto-map":
            continue
        seen = maps.setdefault((entry.interface, entry.name.rsplit(" ", 1)[0]), _Seen())
        for own in entry.selectors:
            for earlier in seen.near(own.remote):
                if set(earlier.entry.peers) & set(entry.peers):
                    continue
                if _overlaps(earlier.selector, own):
                    found.setdefault((entry.name, own), earlier)
                    break
        for own in entry.selectors:
            seen.add(Shadow(entry, own))
    return found


def _overlaps(one: Selector, own: Selector) -> bool:
    protocols = "ip" in {one.protocol, own.protocol} or one.protocol == own.protocol
    return protocols and one.local.overlaps(own.local) and one.remote.overlaps(own.remote)
