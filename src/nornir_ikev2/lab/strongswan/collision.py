"""Two routers that call each other at once end up with two IKE SAs; one of them has to go. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address

from nornir_ikev2.lab.strongswan.observed import ObservedIke


def superfluous(seen: Iterable[ObservedIke]) -> list[ObservedIke]:
    """The IKE SAs that this end started and that it should delete, as the other end keeps another one.

    Both ends see the same SPIs, so the larger pair stays; who started the other one deletes it. An SA whose
    children the one that stays does not have stays as well.
    """
    by_ends: dict[tuple[IPv4Address, IPv4Address], list[ObservedIke]] = {}
    for one in seen:
        by_ends.setdefault((one.local, one.remote), []).append(one)
    found: list[ObservedIke] = []
    for rivals in by_ends.values():
        kept = max(rivals, key=_spis)
        names = {child.name for child in kept.children}
        found += [
            one
            for one in rivals
            if one is not kept and one.initiator and {child.name for child in one.children} <= names
        ]
    return found


def _spis(one: ObservedIke) -> tuple[int, int]:
    """Initiator's and responder's SPI, the same at both ends."""
    spis = (one.local_spi, one.remote_spi)
    return spis if one.initiator else (spis[1], spis[0])
