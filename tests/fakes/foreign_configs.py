"""Random configurations of other people, in the shapes that real routers have.

Each block is one thing that an operator configured for himself: names that nearly look like ours, routing
processes that ours must share, address families, banners, VRFs, second crypto maps. The lab types them, so
that what it prints is what a router would print.
"""

from __future__ import annotations

from hypothesis import strategies as st

from nornir_ikev2.ike.model import Release
from nornir_ikev2.lab.store.config import RunningConfig

PORTS = (
    "GigabitEthernet1",
    "GigabitEthernet2",
    "GigabitEthernet3",
    "GigabitEthernet4",
)
RELEASE = Release("17.12.1", (17, 12, 1))
HEAD = """\
service timestamps debug datetime msec
hostname hub1
username admin privilege 15 secret 9 $9$abcdefgh$ijklmnop
crypto pki trustpoint CORP-CA
 enrollment terminal
archive
 path flash:ikev2-archive
interface Loopback10
 ip address 10.0.0.1 255.255.255.0
interface GigabitEthernet2
 ip address 198.51.100.1 255.255.255.252
"""
TAIL = """\
ip route 0.0.0.0 0.0.0.0 198.51.100.2
line con 0
line vty 0 4
 login local
 transport input ssh
"""
NEARLY_OURS = (
    "BRANCHES",
    "BRANCHES2-X",
    "branches-old",
    "BRANCHES_2",
    "BRANCH",
    "XBRANCHES-A",
    "OLD",
)
"""Names that begin almost as those of the VPN `branches` do; `BRANCHES-` alone is ours."""

name = st.sampled_from(NEARLY_OURS)
octet = st.integers(1, 250)
secret = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=8, max_size=20)


@st.composite
def ikev2(draw: st.DrawFn) -> str:
    one, last, word = draw(name), draw(octet), draw(secret)
    cipher = draw(st.sampled_from(["aes-cbc-256", "aes-cbc-128 aes-cbc-192"]))
    return f"""\
crypto ikev2 proposal {one}
 encryption {cipher}
 integrity sha256
 group 14 19
crypto ikev2 policy {one}
 match address local 192.0.2.{last}
 proposal {one}
crypto ikev2 keyring {one}
 peer PARTNER{last}
  description partner {last}
  address 192.0.2.{last}
  pre-shared-key local {word}
  pre-shared-key remote {word}x
 peer SPARE
  address 192.0.2.{last % 250 + 1}
  pre-shared-key {word}
crypto ikev2 profile {one}
 match identity remote address 192.0.2.{last} 255.255.255.255
 match identity remote fqdn partner{last}.example.net
 identity local fqdn hub1.example.org
 authentication remote pre-share
 authentication local pre-share
 keyring local {one}
 lifetime 28800
 dpd 20 4 on-demand
"""


@st.composite
def isakmp(draw: st.DrawFn) -> str:
    number, last = draw(st.integers(1, 900)), draw(octet)
    return f"""\
crypto isakmp policy {number}
 encryption aes 256
 hash sha256
 authentication pre-share
 group 14
crypto isakmp key {draw(secret)} address 192.0.2.{last}
crypto isakmp keepalive 10 3
"""


@st.composite
def crypto_map(draw: st.DrawFn) -> str:
    """A map of somebody else, on a port of somebody else."""
    one, last, number = draw(name), draw(octet), draw(st.integers(1, 900))
    return f"""\
crypto ipsec transform-set {one}-TS esp-aes 256 esp-sha256-hmac
 mode tunnel
crypto map {one} {number} ipsec-isakmp
 description to 192.0.2.{last}
 set peer 192.0.2.{last}
 set transform-set {one}-TS
 set pfs group14
 match address {one}-{last}
interface GigabitEthernet3
 ip address 192.0.2.254 255.255.255.0
 crypto map {one}
ip access-list extended {one}-{last}
 permit ip 10.200.0.0 0.0.255.255 10.201.{last}.0 0.0.0.255
"""


@st.composite
def gre(draw: st.DrawFn) -> str:
    number, last = draw(st.integers(1, 90)), draw(octet)
    mode = draw(st.sampled_from(["", " tunnel mode gre multipoint\n", " tunnel mode ipip\n"]))
    destination = "" if "multipoint" in mode else f" tunnel destination 192.0.2.{last}\n"
    return f"""\
interface Tunnel{number}
 description partner {last}
 ip address 172.29.{number}.1 255.255.255.252
 ip mtu 1400
 ip ospf network point-to-point
 tunnel source GigabitEthernet2
{destination}{mode}"""


@st.composite
def interface(draw: st.DrawFn) -> str:
    number, last = draw(st.integers(11, 60)), draw(octet)
    extra = draw(
        st.sampled_from(
            [
                "",
                " ip nat inside\n",
                " shutdown\n",
                " ip address 172.28.1.1 255.255.255.0 secondary\n",
            ]
        )
    )
    return f"""\
interface Loopback{number}
 description site {number}
 ip address 172.27.{number}.{last} 255.255.255.255
{extra}"""


@st.composite
def eigrp(draw: st.DrawFn) -> str:
    """Classic EIGRP, in the AS of the VPN or another one."""
    number = draw(st.sampled_from([100, 100, 7]))
    lines = draw(
        st.lists(
            st.sampled_from(
                [
                    " network 10.0.0.0 0.0.0.255\n",
                    " network 192.168.7.0\n",
                    " passive-interface default\n",
                    " passive-interface Loopback10\n",
                    " eigrp router-id 9.9.9.9\n",
                    " redistribute static\n",
                    " redistribute connected metric 10000 100 255 1 1500\n",
                    " eigrp stub connected summary\n",
                    " network 172.27.0.0\n",
                ]
            ),
            unique=True,
            max_size=6,
        )
    )
    return f"router eigrp {number}\n{''.join(lines)}"


@st.composite
def ospf(draw: st.DrawFn) -> str:
    number = draw(st.sampled_from([10, 10, 3]))
    lines = draw(
        st.lists(
            st.sampled_from(
                [
                    " router-id 9.9.9.9\n",
                    " passive-interface default\n",
                    " no passive-interface GigabitEthernet3\n",
                    " network 10.0.0.0 0.0.0.255 area 0\n",
                    " network 172.27.0.0 0.0.255.255 area 1\n",
                    " redistribute static subnets\n",
                    " default-information originate\n",
                    " log-adjacency-changes\n",
                ]
            ),
            unique=True,
            max_size=6,
        )
    )
    return f"router ospf {number}\n{''.join(lines)}"


@st.composite
def bgp(draw: st.DrawFn) -> str:
    last = draw(octet)
    lines = draw(
        st.lists(
            st.sampled_from(
                [
                    " bgp router-id 9.9.9.9\n",
                    " bgp log-neighbor-changes\n",
                    " network 10.0.0.0 mask 255.255.255.0\n",
                    " redistribute connected\n",
                    " timers bgp 10 30\n",
                ]
            ),
            unique=True,
            max_size=4,
        )
    )
    neighbor = f" neighbor 192.0.2.{last} "
    words = draw(
        st.lists(
            st.sampled_from(["description partner", "next-hop-self", "route-reflector-client"]),
            unique=True,
        )
    )
    more = "".join(f"{neighbor}{word}\n" for word in words)
    return f"router bgp 65000\n{''.join(lines)}{neighbor}remote-as 65001\n{more}"


@st.composite
def named_eigrp(draw: st.DrawFn) -> str:
    """Named mode, in an AS that is not the VPN's: the lab has both modes, a router one per AS."""
    one, last = draw(name), draw(octet)
    return f"""\
router eigrp {one}
 address-family ipv4 unicast autonomous-system 7
  af-interface default
   passive-interface
  exit-af-interface
  af-interface GigabitEthernet3
   hello-interval 10
   no passive-interface
  exit-af-interface
  topology base
   redistribute static
  exit-af-topology
  network 10.{last}.0.0 0.0.255.255
  eigrp router-id 9.9.9.9
 exit-address-family
"""


@st.composite
def bgp_family(draw: st.DrawFn) -> str:
    """BGP as newer releases like it: what a neighbour does stands in an address family."""
    last = draw(octet)
    return f"""\
router bgp 65000
 bgp log-neighbor-changes
 no bgp default ipv4-unicast
 neighbor 192.0.2.{last} remote-as 65001
 address-family ipv4
  network 10.{last}.0.0 mask 255.255.0.0
  neighbor 192.0.2.{last} activate
  neighbor 192.0.2.{last} soft-reconfiguration inbound
 exit-address-family
"""


@st.composite
def subinterface(draw: st.DrawFn) -> str:
    number = draw(st.integers(10, 90))
    return f"""\
interface GigabitEthernet3.{number}
 encapsulation dot1Q {number}
 ip address 172.26.{number}.1 255.255.255.0
"""


@st.composite
def routes(draw: st.DrawFn) -> str:
    third = draw(octet)
    tail = draw(st.sampled_from(["", " 250", " name PARTNER", " 200 tag 77"]))
    hop = draw(st.sampled_from(["Null0", "198.51.100.2", "GigabitEthernet2 198.51.100.2"]))
    return f"ip route 10.{third}.0.0 255.255.255.0 {hop}{tail}\n"


@st.composite
def access_list(draw: st.DrawFn) -> str:
    one, last = draw(name), draw(octet)
    form = draw(st.integers(0, 2))
    if form == 0:
        return f"access-list {100 + last % 90} permit ip host 192.0.2.{last} any log\n"
    if form == 1:
        return f"ip access-list standard {one}\n permit 10.{last}.0.0 0.0.255.255\n"
    return f"""\
ip access-list extended {one}
 remark partner {last}
 permit udp host 192.0.2.{last} any eq isakmp
 deny tcp any any eq telnet
 permit esp any any
"""


@st.composite
def vrf(draw: st.DrawFn) -> str:
    number, last = draw(octet), draw(octet)
    return f"""\
vrf definition CUST{number}
 rd 65000:{number}
 address-family ipv4
 exit-address-family
interface GigabitEthernet4
 vrf forwarding CUST{number}
 ip address 198.51.100.1 255.255.255.252
ip route vrf CUST{number} 10.{last}.0.0 255.255.0.0 198.51.100.2
"""


@st.composite
def banner(draw: st.DrawFn) -> str:
    body = draw(
        st.sampled_from(
            [
                "## maintenance # tonight ##",
                "interface Tunnel100",
                "no crypto ikev2 policy BRANCHES-POLICY",
                "end",
            ]
        )
    )
    return f"banner motd ^C\n{body}\n^C\n"


plain = st.sampled_from(
    [
        "ip domain name example.org\n",
        "ip name-server 192.0.2.53\n",
        "no ip http server\n",
        "ntp server 192.0.2.123\n",
        "logging host 192.0.2.124\n",
        "snmp-server community nothing RO\n",
        "aaa new-model\naaa authentication login default local\n",
        "ip ssh version 2\n",
        "crypto logging ikev2\n",
        "crypto ikev2 dpd 30 5 periodic\n",
        "crypto ikev2 fragmentation mtu 1400\n",
        "no crypto ikev2 proposal default\n",
        "no crypto ikev2 policy default\n",
        "ip prefix-list PARTNER seq 5 permit 10.0.0.0/8 le 24\n",
        "route-map PARTNER permit 10\n match ip address prefix-list PARTNER\n",
        "ip nat inside source list 1 interface GigabitEthernet2 overload\n",
    ]
)
block = st.one_of(
    ikev2(),
    isakmp(),
    crypto_map(),
    gre(),
    interface(),
    eigrp(),
    ospf(),
    named_eigrp(),
    bgp(),
    bgp_family(),
    subinterface(),
    routes(),
    access_list(),
    vrf(),
    banner(),
    plain,
)


def loaded(text: str, ports: tuple[str, ...] = PORTS, release: Release = RELEASE) -> RunningConfig:
    """A lab router that booted with these lines; what it does not take is not in it."""
    router = RunningConfig(release, ports, hostname="hub1")
    router.load(text)
    return router


foreign = st.lists(block, min_size=1, max_size=9).map(lambda blocks: HEAD + "".join(blocks) + TAIL)
"""The lines of a hub that had a life before the VPN."""
