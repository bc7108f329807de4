"""Line protocol of interfaces, and the two ends of a tunnel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

from nornir_ikev2.lab.wan.acl import Packet
from nornir_ikev2.lab.wan.forwarding import Forwarder, Outcome, gre_port, gre_source
from nornir_ikev2.lab.wan.learned import bandwidth, delay
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.neighbours import Mate, ip_mtu
from nornir_ikev2.lab.wan.ports import Port, TunnelConfig
from nornir_ikev2.lab.wan.state import CryptoFlow, InterfaceState, TunnelState
from nornir_ikev2.lab.wan.tables import Table

DISABLED_SECONDS = 60.0
"""How long a tunnel stays down after recursive routing was seen."""


class LineStates:
    """Decides which interfaces are up, and says so in the log.

    Args:
        forwarder: carries the tunnels' outer packets.
        table: route table of a router and VRF.
        later: has a router looked at again after so many router seconds.
    """

    def __init__(
        self,
        forwarder: Forwarder,
        table: Callable[[Member, str | None], Table],
        later: Callable[[Member, float], None],
    ) -> None:
        self._forwarder = forwarder
        self._table = table
        self._later = later
        self._disabled: dict[tuple[str, str], float] = {}

    def update(self, member: Member) -> bool:
        """Decide all lines of a router; whether one changed."""
        changed = False
        ports = member.snapshot.ports
        for name in [name for name in member.lines if name not in ports]:
            del member.lines[name]
            changed = True
        for port in ports.values():
            known = port.name in member.lines
            reason = self._down_reason(member, port)
            if member.set_line(port.name, up=not reason, reason=reason):
                changed = True
                self._log(member, port, known=known)
        return changed

    def _down_reason(self, member: Member, port: Port) -> str:
        """Why a line is down, empty when it is up; words of `Tunnel linestate evaluation down - ...`."""
        tunnel = port.tunnel
        if port.shutdown:
            return "interface is administratively down"
        if tunnel is None:
            return ""
        if tunnel.destination is None:
            return "no IPv4 tunnel destination address"
        if gre_source(member, port) is None:
            return "no output interface"
        if tunnel.mode.startswith("ipsec"):
            return self._ipsec_reason(member, port, tunnel)
        leaving = self._table(member, tunnel.vrf).egress(tunnel.destination)
        return "" if leaving is not None and leaving[0] != port.name else "no output interface"

    def _ipsec_reason(self, member: Member, port: Port, tunnel: TunnelConfig) -> str:
        """The same for a VTI, whose line follows its SA."""
        flow = member.by_tunnel.get(port.name)
        if flow is None or flow.child is None:
            return "linestate mode reg down"
        return "recursive routing" if self._recursive(member, port, tunnel) else ""

    def _recursive(self, member: Member, port: Port, tunnel: TunnelConfig) -> bool:
        """Whether the way to the destination leads into the tunnel itself: then IOS disables it a while.

        Text and behaviour: public lab reports of static VTIs (`%TUN-5-RECURDOWN`, back after one or two
        minutes).
        """
        key, now = (member.name, port.name), member.router.clock.seconds()
        if self._disabled.get(key, now) > now:
            return True
        if tunnel.destination is None:
            return False
        leaving = self._table(member, tunnel.vrf).egress(tunnel.destination)
        if leaving is None or leaving[0] != port.name:
            return False
        self._disabled[key] = now + DISABLED_SECONDS
        self._later(member, DISABLED_SECONDS)
        member.router.log.add(
            f"%TUN-5-RECURDOWN: {port.name} temporarily disabled due to recursive routing"
        )
        return True

    @staticmethod
    def _log(member: Member, port: Port, *, known: bool) -> None:
        line = member.lines[port.name]
        if known or line.up:
            state = "up" if line.up else "down"
            member.router.log.add(
                f"%LINEPROTO-5-UPDOWN: Line protocol on Interface {port.name}, changed state to {state}"
            )

    def _outer(self, member: Member, port: Port) -> Outcome:
        """What becomes of a packet of an unprotected GRE tunnel."""
        source = gre_source(member, port)
        tunnel = port.tunnel
        if tunnel is None or tunnel.destination is None or source is None:
            return Outcome(None)
        packet = Packet(source, tunnel.destination, "gre")
        return self._forwarder.send(member.name, packet, vrf=tunnel.vrf)

    def wanted(self, member: Member, port: Port) -> tuple[str, CryptoFlow] | None:
        """The crypto map flow a GRE tunnel's packets still wait for."""
        if port.tunnel is None or port.tunnel.profile is not None:
            return None
        return self._outer(member, port).wanted

    def tunnel_mate(self, member: Member, port: Port) -> Mate | None:
        """The tunnel interface at the other end, if packets get through now."""
        tunnel = port.tunnel
        if tunnel is None or tunnel.destination is None:
            return None
        if tunnel.profile is not None:
            return self._protected_mate(member, port)
        source = gre_source(member, port)
        if source is None or self._outer(member, port).arrived is None:
            return None
        for name, _ in self._forwarder.holders(tunnel.destination):
            other = self._forwarder.member(name)
            theirs = gre_port(other, source, tunnel.destination)
            if theirs is not None and other is not member:
                return Mate(other, theirs)
        return None

    def _protected_mate(self, member: Member, port: Port) -> Mate | None:
        flow = member.by_tunnel.get(port.name)
        if flow is None or flow.child is None or flow.peer is None:
            return None
        for name, _ in self._forwarder.holders(flow.peer):
            other = self._forwarder.member(name)
            theirs = other.inbound.get(flow.child.spi_out)
            end = other.snapshot.ports.get(theirs.interface) if theirs is not None else None
            if end is not None and end.tunnel is not None and self._forwarder.carries(member, flow):
                return Mate(other, end)
        return None

    def interfaces(self, member: Member) -> Iterator[InterfaceState]:
        """All interfaces as `show` prints them."""
        for port in member.snapshot.ports.values():
            line = member.lines.get(port.name)
            tunnel = port.tunnel
            yield InterfaceState(
                name=port.name,
                admin_up=not port.shutdown,
                line_up=member.is_up(port),
                address=port.address,
                secondaries=port.secondaries,
                vrf=port.vrf,
                description=port.description,
                mtu=_mtu(port),
                ip_mtu=ip_mtu(port),
                bandwidth=bandwidth(port),
                delay=delay(port),
                mac=mac(member.name, port.name),
                method=_method(member, port),
                since=line.since if line is not None else 0.0,
                tunnel=None
                if tunnel is None
                else TunnelState(
                    source=str(gre_source(member, port) or "UNKNOWN"),
                    source_interface=tunnel.source
                    if tunnel.source in member.snapshot.ports
                    else None,
                    destination=str(tunnel.destination or "0.0.0.0"),  # noqa: S104 - what IOS prints for none
                    mode=tunnel.mode,
                    profile=tunnel.profile,
                    down_reason=line.reason if line is not None and not port.shutdown else "",
                ),
                crypto_map=port.crypto_map,
            )


def _method(member: Member, port: Port) -> str:
    """Where an address came from: the startup-config (NVRAM), a user, or nowhere."""
    if port.address is None:
        return "unset"
    return "NVRAM" if member.booted.get(port.name) == port.address else "manual"


def _mtu(port: Port) -> int:
    if port.tunnel is not None:
        return 9938 if port.tunnel.mode.startswith("ipsec") else 9976
    return port.mtu or (1514 if port.name.startswith("Loopback") else 1500)


def mac(router: str, interface: str) -> str:
    """A stable MAC address, locally administered, in Cisco's dotted form."""
    digest = sha256(f"{router}/{interface}".encode()).hexdigest()[:10]
    text = f"52{digest}"
    return f"{text[:4]}.{text[4:8]}.{text[8:]}"
