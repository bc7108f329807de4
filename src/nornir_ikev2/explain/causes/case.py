"""What a rule gets to look at, and small things that several rules say alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from nornir_ikev2.explain.blame import Blame, Shared, blame
from nornir_ikev2.explain.lines import interface_head, say
from nornir_ikev2.explain.model import Cause, Stage
from nornir_ikev2.explain.tunnels import Fleet, Side, Tunnel


@dataclass(frozen=True, eq=False, slots=True)
class Case:
    """One tunnel among all tunnels of the fleet."""

    tunnel: Tunnel
    fleet: Fleet

    @property
    def stage(self) -> Stage:
        """When a fault of the negotiation is felt: at the next one, while the tunnel is still up."""
        return "later" if self.tunnel.status == "up" else "now"

    def blame(self, shared: Shared) -> Blame:
        """Which end to change where both could be meant; see `blame.blame`."""
        return blame(self.tunnel, self.fleet, shared)


Rule = Callable[[Case], Iterator[Cause]]


def blamed(cause: Cause, found: Blame) -> Cause:
    """Say why this end is the one to change; where it was a guess, the confidence is less."""
    confidence = cause.confidence if found.sure else "likely"
    return replace(cause, evidence=(*cause.evidence, found.why), confidence=confidence)


def profile_of(side: Side) -> str:
    """Name of the IKEv2 profile of an end: what tunnels that share it share."""
    return side.profile.name if side.profile else ""


def where(side: Side) -> str:
    """An end for people, `Tunnel100 of hub1`."""
    return f"{side.entry.name} of {side.name}" if side.entry else side.name


def interface_line(side: Side, name: str, prefix: str = "") -> str:
    """A line of an interface with its head; the head alone where there is no such line."""
    head = interface_head(side.reading.root, name)
    if not head:
        return ""
    found = side.reading.root.find(head)
    line = next(
        (one.text for one in (found.children if found else ()) if one.text.startswith(prefix)), ""
    )
    return say(head, line if prefix else "")


def entry_head(side: Side) -> str:
    """The line that opens the entry: the IPsec profile of a tunnel, or the crypto map entry."""
    entry = side.entry
    if entry is None:
        return ""
    if entry.kind == "tunnel":
        port = side.reading.ports.get(entry.name)
        name = (port.protection or "").split(" ")[0] if port else ""
        return f"crypto ipsec profile {name}" if name else ""
    name, sequence = entry.name.rsplit(" ", 1)
    return next(
        (
            one.text
            for one in side.reading.root.starting(f"crypto map {name} {sequence} ")
            if "ipsec-isakmp" in one.text
        ),
        "",
    )
