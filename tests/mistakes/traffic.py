"""Mistakes of selectors, NAT, routing, sizes and certificates: numbers 7 to 13."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Unpack

from fakes.bench import Bench
from mistakes.catalogue import Fault
from mistakes.sites import Fields, dual_hub, signed, star

ONE = ("hub1", "branch1")


def faults() -> Iterator[Fault]:
    """All of them."""
    yield from _selectors()
    yield from _nat()
    yield from _recursion()
    yield from _bandwidth()
    yield from _asymmetry()
    yield from _sizes()
    yield from _certificates()


def _mapped(name: str, *lines: str) -> Callable[[], Bench]:
    """A crypto-map site on which lines were typed, and traffic was tried."""

    def make() -> Bench:
        bench = star(mode="map")
        bench.type(name, *lines)
        bench.clear("hub1")
        for number in (1, 2, 3):
            bench.ping(f"branch{number}", "10.0.0.1", f"10.{number}.0.1")
        return bench

    return make


def _selectors() -> Iterator[Fault]:
    cause = ("SELECTORS_NOT_MIRRORED",)
    acl = "ip access-list extended ACL1"
    for name, router, lines, line in (
        ("a wider line, branch", "branch1", ("no 10", "10 permit ip 10.1.0.0 0.0.255.255 10.0.0.0 0.0.0.255"),
         "10.1.0.0 0.0.255.255"),
        ("another network", "branch1", ("no 10", "10 permit ip 10.9.0.0 0.0.0.255 10.0.0.0 0.0.0.255"),
         "10.9.0.0"),
        ("one line more, hub", "hub1", ("20 permit ip 10.7.0.0 0.0.0.255 10.1.0.0 0.0.0.255",), "10.7.0.0"),
        ("source and destination exchanged", "branch1",
         ("no 10", "10 permit ip 10.0.0.0 0.0.0.255 10.1.0.0 0.0.0.255"), "10.0.0.0"),
    ):  # fmt: skip
        yield Fault(7, name, _mapped(router, acl, *lines), ONE, cause, (router,), line)
    yield Fault(
        7,
        "an earlier sequence takes the traffic",
        _mapped("hub1", acl, "20 permit ip 10.0.0.0 0.0.0.255 10.2.0.0 0.0.0.255"),
        ("hub1", "branch2"),
        ("SELECTOR_SHADOWED",),
        ("hub1",),
        "10.2.0.0",
        alone=False,
    )


def outside(nat: str, lists: str) -> Callable[[str], str]:
    """NAT of the LAN into the WAN address, by `list NAME` or `route-map NAME`, and the lists it needs."""

    def edit(text: str) -> str:
        text = text.replace("interface Loopback10\n", "interface Loopback10\n ip nat inside\n")
        text = text.replace(
            "interface GigabitEthernet2\n", "interface GigabitEthernet2\n ip nat outside\n"
        )
        return text + lists + f"ip nat inside source {nat} interface GigabitEthernet2 overload\n"

    return edit


def _nat() -> Iterator[Fault]:
    cause = ("NAT_NOT_EXEMPT",)
    every = "ip access-list extended NAT\n 10 permit ip 10.{}.0.0 0.0.0.255 any\n"
    wrong = (
        "ip access-list extended NAT\n 10 deny ip 10.{0}.0.0 0.0.0.255 10.99.0.0 0.0.0.255\n"
        " 20 permit ip 10.{0}.0.0 0.0.0.255 any\n"
    )
    for name, router, net, lists, nat, line in (
        ("branch translates everything", "branch1", 1, every, "list NAT", "10 permit ip 10.1.0.0"),
        ("hub translates everything", "hub1", 0, every, "list NAT", "10 permit ip 10.0.0.0"),
        ("the wrong network is exempt", "branch1", 1, wrong, "list NAT", "20 permit ip 10.1.0.0"),
        ("by a route map", "branch1", 1, every + "route-map RM permit 10\n match ip address NAT\n",
         "route-map RM", "route-map RM permit 10"),
    ):  # fmt: skip
        edit = outside(nat, lists.format(net))

        def make(router: str = router, edit: Callable[[str], str] = edit) -> Bench:
            bench = star({router: edit}, mode="map")
            for number in (1, 2, 3):
                bench.ping(f"branch{number}", "10.0.0.1", f"10.{number}.0.1")
            return bench

        yield Fault(8, name, make, ONE, cause, (router,), line, alone=router != "hub1")


def _recursion() -> Iterator[Fault]:
    cause = ("RECURSIVE_ROUTING",)

    def typed(name: str, *lines: str, **fields: Unpack[Fields]) -> Callable[[], Bench]:
        def make() -> Bench:
            bench = star(**fields)
            bench.type(name, *lines)
            bench.wait(20)
            return bench

        return make

    static = "ip route 198.51.100.1 255.255.255.255 Tunnel101"
    hop = "ip route 198.51.100.0 255.255.255.252 10.255.0.1"
    yield Fault(
        9,
        "static route into the tunnel",
        typed("branch1", static),
        ONE,
        cause,
        ("branch1",),
        static,
    )
    yield Fault(
        9,
        "static route to the tunnel's far end",
        typed("branch1", hop),
        ONE,
        cause,
        ("branch1",),
        hop,
    )
    yield Fault(
        9,
        "EIGRP announces the hub's WAN",
        typed("hub1", "router eigrp 100", "network 198.51.100.0 0.0.0.3"),
        ONE,
        cause,
        ("hub1",),
        "network 198.51.100.0",
        alone=False,
    )
    yield Fault(
        9,
        "OSPF announces the hub's WAN",
        typed("hub1", "router ospf 1", "network 198.51.100.0 0.0.0.3 area 0", routing="ospf"),
        ONE,
        cause,
        ("hub1",),
        "network 198.51.100.0",
        alone=False,
    )


def _bandwidth() -> Iterator[Fault]:
    for name, router, lines, words in (
        ("branch, none set", "branch1", (), "retry limit exceeded"),
        ("hub, none set", "hub1", (), "holding time expired"),
        ("8 kbit/s", "branch1", ("interface Tunnel101", "bandwidth 8"), "retry limit exceeded"),
    ):
        neighbour = "10.255.0.1" if router == "branch1" else "10.255.0.2"

        def make(
            router: str = router,
            lines: tuple[str, ...] = lines,
            words: str = words,
            neighbour: str = neighbour,
        ) -> Bench:
            bench = star()
            if lines:
                bench.type(router, *lines)
            for _ in range(4):
                head = f"%DUAL-5-NBRCHANGE: EIGRP-IPv4 100: Neighbor {neighbour} (Tunnel101) is"
                bench.routers[router].log.add(f"{head} down: {words}")
                bench.wait(5)
                bench.routers[router].log.add(f"{head} up: new adjacency")
            return bench

        yield Fault(
            10, name, make, ONE, ("EIGRP_BANDWIDTH",), (router,), "interface Tunnel101", by="log"
        )


def _asymmetry() -> Iterator[Fault]:
    for name, hubs, spoke, router in (
        ("hub2 is preferred backwards", (0, 100), (100, 2000), "hub2"),
        ("hub1 is preferred backwards", (100, 0), (2000, 100), "hub1"),
    ):

        def make(hubs: tuple[int, int] = hubs, spoke: tuple[int, int] = spoke) -> Bench:
            bench = dual_hub(hubs, spoke)
            bench.ping("branch1", "10.50.0.1", "10.1.0.1", 60)
            return bench

        far = "hub1" if router == "hub2" else "hub2"
        yield Fault(
            11,
            name,
            make,
            (far, "branch1"),
            ("ASYMMETRIC_ROUTING",),
            (router,),
            "delay 100",
            alone=False,
        )


def _sizes() -> Iterator[Fault]:
    cause = ("MTU_TOO_LARGE",)

    def typed(name: str, *lines: str) -> Callable[[], Bench]:
        def make() -> Bench:
            bench = star()
            bench.type(name, *lines)
            return bench

        return make

    tunnel = "interface Tunnel101"
    for name, router, lines, line in (
        ("ip mtu 1500, branch", "branch1", (tunnel, "ip mtu 1500"), "ip mtu 1500"),
        ("ip mtu 1476, hub", "hub1", (tunnel, "ip mtu 1476"), "ip mtu 1476"),
        (
            "segments of 1460",
            "branch1",
            (tunnel, "ip tcp adjust-mss 1460"),
            "ip tcp adjust-mss 1460",
        ),
    ):
        yield Fault(12, name, typed(router, *lines), ONE, cause, (router,), line, by="config")
    yield Fault(
        12,
        "a WAN of 1400",
        typed("branch1", "interface GigabitEthernet2", "ip mtu 1400"),
        ONE,
        cause,
        ("branch1", "hub1"),
        "ip mtu 1400",
        by="config",
    )


def _certificates() -> Iterator[Fault]:
    day = timedelta(days=1)
    yield Fault(
        13, "not yet valid", lambda: signed(day, 300 * day, "branch1"), ONE,
        ("CERTIFICATE_NOT_YET_VALID",), ("branch1",), "crypto pki certificate chain CORP-CA",
    )  # fmt: skip
    yield Fault(
        13, "expired", lambda: signed(-300 * day, -day, "hub1"), ONE, ("CERTIFICATE_EXPIRED",),
        ("hub1",), "crypto pki certificate chain CORP-CA", alone=False,
    )  # fmt: skip
    for name, router, year in (
        ("back in 1993, branch", "branch1", 1993),
        ("ahead, hub", "hub1", 2031),
    ):

        def make(router: str = router, year: int = year) -> Bench:
            bench = signed()
            bench.routers[router].wall.set(datetime(year, 3, 1, tzinfo=UTC))
            bench.clear(router)
            return bench

        yield Fault(13, name, make, ONE, ("CLOCK_WRONG",), (router,), "", alone=router != "hub1")
    url = "http://10.0.0.1/corp.crl"
    yield Fault(
        13,
        "CRL in the hub's LAN",
        lambda: signed(crl=url, revocation="crl", mode="map"),
        ONE,
        ("CRL_BEHIND_TUNNEL",),
        ("branch1",),
        "revocation-check crl",
        alone=False,
    )
