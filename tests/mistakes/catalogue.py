"""The twenty classic mistakes as labelled faults: how each is made, and what must be said about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from fakes.bench import Bench
from nornir_ikev2.explain.model import Cause, Explained

MISTAKES: Final = {
    1: "policy without `match fvrf`",
    2: "two profiles match one peer",
    3: "directional keys swapped",
    4: "keyring by address behind NAT",
    5: "integrity with GCM, PRF missing",
    6: "PFS on one end only",
    7: "crypto access lists not mirrored, or shadowed",
    8: "NAT exemption missing",
    9: "recursive routing",
    10: "EIGRP on a tunnel's default bandwidth",
    11: "dual hub, asymmetric delay",
    12: "MTU too large",
    13: "clock, certificate dates, CRL behind the tunnel",
    14: "weak algorithms after an upgrade",
    15: "`keyring` for `keyring local`",
    16: "a shared object edited at the hub",
    17: "key changed under a live SA",
    18: "dangling reference",
    19: "keys in logs",
    20: "managed through the tunnel",
}


@dataclass(frozen=True)
class Fault:
    """One way to make one mistake.

    Attributes:
        number: of the mistake.
        name: of this variant.
        make: starts a site and makes the mistake.
        tunnel: ends of the tunnel to look at; empty for a finding of a router.
        causes: words that are right as first cause.
        routers: routers that are right to name.
        line: what the line to change must hold.
        by: what shows the fault: `lab` it is really felt in the lab, `config` the lab's tunnel does not
            suffer from it, `log` the router's log lines were put there by the test, `reset` the test cleared
            the SAs that a real router would have reset.
        alone: the other tunnels of the site must be without blame.
    """

    number: int
    name: str
    make: Callable[[], Bench]
    tunnel: tuple[str, str] | tuple[()]
    causes: tuple[str, ...]
    routers: tuple[str, ...]
    line: str
    by: str = "lab"
    alone: bool = True

    def found(self, explained: Explained) -> tuple[Cause, ...]:
        """The ranked causes of what this fault is about."""
        if not self.tunnel:
            return explained.routers.get(self.routers[0], ())
        for one in explained.tunnels:
            if set(one.ends) == set(self.tunnel):
                return one.causes
        raise AssertionError(
            f"no tunnel {self.tunnel} in {[one.ends for one in explained.tunnels]}"
        )

    def rank(self, explained: Explained) -> int | None:
        """The rank of the right cause, from 1; None when it is not among them."""
        for number, cause in enumerate(self.found(explained), 1):
            right = cause.cause in self.causes and cause.router in self.routers
            if right and self.line in cause.line:
                return number
        return None

    def blamed_wrongly(self, explained: Explained) -> Iterator[str]:
        """Healthy tunnels beside the faulty one that are blamed nevertheless."""
        for one in explained.tunnels if self.alone else ():
            if set(one.ends) != set(self.tunnel) and one.causes:
                yield f"{' - '.join(one.ends)}: {one.causes[0].cause}"

    def __str__(self) -> str:
        return f"{self.number:02} {self.name}"
