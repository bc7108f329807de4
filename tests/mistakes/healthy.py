"""Sites on which nothing is wrong: whoever is blamed here is blamed falsely."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from fakes.bench import Bench
from mistakes import foreign
from mistakes.sites import BRANCHES, OLD, dual_hub, in_vrf, replaced, signed, star
from mistakes.traffic import outside

EVERY = ("hub1", *BRANCHES)


@dataclass(frozen=True)
class Healthy:
    """A healthy site."""

    name: str
    make: Callable[[], Bench]

    def __str__(self) -> str:
        return self.name


def sites() -> Iterator[Healthy]:
    """All of them."""
    yield from _modes()
    yield from _styles()
    yield from _lives()
    yield Healthy("another hand: GRE, GCM, OSPF, names", foreign.site)


def _modes() -> Iterator[Healthy]:
    for mode in ("tunnel", "map"):
        for directional in (False, True):
            keys = "directional" if directional else "shared"
            make = partial(star, mode=mode, directional=directional)
            yield Healthy(f"{mode}, {keys} keys", make)
    for routing in ("ospf", "bgp", "none"):
        yield Healthy(f"routing {routing}", partial(star, routing=routing))
    yield Healthy("DPD on demand", lambda: star(dpd="dpd 30 5 on-demand"))
    yield Healthy("certificates", signed)
    yield Healthy("certificates, CRL checked where there is none", lambda: signed(revocation="crl"))
    yield Healthy(
        "CRL on the WAN", lambda: signed(crl="http://198.51.100.2/corp.crl", revocation="crl")
    )
    yield Healthy(
        "CRL behind the tunnel, but not needed",
        lambda: signed(crl="http://10.0.0.1/corp.crl", revocation="crl none", mode="map"),
    )
    yield Healthy("IOS 15 on all routers", lambda: star(releases=dict.fromkeys(EVERY, OLD)))
    yield Healthy("IOS 15 on the branches", lambda: star(releases=dict.fromkeys(BRANCHES, OLD)))
    yield Healthy("two hubs", lambda: dual_hub((100, 2000), (100, 2000)))
    yield Healthy("two hubs, equal", lambda: dual_hub((0, 0), (0, 0)))


def _styles() -> Iterator[Healthy]:
    yield Healthy("front-door VRF at the branches", lambda: star(dict.fromkeys(BRANCHES, in_vrf)))
    yield Healthy("front-door VRF everywhere", lambda: star(dict.fromkeys(EVERY, in_vrf)))
    gcm = replaced(
        (" encryption aes-cbc-256\n integrity sha512\n", " encryption aes-gcm-256\n prf sha384\n"),
        ("TS esp-aes 256 esp-sha256-hmac", "TS esp-gcm 256"),
    )
    yield Healthy("GCM", lambda: star(dict.fromkeys(EVERY, gcm)))
    yield Healthy("smart defaults", lambda: star(dict.fromkeys(EVERY, _without_policy)))
    sizes = replaced((" ip mtu 1400\n", " ip mtu 1390\n ip tcp adjust-mss 1350\n"))
    yield Healthy("mtu 1390, mss 1350", lambda: star(dict.fromkeys(EVERY, sizes)))
    exempt = outside("list NAT", (
        "ip access-list extended NAT\n 10 deny ip 10.1.0.0 0.0.0.255 10.0.0.0 0.0.0.255\n"
        " 20 permit ip 10.1.0.0 0.0.0.255 any\n"
    ))  # fmt: skip
    yield Healthy("NAT with an exemption", lambda: star({"branch1": exempt}, mode="map"))
    mapped = outside("route-map RM", (
        "ip access-list extended VPN\n 10 permit ip 10.1.0.0 0.0.0.255 10.0.0.0 0.0.0.255\n"
        "ip access-list extended NAT\n 10 permit ip 10.1.0.0 0.0.0.255 any\n"
        "route-map RM deny 10\n match ip address VPN\nroute-map RM permit 20\n match ip address NAT\n"
    ))  # fmt: skip
    yield Healthy("NAT with a route map", lambda: star({"branch1": mapped}, mode="map"))
    yield Healthy("NAT beside a tunnel interface", lambda: star({"branch1": exempt}))
    hidden = "archive\n log config\n  logging enable\n  notify syslog\n  hidekeys\n"
    yield Healthy("keys hidden in the log", lambda: star({"hub1": lambda text: text + hidden}))
    yield Healthy("two proposals, one in common", lambda: star({"branch1": _more_proposals}))


def _without_policy(text: str) -> str:
    start, end = text.index("crypto ikev2 proposal P"), text.index("crypto ikev2 keyring")
    return text[:start] + text[end:]


def _more_proposals(text: str) -> str:
    more = "crypto ikev2 proposal P0\n encryption aes-cbc-128\n integrity sha256\n group 14\n"
    return more + text.replace(" proposal P\n", " proposal P0\n proposal P\n")


def _lives() -> Iterator[Healthy]:
    def rekeyed() -> Bench:
        bench = star()
        bench.wait(90_000)
        return bench

    def cleared() -> Bench:
        bench = star()
        bench.clear("hub1")
        return bench

    def flapped() -> Bench:
        bench = star()
        bench.type("branch1", "interface GigabitEthernet2", "shutdown")
        bench.wait(120)
        bench.type("branch1", "interface GigabitEthernet2", "no shutdown")
        bench.wait(60)
        return bench

    def pinged() -> Bench:
        bench = star(mode="map")
        for number in (1, 2, 3):
            bench.ping(f"branch{number}", "10.0.0.1", f"10.{number}.0.1")
        return bench

    def edited() -> Bench:
        bench = star()
        bench.type("hub1", "interface Loopback10", "description our LAN")
        bench.wait(60)
        return bench

    def repaired() -> Bench:
        bench = star()
        bench.type("branch1", "crypto ikev2 keyring KR", "peer HUB", "pre-shared-key wrong")
        bench.clear("branch1")
        bench.type("branch1", "crypto ikev2 keyring KR", "peer HUB", "pre-shared-key hubkey1")
        bench.clear("branch1")
        return bench

    yield Healthy("a day and an hour old, rekeyed", rekeyed)
    yield Healthy("cleared", cleared)
    yield Healthy("after a WAN outage", flapped)
    yield Healthy("crypto maps in use", pinged)
    yield Healthy("something else was edited", edited)
    yield Healthy("after a repaired key", repaired)
