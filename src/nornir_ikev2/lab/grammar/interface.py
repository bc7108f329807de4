"""Interfaces. Keywords and ranges: Cisco-IOS-XE-interfaces and -tunnel.yang 17.12.1."""

from __future__ import annotations

from nornir_ikev2.lab.cli.interfaces import SOFTWARE, kind_of
from nornir_ikev2.lab.cli.match import INVALID, Match
from nornir_ikev2.lab.cli.values import address, contiguous
from nornir_ikev2.lab.grammar.table import Hardware, Line, Ref

NO_VRF = Ref("vrf", "vrf", "% VRF {name} not configured.")
ALL_ONES = 0xFFFFFFFF
LONGEST_SHARED = 30
"""Networks up to this length have an address for themselves and one for broadcasts."""
REMOVED = "% {section} IPv4 disabled and address(es) removed due to enabling/disabling VRF"


def _exists(router: Hardware, match: Match) -> str:
    name = match.args["name"]
    port = name.partition(".")[0]
    if kind_of(name) in SOFTWARE or port in router.ports:
        return ""
    return INVALID


def _removable(router: Hardware, match: Match) -> str:
    if match.args["name"] in router.ports:
        return "% Removal of physical interfaces is not permitted."
    return ""


def _mask(_: Hardware, match: Match) -> str:
    value = address(match.args["m"]) or 0
    if not contiguous(value):
        return f"Bad mask 0x{value:X} for address {match.args['a']}"
    host = (address(match.args["a"]) or 0) & ~value & ALL_ONES
    length = value.bit_count()
    if length <= LONGEST_SHARED and host in {0, ~value & ALL_ONES}:
        return f"Bad mask /{length} for address {match.args['a']}"
    return ""


def _interface(pattern: str, mode: str) -> Line:
    return Line(
        f"interface <name:IFNAME {pattern}>",
        slot="interface",
        mode=mode,
        key=("name",),
        bundle="interface",
        sort=("name",),
        defines="interface",
        check=_exists,
        check_no=_removable,
    )


GLOBAL = (
    Line(
        r"interface <name:IFNAME Tunnel.*> [{point-to-point|multipoint}]",
        slot="interface",
        render="interface {name}",
        mode="interface-tunnel",
        key=("name",),
        bundle="interface",
        sort=("name",),
        defines="interface",
        check=_exists,
        check_no=_removable,
    ),
    _interface("Loopback.*|Vlan.*|Dialer.*|BDI.*|Port-channel.*|nve.*|Null.*", "interface"),
    Line(
        "interface <name:IFNAME Virtual-Template.*> [type <t:WORD>]",
        slot="interface",
        mode="interface-tunnel",
        key=("name",),
        bundle="interface",
        sort=("name",),
        defines="interface",
    ),
    _interface(r".*Ethernet[0-9/]+", "interface-port"),
    _interface(r"(Serial|Cellular|HundredGigE|VirtualPortGroup).*", "interface"),
    _interface(r".*Ethernet[0-9/]+\.\d+", "subinterface"),
)

ADDRESS = (
    Line(
        "ip address <a:IP> <m:IP>",
        slot="ip address",
        default="no ip address",
        shown=True,
        check=_mask,
    ),
    Line("ip address dhcp", slot="ip address"),
    Line("ip address negotiated", slot="ip address"),
    Line("ip unnumbered <i:IFNAME>", slot="ip address"),
    Line(
        "ip address <a:IP> <m:IP> secondary", slot="ip address secondary", key=("a",), check=_mask
    ),
)

COMMON_FIRST = (
    Line("description <text:LINE>"),
    Line("mtu <n:INT 64-18000>"),
    Line("bandwidth <n:INT 1-10000000>"),
    Line("bandwidth receive <n:INT 1-10000000>"),
    Line(
        "vrf forwarding <vrf:WORD>",
        slot="vrf",
        refers=(NO_VRF,),
        replaces=("ip address", "ip address secondary"),
        replaced=REMOVED,
    ),
    Line(
        "ip vrf forwarding <vrf:WORD>",
        slot="vrf",
        refers=(NO_VRF,),
        replaces=("ip address", "ip address secondary"),
        replaced=REMOVED,
    ),
    Line("encapsulation dot1Q <n:INT 1-4094> [native]", slot="encapsulation"),
    Line("encapsulation {ppp|hdlc|frame-relay}", slot="encapsulation"),
    *ADDRESS,
)

COMMON = (
    Line("ip access-group <acl:WORD> in", slot="ip access-group in"),
    Line("ip access-group <acl:WORD> out", slot="ip access-group out"),
    Line("ip helper-address [global] <a:IP>", key=("a",)),
    Line("ip redirects", toggle=True, default="ip redirects"),
    Line("ip unreachables", toggle=True, default="ip unreachables"),
    Line("ip proxy-arp", toggle=True, default="ip proxy-arp"),
    Line("ip directed-broadcast"),
    Line("ip mtu <n:INT 68-18000>"),
    Line("ip split-horizon", toggle=True, default="ip split-horizon"),
    Line("ip split-horizon eigrp <as:INT 1-65535>", toggle=True, key=("as",)),
    Line("ip next-hop-self eigrp <as:INT 1-65535>", toggle=True, key=("as",)),
    Line("ip hello-interval eigrp <as:INT 1-65535> <s:INT 1-65535>", key=("as",)),
    Line("ip hold-time eigrp <as:INT 1-65535> <s:INT 1-65535>", key=("as",)),
    Line("ip authentication mode eigrp <as:INT 1-65535> md5", key=("as",)),
    Line("ip authentication key-chain eigrp <as:INT 1-65535> <k:WORD>", key=("as",)),
    Line("ip bandwidth-percent eigrp <as:INT 1-65535> <n:INT 1-999999>", key=("as",)),
    Line(
        "ip summary-address eigrp <as:INT 1-65535> <a:IP> <m:MASK> [<d:INT 1-255>]", key=("as", "a")
    ),
    Line("ip flow monitor <w:WORD> {input|output}", key=("*",)),
    Line("ip nat {inside|outside|enable}", slot="ip nat"),
    Line("ip nbar protocol-discovery"),
    Line("ip nhrp <what:LINE>", key=("*",)),
    Line("ip verify unicast {source reachable-via {rx|any} [allow-default]|reverse-path}"),
    Line("ip virtual-reassembly [in|out]", key=("*",)),
    Line("ip pim {sparse-mode|dense-mode|sparse-dense-mode}"),
    Line("ip tcp adjust-mss <n:INT 500-1460>"),
    Line("ip policy route-map <r:WORD>"),
    Line("zone-member security <z:WORD>"),
    Line("load-interval <n:INT 30-600>"),
    Line("ip ospf authentication [message-digest|null|key-chain <k:WORD>]"),
    Line("ip ospf authentication-key [0|7] <k:WORD>"),
    Line("ip ospf message-digest-key <n:INT 1-255> md5 [0|7] <k:WORD>", key=("n",)),
    Line(
        "ip ospf network {broadcast|non-broadcast|point-to-multipoint [non-broadcast]|"
        "point-to-point}"
    ),
    Line("ip ospf hello-interval <n:INT 1-65535>"),
    Line("ip ospf dead-interval <n:INT 1-65535>"),
    Line("ip ospf retransmit-interval <n:INT 1-65535>"),
    Line("ip ospf priority <n:INT 0-255>"),
    Line("ip ospf mtu-ignore"),
    Line("ip ospf cost <n:INT 1-65535>"),
    Line("ip ospf bfd"),
    Line("ip ospf <p:INT 1-65535> area {<a:INT 0-4294967295>|<b:IP>}", key=("p",)),
    Line("delay <n:INT 1-16777215>"),
    Line("shutdown", toggle=True, default="no shutdown"),
    Line("keepalive [<n:INT 0-32767>] [<r:INT 1-255>]", toggle=True, slot="keepalive"),
    Line("if-state nhrp"),
    Line("bfd interval <n:INT 50-9999> min_rx <m:INT 50-9999> multiplier <x:INT 3-50>"),
    Line("cdp enable", toggle=True),
    Line("ipv6 address <p:PREFIX6> [eui-64]", key=("p",)),
    Line("ipv6 address <a:IPV6> link-local", slot="ipv6 link-local"),
    Line("ipv6 enable"),
    Line("ipv6 mtu <n:INT 1280-9976>"),
    Line("ipv6 nd <what:LINE>", key=("*",)),
    Line("ipv6 dhcp <what:LINE>", key=("*",)),
    Line("ipv6 policy route-map <r:WORD>"),
    Line("ipv6 eigrp <as:INT 1-65535>", key=("as",)),
    Line("ipv6 ospf <p:INT 1-65535> area <a:WORD>", key=("p",)),
    Line("ipv6 ospf network point-to-point"),
    Line("ospfv3 <what:LINE>", key=("*",)),
    Line("service-policy {input|output} <p:WORD>", key=("*",)),
    Line("ntp disable"),
    Line("arp timeout <n:INT 0-2147483>"),
    Line("hold-queue <n:INT 0-240000> {in|out}", key=("*",)),
)

TUNNEL = (
    Line("tunnel source {<a:IP>|<v:IPV6>|<i:IFNAME>|dynamic}"),
    Line(
        "tunnel mode {gre {ip|ipv6|multipoint [ipv6]}|ipsec {ipv4 [v6-overlay]|ipv6 [v4-overlay]"
        "|dual-overlay}|ipip [decapsulate-any]|ipv6ip [6to4|6rd|auto-tunnel|isatap]}",
        default="tunnel mode gre ip",
    ),
    Line("tunnel destination {<a:IP>|<v:IPV6>|<h:WORD [A-Za-z].*>|dynamic}"),
    Line("tunnel key <n:INT 0-4294967295>"),
    Line("tunnel ttl <n:INT 1-255>", default="tunnel ttl 255"),
    Line("tunnel tos <n:INT 0-255>"),
    Line("tunnel checksum"),
    Line("tunnel route-via <i:IFNAME> {mandatory|preferred}"),
    Line(
        "tunnel path-mtu-discovery [age-timer {<n:INT 10-30>|infinite}] [min-mtu <m:INT 92-65535>]"
    ),
    Line("tunnel vrf <vrf:WORD>", refers=(NO_VRF,)),
    Line("tunnel bandwidth transmit <n:INT 0-10000000>", default="tunnel bandwidth transmit 8000"),
    Line("tunnel bandwidth receive <n:INT 0-10000000>", default="tunnel bandwidth receive 8000"),
    Line(
        "tunnel protection ipsec profile <p:WORD> [shared] [ikev2-profile <k:WORD>|"
        "isakmp-profile <l:WORD>]",
        refers=(
            Ref("ipsec-profile", "p"),  # a capture shows that an unknown name is accepted
            Ref("ikev2-profile", "k", "% IKEv2 profile {name} does not exist."),
        ),
    ),
    Line("tunnel protection ipsec policy {ipv4|ipv6} <acl:WORD>", key=("*",)),
    Line("tunnel protection ipsec initiate"),
)

CRYPTO = (
    Line(
        "crypto map <c:WORD> [redundancy <r:WORD> [stateful]]",
        refers=(Ref("crypto-map", "c", 'ERROR: Crypto Map with tag "{name}" does not exist.'),),
    ),
    Line("crypto ipsec df-bit {clear|copy|set}"),
    Line("crypto ipsec fragmentation {after-encryption|before-encryption}"),
    Line("crypto ipsec client ezvpn <e:WORD> [inside|outside]", key=("*",)),
)

HARDWARE = (
    Line("duplex {auto|full|half}"),
    Line("speed {auto|10|100|1000|10000}"),
    Line("media-type <m:WORD>"),
    Line("mac-address <m:WORD>"),
    Line("channel-group <n:INT 1-64> [mode {active|passive|on}]"),
    Line("serial restart-delay <n:INT 0-900>"),
    Line("clock rate <n:INT 1200-8000000>"),
    Line("pppoe enable [group <g:WORD>]"),
    Line("mop enabled", toggle=True),
    Line("mop sysid", toggle=True),
)
NEGOTIATION = Line("negotiation auto", toggle=True, default="negotiation auto", shown=True)
PLAIN_NEGOTIATION = Line("negotiation auto", toggle=True)

INTERFACE = (*COMMON_FIRST, *COMMON, *HARDWARE, PLAIN_NEGOTIATION, *CRYPTO)
PORT = (*COMMON_FIRST, *COMMON, *HARDWARE, NEGOTIATION, *CRYPTO)
TUNNEL_INTERFACE = (*COMMON_FIRST, *COMMON, *TUNNEL, *CRYPTO)
