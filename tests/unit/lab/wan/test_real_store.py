"""The WAN on running-configs as routers store them, not as tests write them."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import cast

import pytest

from fakes.lab_site import Site, hub, provider, spoke
from fakes.lab_wan import RELEASE, FakeClock, FakeRouter
from nornir_ikev2.lab.contracts import Config
from nornir_ikev2.lab.store.config import RunningConfig
from nornir_ikev2.lab.wan import ping
from nornir_ikev2.lab.wan.fabric import Fabric

LINKS = {
    "hub1": {"GigabitEthernet2": "n0"},
    "branch1": {"GigabitEthernet2": "n1"},
    "branch2": {"GigabitEthernet2": "n2"},
    "wan": {"GigabitEthernet2": "n0", "GigabitEthernet3": "n1", "GigabitEthernet4": "n2"},
}


def _fabric(site: Site) -> Fabric:
    clock = FakeClock()
    fabric = Fabric(clock)
    texts = {
        "hub1": hub(site),
        "wan": provider(2),
        "branch1": spoke(1, site),
        "branch2": spoke(2, site),
    }
    for name, text in texts.items():
        router = FakeRouter(name, "", clock)
        # The store offers `root` read-only, the contract as an attribute; nobody assigns it.
        router.config = cast("Config", RunningConfig(RELEASE, router.ports, hostname=name))
        up = text.replace(
            "interface GigabitEthernet2\n", "interface GigabitEthernet2\n no shutdown\n"
        )
        for number in (3, 4, 5):
            port = f"interface GigabitEthernet{number}\n"
            up = up.replace(port, port + " no shutdown\n")
        refused = [reply for reply in router.config.load(up) if reply.refused]
        assert refused == []
        fabric.attach(router, LINKS[name])
    fabric.settle()
    return fabric


@pytest.mark.parametrize("directional", [False, True])
@pytest.mark.parametrize("routing", ["eigrp", "ospf", "bgp"])
def test_tunnels_and_neighbours_come_up(directional: bool, routing: str) -> None:
    fabric = _fabric(Site(spokes=2, directional=directional, routing=routing))

    assert [flow.status for flow in fabric.state("hub1").flows] == ["UP-ACTIVE", "UP-ACTIVE"]
    neighbours = len(list(fabric.neighbours.of("hub1"))) + len(fabric.bgp.sessions("hub1"))
    assert neighbours == 2
    assert all(fabric.reaches_station(name) for name in LINKS)


def test_a_crypto_map_comes_up_with_traffic_and_goes_with_its_line() -> None:
    fabric = _fabric(Site(spokes=2, mode="map"))
    request = ping.Request("branch2", IPv4Address("10.0.0.1"), "Loopback10")
    source, _ = ping.source_of(fabric, request)

    assert list(ping.series(fabric, request, source)) == [False, True, True, True, True]

    fabric.members["hub1"].router.config.apply(["interface GigabitEthernet2", "no crypto map"])
    assert fabric.state("branch2").ike_sas == ()


def test_a_line_that_cuts_management_is_seen_before_anything_settles() -> None:
    fabric = _fabric(Site(spokes=2))
    config = fabric.members["branch1"].router.config
    config.apply(
        [
            "ip access-list extended ALL",
            "permit ip any any",
            "crypto map CUT 10 ipsec-isakmp",
            "set peer 198.51.100.1",
            "set transform-set TS",
            "set ikev2-profile PR",
            "match address ALL",
        ]
    )
    assert fabric.reaches_station("branch1")

    config.apply(["interface GigabitEthernet2", "crypto map CUT"])

    assert not fabric.reaches_station("branch1")
