"""`show interfaces`, `show ip interface [brief]`, `show ipv6 interface`."""

from __future__ import annotations

from collections.abc import Callable

from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.show.text import in_order
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.state import InterfaceState, TunnelState

_COUNTERS = """\
     0 packets input, 0 bytes, 0 no buffer
     Received 0 broadcasts (0 IP multicasts)
     0 runts, 0 giants, 0 throttles
     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort
     0 packets output, 0 bytes, 0 underruns
     Output 0 broadcasts (0 IP multicasts)
     0 output errors, 0 collisions, 0 interface resets
     0 unknown protocol drops
     0 output buffer failures, 0 output buffers swapped out"""

_IP_FEATURES = """\
  Proxy ARP is enabled
  Local Proxy ARP is disabled
  Security level is default
  Split horizon is enabled
  ICMP redirects are always sent
  ICMP unreachables are always sent
  ICMP mask replies are never sent
  IP fast switching is enabled
  IP Flow switching is disabled
  IP CEF switching is enabled
  IP CEF switching turbo vector
  IP multicast fast switching is enabled
  IP multicast distributed fast switching is disabled
  IP route-cache flags are Fast, CEF
  Router Discovery is disabled
  IP output packet accounting is disabled
  IP access violation accounting is disabled
  TCP/IP header compression is disabled
  RTP/IP header compression is disabled
  Probe proxy name replies are disabled
  Policy routing is disabled
  Network address translation is disabled
  BGP Policy Mapping is disabled"""


def status(state: InterfaceState) -> tuple[str, str]:
    """Interface status and line protocol as IOS spells them."""
    if not state.admin_up:
        return "administratively down", "down"
    return "up", "up" if state.line_up else "down"


def brief(states: list[InterfaceState]) -> str:
    """`show ip interface brief`."""
    lines = ["Interface              IP-Address      OK? Method Status                Protocol"]
    for state in states:
        address = str(state.address.ip) if state.address else "unassigned"
        link, protocol = status(state)
        lines.append(
            f"{state.name:<22} {address:<15} YES {state.method:<6} {link:<21} {protocol:<8}"
        )
    return "\n".join(lines)


def _hardware(state: InterfaceState) -> list[str]:
    if state.tunnel is not None:
        return ["  Hardware is Tunnel"]
    if state.name.startswith("Loopback"):
        return ["  Hardware is Loopback"]
    return [f"  Hardware is vNIC, address is {state.mac} (bia {state.mac})"]


def _tunnel(state: InterfaceState, tunnel: TunnelState) -> list[str]:
    where = (
        f"{tunnel.source} ({tunnel.source_interface})" if tunnel.source_interface else tunnel.source
    )
    lines = [
        "  Encapsulation TUNNEL, loopback not set",
        "  Keepalive not set",
    ]
    if state.admin_up:
        lines.append(
            "  Tunnel linestate evaluation "
            + (f"down - {tunnel.down_reason}" if tunnel.down_reason else "up")
        )
    ipsec = tunnel.mode.startswith("ipsec")
    lines += [
        f"  Tunnel source {where}, destination {tunnel.destination}",
        f"  Tunnel protocol/transport {'IPSEC/IP' if ipsec else 'GRE/IP'}",
    ]
    if not ipsec:
        lines += ["    Key disabled, sequencing disabled", "    Checksumming of packets disabled"]
    lines += [
        "  Tunnel TTL 255" + ("" if ipsec else ", Fast tunneling enabled"),
        f"  Tunnel transport MTU {1438 if ipsec else 1476} bytes",
        "  Tunnel transmit bandwidth 8000 (kbps)",
        "  Tunnel receive bandwidth 8000 (kbps)",
    ]
    if tunnel.profile is not None:
        lines.append(f'  Tunnel protection via IPSec (profile "{tunnel.profile}")')
    return lines


def _media(state: InterfaceState) -> list[str]:
    if state.tunnel is not None:
        return _tunnel(state, state.tunnel)
    if state.name.startswith("Loopback"):
        return ["  Encapsulation LOOPBACK, loopback not set", "  Keepalive set (10 sec)"]
    return [
        "  Encapsulation ARPA, loopback not set",
        "  Keepalive set (10 sec)",
        "  Full Duplex, 1000Mbps, link type is auto, media type is Virtual",
        "  output flow-control is unsupported, input flow-control is unsupported",
        "  ARP type: ARPA, ARP Timeout 04:00:00",
    ]


def detail(state: InterfaceState) -> str:
    """One stanza of `show interfaces`."""
    link, protocol = status(state)
    lines = [f"{state.name} is {link}, line protocol is {protocol} ", *_hardware(state)]
    if state.description:
        lines.append(f"  Description: {state.description}")
    if state.address is not None:
        lines.append(f"  Internet address is {state.address.with_prefixlen}")
    virtual = state.tunnel is not None or state.name.startswith("Loopback")
    busy = "00:00:00" if state.line_up and not virtual else "never"
    lines += [
        f"  MTU {state.mtu} bytes, BW {state.bandwidth} Kbit/sec, DLY {state.delay} usec, ",
        "     reliability 255/255, txload 1/255, rxload 1/255",
        *_media(state),
        f"  Last input {busy}, output {busy}, output hang never",
        '  Last clearing of "show interface" counters never',
        "  Input queue: 0/375/0/0 (size/max/drops/flushes); Total output drops: 0",
        "  Queueing strategy: fifo",
        f"  Output queue: 0/{0 if virtual else 40} (size/max)",
        "  5 minute input rate 0 bits/sec, 0 packets/sec",
        "  5 minute output rate 0 bits/sec, 0 packets/sec",
        _COUNTERS,
    ]
    return "\n".join(lines)


def ip_detail(state: InterfaceState) -> str:
    """One stanza of `show ip interface`."""
    link, protocol = status(state)
    first = f"{state.name} is {link}, line protocol is {protocol}"
    if state.address is None:
        return f"{first}\n  Internet protocol processing disabled"
    lines = [first, f"  Internet address is {state.address.with_prefixlen}"]
    lines += ["  Broadcast address is 255.255.255.255", "  Address determined by setup command"]
    lines += [f"  Secondary address {one.with_prefixlen}" for one in state.secondaries]
    lines += [
        f"  MTU is {state.ip_mtu} bytes",
        "  Helper address is not set",
        "  Directed broadcast forwarding is disabled",
        "  Outgoing Common access list is not set ",
        "  Outgoing access list is not set",
        "  Inbound Common access list is not set ",
        "  Inbound  access list is not set",
        _IP_FEATURES,
    ]
    if state.vrf:
        lines.append(f'  VPN Routing/Forwarding "{state.vrf}"')
    return "\n".join(lines)


def description_table(states: list[InterfaceState]) -> str:
    """`show interfaces description`."""
    lines = ["Interface                      Status         Protocol Description"]
    for state in states:
        link, protocol = status(state)
        link = "admin down" if not state.admin_up else link
        lines.append(f"{state.name:<30} {link:<14} {protocol:<8} {state.description}".rstrip())
    return "\n".join(lines)


def commands(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """The interface commands."""

    def states(call: Call) -> list[InterfaceState]:
        every = in_order(fabric.state(call.router.name).interfaces)
        wanted = call.args.get("interface")
        return [one for one in every if wanted in {None, one.name}]

    def each(render: Callable[[InterfaceState], str]) -> Callable[[Call], str]:
        return lambda call: "\n".join(render(one) for one in states(call))

    def nothing(_call: Call) -> str:
        return ""

    table = ExecCommand(
        "show ip interface brief", lambda call: brief(states(call)), privileged=False
    )
    return (
        ExecCommand("show interfaces", each(detail), privileged=False),
        ExecCommand("show interfaces <interface:IFNAME>", each(detail), privileged=False),
        ExecCommand(
            "show interfaces description",
            lambda call: description_table(states(call)),
            privileged=False,
        ),
        ExecCommand("show ip interface", each(ip_detail), privileged=False),
        ExecCommand("show ip interface <interface:IFNAME>", each(ip_detail), privileged=False),
        table,
        ExecCommand("show ipv6 interface", nothing, privileged=False),
        ExecCommand("show ipv6 interface brief", nothing, privileged=False),
        ExecCommand("show interfaces transceiver", nothing, privileged=False),
    )
