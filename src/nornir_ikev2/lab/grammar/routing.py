"""EIGRP and OSPF. Cisco-IOS-XE-eigrp and -ospf.yang 17.12.1."""

from __future__ import annotations

from nornir_ikev2.lab.cli.match import Match
from nornir_ikev2.lab.cli.values import address, dotted
from nornir_ikev2.lab.grammar.table import Line, Ref

ALL = 0xFFFFFFFF


def _network(match: Match) -> str:
    """An EIGRP network without the bits its wildcard leaves open."""
    wild = address(match.args.get("w", "")) if "w" in match.args else None
    if wild is None:
        return " ".join(match.parts)
    base = (address(match.args["a"]) or 0) & ~wild & ALL
    rest = "" if "area" not in match.args else f" area {match.args['area']}"
    return f"network {dotted(base)} {dotted(wild)}{rest}"


REDISTRIBUTE = Line(
    "redistribute {connected|static|rip|eigrp <p:INT 1-65535>|ospf <p:INT 1-65535>|"
    "bgp <p:WORD>|ospfv3 <p:INT 1-65535>} [<what:LINE>]",
    key=("*",),
)
PASSIVE = (
    Line(
        "passive-interface default",
        slot="passive-interface default",
        replaces=("passive-interface",),
    ),
    Line(
        "passive-interface <i:IFNAME>",
        key=("i",),
        toggle=True,
        off_if="passive-interface default",
        sort=("i",),
    ),
)
EIGRP_COMMON = (
    Line("network <a:IP> [<w:WILD>]", key=("*",), sort=("a",), render=_network),
    *PASSIVE,
    Line("neighbor <a:IP> <i:IFNAME>", key=("*",)),
    Line("eigrp router-id <a:IP>"),
    Line(
        "eigrp stub [connected] [summary] [static] [redistributed] [receive-only] "
        "[leak-map <l:WORD>]"
    ),
    Line("eigrp log-neighbor-changes", toggle=True, default="eigrp log-neighbor-changes"),
    Line("nsf"),
)
EIGRP_TOPOLOGY_LINES = (
    REDISTRIBUTE,
    Line("default-metric <what:LINE>"),
    Line("distance eigrp <a:INT 1-255> <b:INT 1-255>", default="distance eigrp 90 170"),
    Line("distribute-list <what:LINE>", key=("*",)),
    Line("offset-list <what:LINE>", key=("*",)),
    Line("variance <n:INT 1-128>", default="variance 1"),
    Line("maximum-paths <n:INT 1-32>", default="maximum-paths 4"),
    Line("default-information {in|out|originate} [<what:LINE>]", key=("*",)),
    Line("auto-summary", toggle=True, default="no auto-summary"),
    Line("summary-metric <what:LINE>", key=("*",)),
)
EIGRP_CLASSIC = (
    *EIGRP_COMMON,
    *EIGRP_TOPOLOGY_LINES,
    Line("metric weights <what:LINE>"),
    Line("bfd all-interfaces"),
    Line("shutdown", toggle=True, default="no shutdown"),
    Line(
        "address-family ipv4 [unicast] vrf <vrf:WORD> [autonomous-system <as:INT 1-65535>]",
        mode="eigrp-af",
        key=("vrf",),
    ),
)
EIGRP_NAMED = (
    Line("shutdown", toggle=True, default="no shutdown"),
    Line(
        "address-family {ipv4|ipv6} [unicast] [vrf <vrf:WORD>] autonomous-system <as:INT 1-65535>",
        mode="eigrp-af",
        key=("*",),
        render=lambda match: " ".join(
            (
                *match.words[:1],
                next(word for word in match.words if word in {"ipv4", "ipv6"}),
                "unicast",
                *(("vrf", match.args["vrf"]) if "vrf" in match.args else ()),
                "autonomous-system",
                match.args["as"],
            )
        ),
    ),
)
EIGRP_AF = (
    Line("exit-address-family", leaves=True),
    Line("af-interface default", slot="af-interface default", mode="eigrp-interface"),
    Line("af-interface <i:IFNAME>", mode="eigrp-interface", key=("i",), sort=("i",)),
    Line("topology base", mode="eigrp-topology", shown=False),
    Line("shutdown", toggle=True, default="no shutdown"),
    Line("metric <what:LINE>", key=("*",)),
    Line("network <a:IP> [<w:WILD>]", key=("*",), sort=("a",), render=_network),
    Line("neighbor <a:IP> <i:IFNAME>", key=("*",)),
    Line("eigrp router-id <a:IP>"),
    Line(
        "eigrp stub [connected] [summary] [static] [redistributed] [receive-only] "
        "[leak-map <l:WORD>]"
    ),
    Line("eigrp log-neighbor-changes", toggle=True, default="eigrp log-neighbor-changes"),
    Line("autonomous-system <as:INT 1-65535>"),
    Line("nsf"),
    *EIGRP_TOPOLOGY_LINES,
    *PASSIVE,
)
EIGRP_INTERFACE = (
    Line("exit-af-interface", leaves=True),
    Line("hello-interval <n:INT 1-65535>", default="hello-interval 5"),
    Line("hold-time <n:INT 1-65535>", default="hold-time 15"),
    Line("summary-address <a:IP> <m:MASK> [<d:INT 1-255>]", key=("a", "m")),
    Line("authentication mode {md5|hmac-sha-256 [0|7] <k:WORD>}"),
    Line("authentication key-chain <k:WORD>"),
    Line("bandwidth-percent <n:INT 1-999999>", default="bandwidth-percent 50"),
    Line("dampening-change [<n:INT 1-100>]"),
    Line(
        "next-hop-self [no-ecmp-mode]", toggle=True, default="next-hop-self", slot="next-hop-self"
    ),
    Line("passive-interface", toggle=True, default="no passive-interface"),
    Line("split-horizon", toggle=True, default="split-horizon"),
    Line("add-paths <n:INT 1-4>"),
    Line("bfd"),
    Line("shutdown", toggle=True, default="no shutdown"),
)
EIGRP_TOPOLOGY = (Line("exit-af-topology", leaves=True), *EIGRP_TOPOLOGY_LINES)

OSPF = (
    Line("router-id <a:IP>"),
    Line("log-adjacency-changes [detail]", toggle=True, default="log-adjacency-changes"),
    Line("auto-cost reference-bandwidth <n:INT 1-4294967>"),
    Line("area <area:WORD> authentication [message-digest]", key=("area",), bundle="area"),
    Line(
        "area <area:WORD> {stub|nssa} [no-summary] [default-information-originate] "
        "[no-redistribution]",
        slot="area type",
        key=("area",),
        bundle="area",
    ),
    Line(
        "area <area:WORD> range <a:IP> <m:MASK> [advertise|not-advertise] [cost <c:INT "
        "0-16777215>]",
        key=("area", "a", "m"),
        bundle="area",
    ),
    Line("area <area:WORD> virtual-link <a:IP>", key=("area", "a"), bundle="area"),
    Line("area <area:WORD> filter-list prefix <p:WORD> {in|out}", key=("*",), bundle="area"),
    Line("area <area:WORD> default-cost <c:INT 0-16777215>", key=("area",), bundle="area"),
    Line("timers throttle {spf|lsa} <what:LINE>", key=("*",)),
    Line("summary-address <a:IP> <m:MASK> [<what:LINE>]", key=("a", "m")),
    REDISTRIBUTE,
    *PASSIVE,
    Line(
        "network <a:IP> <w:WILD> area {<area:INT 0-4294967295>|<area:IP>}",
        key=("*",),
        render=_network,
    ),
    Line("neighbor <a:IP> [cost <c:INT 1-65535>] [priority <p:INT 0-255>]", key=("a",)),
    Line(
        "default-information originate [always] [metric <m:INT 0-16777214>] "
        "[metric-type {1|2}] [route-map <r:WORD>]"
    ),
    Line("distribute-list <what:LINE>", key=("*",)),
    Line("distance <n:INT 1-255>", default="distance 110"),
    Line("maximum-paths <n:INT 1-32>", default="maximum-paths 4"),
    Line("max-metric router-lsa [<what:LINE>]"),
    Line("bfd all-interfaces"),
    Line("mpls ldp autoconfig"),
    Line("shutdown", toggle=True, default="no shutdown"),
)
OSPF3 = (
    Line("router-id <a:IP>"),
    Line("address-family {ipv4|ipv6} unicast [vrf <vrf:WORD>]", mode="ospfv3-af", key=("*",)),
    Line("exit-address-family", leaves=True),
    Line("area <what:LINE>", key=("*",)),
    Line("default-information originate [always]"),
    Line("log-adjacency-changes", toggle=True, default="log-adjacency-changes"),
    Line("distribute-list <what:LINE>", key=("*",)),
    REDISTRIBUTE,
    *PASSIVE,
)
OSPF3_AF = tuple(one for one in OSPF3 if not one.mode)

GLOBAL = (
    Line(
        "router eigrp <as:INT 1-65535>",
        slot="router eigrp",
        mode="router-eigrp",
        key=("as",),
        bundle="eigrp",
    ),
    Line(
        "router eigrp <name:WORD [A-Za-z].*>",
        slot="router eigrp named",
        mode="eigrp-named",
        key=("name",),
        bundle="eigrp",
    ),
    Line("router ospfv3 <p:INT 1-65535>", mode="router-ospfv3", key=("p",)),
    Line(
        "router ospf <p:INT 1-65535> [vrf <vrf:WORD>]",
        refers=(Ref("vrf", "vrf", "% VRF {name} not configured."),),
        mode="router-ospf",
        key=("p",),
        defines="",
        sort=("p",),
    ),
    Line("router rip", mode="router-rip"),
)
RIP = (
    Line("version {1|2}"),
    Line("network <a:IP>", key=("a",)),
    Line("auto-summary", toggle=True, default="auto-summary"),
    REDISTRIBUTE,
    *PASSIVE,
)
