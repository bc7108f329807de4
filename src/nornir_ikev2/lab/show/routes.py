"""`show ip route` and its filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network

from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.show.text import age
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.ports import ip
from nornir_ikev2.lab.wan.state import Route

_CODES = """\
Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area 
       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
       E1 - OSPF external type 1, E2 - OSPF external type 2, m - OMP
       n - NAT, Ni - NAT inside, No - NAT outside, Nd - NAT DIA
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
       ia - IS-IS inter area, * - candidate default, U - per-user static route
       H - NHRP, G - NHRP registered, g - NHRP registration summary
       o - ODR, P - periodic downloaded static route, l - LISP
       a - application route
       + - replicated route, % - next hop override, p - overrides from PfR
       & - replicated local route overrides by connected
"""  # noqa: W291 - the blank at a line's end is what routers print

_DEFAULT = IPv4Network("0.0.0.0/0")
_KINDS = {"connected": "CL", "static": "S", "eigrp": "D", "ospf": "O", "bgp": "B"}
_NAMES = {"C": "connected", "L": "connected", "S": "static", "D": "eigrp", "O": "ospf", "B": "bgp"}


def classful(network: IPv4Network) -> IPv4Network:
    """The class A, B or C network that holds a network, or itself when it is larger."""
    first = int(network.network_address) >> 24
    length = 8 if first < 128 else 16 if first < 192 else 24  # noqa: PLR2004 - address classes, RFC 791
    return network if network.prefixlen <= length else network.supernet(new_prefix=length)


def _tail(route: Route, now: float) -> str:
    if route.code in {"C", "L"}:
        return f" is directly connected, {route.interface}"
    metric = f" [{route.distance}/{route.metric}]"
    if route.next_hop is None:
        return (
            f"{metric} is directly connected, {route.interface}"
            if route.distance > 1
            else (f" is directly connected, {route.interface}")
        )
    text = f"{metric} via {route.next_hop}"
    if route.since is not None:
        text += f", {age(now - route.since)}"
    return f"{text}, {route.interface}" if route.interface else text


def _block(major: IPv4Network, known: list[Route], shown: list[Route], now: float) -> list[str]:
    """The rows of one classful network; its head counts all known routes, shown or not."""
    if not any(route.network.prefixlen > major.prefixlen for route in known):
        return [f"{route.code:<6}{route.network}{_tail(route, now)}" for route in shown]
    lengths = {route.network.prefixlen for route in known}
    count = len({route.network for route in known})
    subnets = f"{count} subnet{'s' if count > 1 else ''}"
    if len(lengths) == 1:
        head = f"      {major.network_address}/{lengths.pop()} is subnetted, {subnets}"
        names = [str(route.network.network_address) for route in shown]
    else:
        head = f"      {major} is variably subnetted, {subnets}, {len(lengths)} masks"
        names = [str(route.network) for route in shown]
    rows = [
        f"{route.code:<9}{name}{_tail(route, now)}"
        for name, route in zip(names, shown, strict=True)
    ]
    return [head, *rows]


def table(routes: Iterable[Route], now: float, codes: str = "") -> str:
    """The output of `show ip route`; with `codes` only the routes whose code begins with one of them."""
    listed = list(routes)
    last = next((route for route in listed if route.network == _DEFAULT), None)
    if last is None:
        gateway = "Gateway of last resort is not set"
    elif last.next_hop is not None:
        gateway = f"Gateway of last resort is {last.next_hop} to network 0.0.0.0"
    else:
        gateway = "Gateway of last resort is 0.0.0.0 to network 0.0.0.0"
    groups: dict[IPv4Network, list[Route]] = {}
    for route in listed:
        groups.setdefault(classful(route.network), []).append(route)
    lines = [_CODES, gateway, ""]
    for major, held in groups.items():
        shown = [route for route in held if not codes or route.code[0] in codes]
        if shown:
            lines += _block(major, held, shown, now)
    return "\n".join(lines)


def entry(route: Route | None, now: float) -> str:
    """`show ip route ADDRESS`."""
    if route is None:
        return "% Network not in table"
    name = _NAMES.get(route.code.rstrip("*").split()[0], "static")
    network = f"{route.network}"
    if route.network == _DEFAULT:
        network = "0.0.0.0/0, supernet"
    lines = [
        f"Routing entry for {network}",
        f'  Known via "{name}", distance {route.distance}, metric {route.metric}'
        + (" (connected, via interface)" if name == "connected" else ""),
        "  Routing Descriptor Blocks:",
    ]
    if route.next_hop is None:
        lines.append(f"  * directly connected, via {route.interface}")
    else:
        since = f", {age(now - route.since)} ago" if route.since is not None else ""
        via = f", via {route.interface}" if route.interface else ""
        lines.append(f"  * {route.next_hop}{since}{via}")
    lines.append(f"      Route metric is {route.metric}, traffic share count is 1")
    return "\n".join(lines)


def commands(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """The route table commands."""

    def routes(call: Call, vrf: str | None) -> list[Route]:
        fabric.settle()
        return list(fabric.table(fabric.members[call.router.name], vrf))

    def whole(call: Call) -> str:
        vrf = call.args.get("vrf")
        text = table(routes(call, vrf), call.router.clock.seconds())
        return f"\nRouting Table: {vrf}\n{text}" if vrf else text

    def only(kind: str) -> Callable[[Call], str]:
        def run(call: Call) -> str:
            return table(routes(call, None), call.router.clock.seconds(), _KINDS[kind])

        return run

    def one(call: Call) -> str:
        fabric.settle()
        target = ip(call.args["address"])
        member = fabric.members[call.router.name]
        found = fabric.table(member, None).lookup(target) if target is not None else None
        if found is not None and found.network == _DEFAULT and target != IPv4Address(0):
            found = None
        return entry(found, call.router.clock.seconds())

    return (
        ExecCommand("show ip route", whole, privileged=False),
        ExecCommand("show ip route vrf <vrf:WORD>", whole, privileged=False),
        ExecCommand("show ip route <address:IP>", one, privileged=False),
        *(ExecCommand(f"show ip route {kind}", only(kind), privileged=False) for kind in _KINDS),
    )
