"""The seam between who wants SAs and how they are made: by rule (`modelled`), or by packets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import IPv4Address
from typing import Protocol

from nornir_ikev2.lab.wan.forwarding import Forwarder
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.state import CryptoFlow, IkeSa


class Paths(Protocol):
    """What the makers of SAs ask of the engine."""

    members: Mapping[str, Member]
    forwarder: Forwarder
    dirty: Callable[[str], None]

    def path(self, member: Member, sa_or_flow: IkeSa | CryptoFlow) -> Member | None:
        """The router at the other end, if IKE packets get there and back."""
        ...

    def answering(self, peer: Member, flow: CryptoFlow) -> CryptoFlow | None:
        """The responder's flow for the selectors an initiator proposes."""
        ...

    def release(self, member: Member, flow: CryptoFlow) -> None:
        """End the SAs of a flow, and the IKE SA when it carries nothing else."""
        ...

    def initiate(self, member: Member, flow: CryptoFlow) -> bool:
        """Try to bring a flow up; whether it is up now."""
        ...


class Exchanges(Protocol):
    """Makes and ends SAs, and keeps the records in `Member` true.

    Attributes:
        carries_tunnels: whether `echo` goes through tunnel interfaces too; else these are modelled.
    """

    carries_tunnels: bool

    def follow(self, member: Member) -> None:
        """The configuration was read again; its flows are in `member.flows` already."""
        ...

    def forget(self, member: Member) -> None:
        """A router is gone without a word; its peers find out by dead peer detection."""
        ...

    def alive(self, sa: IkeSa) -> bool:
        """Whether the peer still has its half of an IKE SA."""
        ...

    def establish(self, member: Member, peer: Member, flow: CryptoFlow) -> bool:
        """A new IKE SA with its first child; whether the child is up now."""
        ...

    def add_child(self, member: Member, peer: Member, flow: CryptoFlow, sa: IkeSa) -> bool:
        """A child in an IKE SA that is there already; whether it is up now."""
        ...

    def delete(self, member: Member, sa: IkeSa) -> None:
        """Delete an IKE SA with its children; the peer learns it if a packet gets there."""
        ...

    def clear_child(self, member: Member, flow: CryptoFlow) -> None:
        """Delete the ESP SAs of a flow at both ends."""
        ...

    def check(self, member: Member) -> None:
        """Plain forwarding changed somewhere: peers may not be reached any more."""
        ...

    def routed(self, member: Member) -> None:
        """Line states or routes changed somewhere, also those of tunnel interfaces."""
        ...

    def sent(self, member: Member, sa: IkeSa) -> None:
        """Traffic left through an IKE SA's child."""
        ...

    def refresh(self, member: Member) -> None:
        """Bring counters up to date: somebody looks."""
        ...

    def echo(self, member: Member, source: IPv4Address, target: IPv4Address, size: int, /) -> bool:
        """Whether an ICMP echo of `size` bytes that the model lets pass really comes back."""
        ...


MakeExchanges = Callable[[Paths], Exchanges]
