"""Which networks the interfaces hold, so that a new address that overlaps is refused at once."""

from __future__ import annotations

from collections import Counter
from ipaddress import IPv4Network

from nornir_ikev2.lab.store.section import Item, Section

Key = tuple[str, IPv4Network]
"""VRF, empty for the global table, and network."""
SLOTS = frozenset({"ip address", "ip address secondary"})


class Addresses:
    """Networks of interfaces by VRF; a look-up takes at most 33 steps however many there are."""

    def __init__(self) -> None:
        self._holders: dict[Key, dict[int, Section]] = {}
        self._inside: Counter[Key] = Counter()
        self._keys: dict[int, Key] = {}

    def add(self, section: Section, item: Item) -> None:
        """Take note of an address line; other lines are passed over."""
        network = _network(item)
        if network is None:
            return
        key = (_vrf(section), network)
        self._keys[id(item)] = key
        self._holders.setdefault(key, {})[id(item)] = section
        for wider in _wider(key):
            self._inside[wider] += 1

    def drop(self, item: Item) -> None:
        """Forget a line."""
        key = self._keys.pop(id(item), None)
        if key is None:
            return
        self._holders[key].pop(id(item))
        if not self._holders[key]:
            del self._holders[key]
        for wider in _wider(key):
            self._inside[wider] -= 1
            if not self._inside[wider]:
                del self._inside[wider]

    def overlapping(self, section: Section, network: IPv4Network) -> str:
        """The interface in service whose network overlaps one wanted elsewhere; empty when none."""
        wanted = (_vrf(section), network)
        keys = [key for key in _wider(wanted) if key in self._holders]
        if self._inside[wanted] > len(self._holders.get(wanted, ())):
            keys.extend(
                key
                for key in self._holders
                if key[0] == wanted[0] and key[1] != network and key[1].subnet_of(network)
            )
        for key in keys:
            for holder in self._holders[key].values():
                if holder is not section and not _shut(holder):
                    return holder.node.text.removeprefix("interface ")
        return ""


def _network(item: Item) -> IPv4Network | None:
    if item.slot[0] not in SLOTS or "m" not in item.args:
        return None
    return IPv4Network(f"{item.args['a']}/{item.args['m']}", strict=False)


def _vrf(section: Section) -> str:
    held = section.items.get(("vrf",))
    return held.args["vrf"] if held is not None else ""


def _shut(section: Section) -> bool:
    held = section.items.get(("shutdown",))
    return held is not None and held.node.text == "shutdown"


def _wider(key: Key) -> list[Key]:
    """The network itself and all it lies in."""
    vrf, network = key
    return [(vrf, network.supernet(new_prefix=n)) for n in range(network.prefixlen + 1)]
