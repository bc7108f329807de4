"""Configurations that do not say which address an interface has: fragments, or addresses by DHCP."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from nornir_ikev2.ike.model import CryptoEntry, IkeConfig

UNKNOWN = IPv4Address("0.0.0.0")  # noqa: S104 - an address that no peer statement names, not a bind
"""Stands for an address nobody knows; only networks that hold every address match it."""


def assume_addresses(a: IkeConfig, b: IkeConfig) -> tuple[IkeConfig, IkeConfig]:
    """Give entries without a local address the one that the other router calls.

    For two files only: it compares every entry with every other one. An entry that nobody calls gets
    `UNKNOWN`, so that it can still start a tunnel.
    """
    return _assume(a, b), _assume(b, a)


def _assume(config: IkeConfig, other: IkeConfig) -> IkeConfig:
    if all(entry.local_address is not None for entry in config.entries):
        return config
    entries: list[CryptoEntry] = []
    called: list[IPv4Address] = []
    for entry in config.entries:
        if entry.local_address is None and entry.complete:
            address = _called(entry, other, config.addresses)
            called.append(address)
            entries.append(replace(entry, local_address=address))
        else:
            entries.append(entry)
    known = tuple(address for address in called if address != UNKNOWN)
    return replace(config, entries=tuple(entries), addresses=(*config.addresses, *known))


def _called(entry: CryptoEntry, other: IkeConfig, known: tuple[IPv4Address, ...]) -> IPv4Address:
    for candidate in other.entries:
        answers = candidate.local_address is None or candidate.local_address in entry.peers
        for peer in candidate.peers:
            if answers and peer not in known:
                return peer
    return UNKNOWN
