"""Mistakes of people and their habits: numbers 16 and 18 to 20."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Unpack

from fakes.bench import Bench
from mistakes.catalogue import Fault
from mistakes.ike import booted, typed
from mistakes.sites import Fields, replaced, star

ONE = ("hub1", "branch1")


def faults() -> Iterator[Fault]:
    """All of them."""
    yield from _shared()
    yield from _dangling()
    yield from _logged()
    yield from _through()


def _shared() -> Iterator[Fault]:
    for name, lines in (
        ("the profile's lifetime", ("crypto ikev2 profile PR", "lifetime 7200")),
        ("the proposal", ("crypto ikev2 proposal P", "group 20 19")),
    ):

        def make(lines: tuple[str, ...] = lines) -> Bench:
            bench = star()
            bench.wait(600)
            bench.type("hub1", *lines)
            bench.wait(2)
            bench.clear("hub1")  # IOS resets what uses the object; the lab leaves it alone
            bench.wait(5)
            return bench

        yield Fault(
            16, name, make, ONE, ("SHARED_OBJECT_EDITED",), ("hub1",), "crypto ikev2 profile PR",
            by="reset", alone=False,
        )  # fmt: skip
    yield Fault(
        16,
        "to something that no spoke has",
        typed("hub1", "crypto ikev2 proposal P", "group 16"),
        ONE,
        ("NO_COMMON_PROPOSAL",),
        ("hub1",),
        "crypto ikev2 proposal P / group 16",
        alone=False,
    )


def _dangling() -> Iterator[Fault]:
    cause = ("DANGLING_REFERENCE",)

    def mapped() -> Bench:
        bench = star(mode="map")
        bench.type("branch1", "no ip access-list extended ACL1")
        bench.clear("branch1")
        bench.ping("branch1", "10.0.0.1", "10.1.0.1")
        return bench

    yield Fault(
        18, "the access list is gone", mapped, ONE, cause, ("branch1",), "match address ACL1"
    )
    profile = replaced(
        (" tunnel protection ipsec profile IP\n", " tunnel protection ipsec profile OLD\n")
    )
    yield Fault(
        18, "the IPsec profile is gone", booted({"branch1": [profile]}), ONE, cause, ("branch1",),
        "tunnel protection ipsec profile OLD",
    )  # fmt: skip
    source = replaced((" tunnel source GigabitEthernet2\n", " tunnel source Loopback99\n"))
    yield Fault(
        18, "the tunnel source is gone", booted({"branch1": [source]}), ONE, cause, ("branch1",),
        "tunnel source Loopback99",
    )  # fmt: skip


def _logged() -> Iterator[Fault]:
    logger = ("archive", "log config", "logging enable", "notify syslog", "exit")
    for name, router, lines in (
        ("a keyring peer, branch", "branch1",
         ("crypto ikev2 keyring KR", "peer NEW", "pre-shared-key k3ytext99")),
        ("a directional key, hub", "hub1",
         ("crypto ikev2 keyring KR", "peer NEW", "pre-shared-key local k3ytext98")),
    ):  # fmt: skip

        def make(router: str = router, lines: tuple[str, ...] = lines) -> Bench:
            bench = star()
            bench.type(router, *logger)
            bench.type(router, *lines)
            return bench

        yield Fault(19, name, make, (), ("KEY_IN_LOG",), (router,), "archive / log config")


def _through() -> Iterator[Fault]:
    cause = ("MANAGED_THROUGH_TUNNEL",)

    def typed_at(name: str, *lines: str, **fields: Unpack[Fields]) -> Callable[[], Bench]:
        def make() -> Bench:
            bench = star(**fields)
            bench.type(name, *lines)
            return bench

        return make

    for name, route in (
        ("a route into the tunnel", "ip route 192.0.2.0 255.255.255.0 Tunnel101"),
        ("a route to its far end", "ip route 192.0.2.0 255.255.255.0 10.255.0.1"),
    ):
        yield Fault(20, name, typed_at("branch1", route), ONE, cause, ("branch1",), route)

    def protected() -> Bench:
        bench = star(mode="map")
        bench.type(
            "branch1",
            "ip access-list extended ACL1",
            "20 permit ip 10.1.0.0 0.0.0.255 192.0.2.0 0.0.0.255",
        )
        bench.type(
            "hub1",
            "ip access-list extended ACL1",
            "20 permit ip 192.0.2.0 0.0.0.255 10.1.0.0 0.0.0.255",
        )
        bench.ping("branch1", "10.0.0.1", "10.1.0.1")
        return bench

    yield Fault(
        20, "protected by the crypto map", protected, ONE, cause, ("branch1",), "crypto map CM 10"
    )
