"""BGP. Ordinary use of Cisco-IOS-XE-bgp.yang 17.12.1."""

from __future__ import annotations

from nornir_ikev2.lab.cli.match import Match
from nornir_ikev2.lab.grammar.routing import REDISTRIBUTE
from nornir_ikev2.lab.grammar.table import Hardware, Line

PEER = "neighbor {<peer:IP>|<peer:IPV6>|<peer:WORD>}"


def _peer(rest: str, *extra: str, toggle: bool = False, sweep: tuple[str, ...] = ()) -> Line:
    words = " ".join(
        word for word in rest.split() if word.isascii() and word.replace("-", "").isalpha()
    )
    return Line(
        f"{PEER} {rest}",
        slot=f"neighbor {words}",
        key=("peer", *extra),
        bundle="neighbor",
        sort=("peer",),
        toggle=toggle,
        sweep=sweep,
    )


SESSION = (
    _peer("peer-group"),
    _peer("remote-as <as:WORD>", sweep=(PEER,)),
    _peer("peer-group <g:WORD>"),
    _peer("local-as <as:WORD>"),
    _peer("description <text:LINE>"),
    _peer("ebgp-multihop [<n:INT 1-255>]"),
    _peer("disable-connected-check"),
    _peer("fall-over [bfd]"),
    _peer("password [0|6|7] <k:LINE>"),
    _peer("shutdown"),
    _peer("timers <k:INT 0-65535> <h:INT 0-65535> [<m:INT 0-65535>]"),
    _peer("transport <what:LINE>"),
    _peer("ttl-security hops <n:INT 1-254>"),
    _peer("update-source <i:IFNAME>"),
    _peer("version 4"),
)
POLICY = (
    _peer("activate", toggle=True),
    _peer("send-community [both|extended|standard]"),
    _peer("weight <n:INT 0-65535>"),
    _peer("allowas-in [<n:INT 1-10>]"),
    _peer("as-override"),
    _peer("default-originate [route-map <r:WORD>]"),
    _peer("distribute-list <l:WORD> {in|out}", "l"),
    _peer("dmzlink-bw"),
    _peer("filter-list <l:INT 1-500> {in|out}", "l"),
    _peer("maximum-prefix <n:INT 1-2147483647> [<what:LINE>]"),
    _peer("next-hop-self [all]"),
    _peer("prefix-list <l:WORD> {in|out}", "l"),
    _peer("remove-private-as [all] [replace-as]"),
    _peer("route-map <r:WORD> {in|out}", "r"),
    _peer("route-reflector-client"),
    _peer("soft-reconfiguration inbound"),
)
TABLE = (
    Line("bgp dmzlink-bw"),
    Line(
        "network <a:IP> [mask <m:MASK>] [route-map <r:WORD>] [backdoor]",
        key=("a", "m"),
        sort=("a",),
    ),
    Line("network <p:PREFIX6> [route-map <r:WORD>]", slot="network ipv6", key=("p",)),
    Line("aggregate-address {<a:IP> <m:MASK>|<p:PREFIX6>} [<what:LINE>]", key=("*",)),
    REDISTRIBUTE,
    *POLICY,
    Line("maximum-paths <n:INT 1-32>"),
    Line("maximum-paths {ibgp|eibgp} <n:INT 1-32>", key=("*",), slot="maximum-paths kind"),
    Line("default-information originate"),
    Line("distance bgp <a:INT 1-255> <b:INT 1-255> <c:INT 1-255>"),
    Line("auto-summary", toggle=True, default="no auto-summary"),
    Line("synchronization", toggle=True, default="no synchronization"),
    Line("table-map <r:WORD> [filter]"),
)


def _one_process(router: Hardware, match: Match) -> str:
    running = [name for name in router.names("bgp") if name != match.args["name"]]
    return f"BGP is already running; AS is {running[0]}" if running else ""


GLOBAL = (
    Line(
        r"router bgp {<name:INT 1-4294967295>|<name:WORD \d+\.\d+>}",
        slot="router bgp",
        mode="router-bgp",
        key=("name",),
        defines="bgp",
        check=_one_process,
    ),
)
ROUTER = (
    Line("bgp router-id {<a:IP>|interface <i:IFNAME>}"),
    Line("bgp log-neighbor-changes", toggle=True, default="bgp log-neighbor-changes", shown=True),
    Line("bgp default ipv4-unicast", toggle=True, default="bgp default ipv4-unicast"),
    Line("bgp cluster-id <c:WORD>"),
    Line("bgp listen range <p:PREFIX4> peer-group <g:WORD>", key=("p",)),
    Line("bgp listen limit <n:INT 1-5000>"),
    Line("bgp bestpath <what:LINE>", key=("*",)),
    Line("bgp graceful-restart [<what:LINE>]", key=("*",)),
    Line("timers bgp <k:INT 0-65535> <h:INT 0-65535> [<m:INT 0-65535>]"),
    *SESSION,
    *TABLE,
    Line(
        "address-family ipv4 [unicast]",
        slot="address-family ipv4",
        mode="bgp-af",
        render="address-family ipv4",
    ),
    Line(
        "address-family ipv4 [unicast] vrf <vrf:WORD>",
        slot="address-family ipv4 vrf",
        mode="bgp-af",
        key=("vrf",),
        render="address-family ipv4 vrf {vrf}",
    ),
    Line(
        "address-family ipv6 [unicast]",
        slot="address-family ipv6",
        mode="bgp-af",
        render="address-family ipv6",
    ),
    Line(
        "address-family ipv6 [unicast] vrf <vrf:WORD>",
        slot="address-family ipv6 vrf",
        mode="bgp-af",
        key=("vrf",),
        render="address-family ipv6 vrf {vrf}",
    ),
    Line(
        "address-family vpnv4 [unicast]",
        slot="address-family vpnv4",
        mode="bgp-af",
        render="address-family vpnv4",
    ),
)
FAMILY = (Line("exit-address-family", leaves=True), Line("bgp router-id <a:IP>"), *SESSION, *TABLE)
