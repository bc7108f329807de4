"""Static routes, NAT, SSH and HTTP servers, prefix lists and route maps."""

from __future__ import annotations

from nornir_ikev2.lab.cli.match import Match
from nornir_ikev2.lab.cli.values import address
from nornir_ikev2.lab.grammar.table import Hardware, Line, Ref

OPTIONS = "[<d:INT 1-255>] [{tag <t:INT 1-4294967295>|permanent|track <k:INT 1-1000>|name <n:WORD>|global}+]"


def _network(_: Hardware, match: Match) -> str:
    if (address(match.args["net"]) or 0) & ~(address(match.args["mask"]) or 0):
        return "%Inconsistent address and mask"
    return ""


ROUTE = "<net:IP> <mask:MASK> {<i:IFNAME> [<a:IP>|dhcp]|<a:IP>|dhcp}"
KEY = ("vrf", "net", "mask", "i", "a")
SERVERS = (
    Line("ip forward-protocol nd", toggle=True, default="ip forward-protocol nd", shown=True),
    Line("ip http server", toggle=True),
    Line("ip http authentication <a:WORD>"),
    Line("ip http secure-server", toggle=True),
    Line("ip http client source-interface <i:IFNAME>"),
    Line("ip as-path access-list <n:INT 1-500> {permit|deny} <re:LINE>", key=("*",), sort=("n",)),
    Line("ip community-list <what:LINE>", key=("*",)),
    Line("ip tftp source-interface <i:IFNAME>"),
    Line("ip tcp synwait-time <n:INT 5-300>"),
    Line("ip nat translation <what:LINE>", key=("*",)),
    Line(
        "ip nat pool <name:WORD> <a:IP> <b:IP> {netmask <m:MASK>|prefix-length <n:INT 1-32>}",
        key=("name",),
    ),
    Line("ip nat {inside|outside} source {list|route-map|static} <what:LINE>", key=("*",)),
    Line("ip nat source {list|route-map|static} <what:LINE>", key=("*",)),
    Line("ip local pool <name:WORD> <a:IP> [<b:IP>]", key=("name",)),
)
ROUTES = (
    Line(
        f"ip route vrf <vrf:WORD> {ROUTE} {OPTIONS}",
        slot="ip route",
        key=KEY,
        check=_network,
        refers=(Ref("vrf", "vrf", "% VRF {name} not configured."),),
    ),
    Line(f"ip route {ROUTE} {OPTIONS}", slot="ip route", key=KEY, check=_network),
    Line(
        "ip ssh {version {1|2}|time-out <n:INT 1-120>|authentication-retries <r:INT "
        "0-5>|maxstartups <m:INT 2-128>|source-interface <i:IFNAME>|dh min size <s:INT "
        "1024-4096>|logging events|window-size <w:INT 1-131072>}",
        key=("*",),
    ),
    Line("ip ssh {server|client} algorithm <what:LINE>", key=("*",)),
    Line("ip ssh pubkey-chain"),
    Line("ip scp server enable"),
)
PREFIXES = (
    Line(
        "ip prefix-list <name:WORD> [seq <n:INT 1-4294967294>] {permit|deny} "
        "<p:PREFIX4> [ge <g:INT 1-32>] [le <l:INT 1-32>]",
        key=("*",),
        sort=("name", "n"),
        bundle="prefix-list",
        sweep=("ip prefix-list <name:WORD>",),
    ),
    Line(
        "ip prefix-list <name:WORD> description <text:LINE>",
        slot="ip prefix-list description",
        key=("name",),
        sort=("name",),
        bundle="prefix-list",
    ),
)
MAPS = (
    Line(
        "route-map <name:WORD> [permit|deny] [<n:INT 0-65535>]",
        mode="route-map",
        key=("name", "n"),
        sort=("name", "n"),
        sweep=("route-map <name:WORD>",),
    ),
    Line("ipv6 route <p:PREFIX6> <what:LINE>", key=("*",)),
    Line("ipv6 router ospf <p:INT 1-65535>", mode="router-ospfv3", key=("p",)),
    Line("ipv6 router eigrp <p:INT 1-65535>", mode="router-ospfv3", key=("p",)),
    Line("ipv6 prefix-list <what:LINE>", key=("*",)),
    Line("ipv6 access-list <name:WORD>", mode="acl-ipv6", key=("name",)),
    Line("ipv6 dhcp pool <name:WORD>", mode="dhcp-pool6", key=("name",)),
    Line("ipv6 ioam timestamp"),
)
QOS = (
    Line("class-map [match-any|match-all] <name:WORD>", mode="class-map", key=("name",)),
    Line("policy-map <name:WORD>", mode="policy-map", key=("name",)),
)
ROUTE_MAP = (
    Line("description <text:LINE>"),
    Line("match <what:LINE>", key=("*",)),
    Line("set <what:LINE>", key=("*",)),
    Line("continue [<n:INT 1-65535>]"),
)
ACL6 = (
    Line("[sequence <n:INT 1-4294967294>] {permit|deny} <what:LINE>", key=("*",)),
    Line("remark <text:LINE>", key=("*",)),
)
DHCP6 = (
    Line("address prefix <what:LINE>", key=("*",)),
    Line("{dns-server|domain-name|prefix-delegation} <what:LINE>", key=("*",)),
)
CLASS = (Line("match <what:LINE>", key=("*",)), Line("description <text:LINE>"))
POLICY = (Line("class <c:WORD>", mode="policy-class", key=("c",)), Line("description <text:LINE>"))
POLICY_CLASS = (
    Line(
        "{priority|bandwidth|shape|police|set|service-policy|queue-limit|random-detect|"
        "fair-queue} [<what:LINE>]",
        key=("*",),
    ),
)
