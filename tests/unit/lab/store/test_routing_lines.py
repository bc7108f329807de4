from __future__ import annotations

from fakes.lab_lines import block
from nornir_ikev2.lab.store.config import RunningConfig


def test_passive_interfaces(router: RunningConfig) -> None:
    router.apply(["router ospf 1", "no passive-interface Gi2"])
    assert not block(router, "router ospf 1")
    router.apply(["router ospf 1", "passive-interface default", "no passive-interface Gi2"])
    assert block(router, "router ospf 1") == [
        "passive-interface default",
        "no passive-interface GigabitEthernet2",
    ]
    router.apply(["router ospf 1", "passive-interface Gi2"])  # the default again
    assert block(router, "router ospf 1") == ["passive-interface default"]


def test_networks_take_a_netmask_for_a_wildcard(router: RunningConfig) -> None:
    router.apply(["router eigrp 1", "network 10.1.2.3 255.255.255.0", "no auto-summary"])
    assert block(router, "router eigrp 1") == ["network 10.1.2.0 0.0.0.255"]


def test_bgp_keeps_the_lines_of_a_neighbour_together(router: RunningConfig) -> None:
    router.apply(
        ["router bgp 65000", "neighbor 10.0.0.2 remote-as 1", "neighbor 10.0.0.1 remote-as 2"]
    )
    router.apply(
        [
            "router bgp 65000",
            "neighbor 10.0.0.2 description B",
            "neighbor 10.0.0.1 update-source Lo0",
        ]
    )
    router.apply(["router bgp 65000", "address-family ipv4 unicast", "neighbor 10.0.0.1 activate"])
    assert block(router, "router bgp 65000") == [
        "bgp log-neighbor-changes",
        "neighbor 10.0.0.1 remote-as 2",
        "neighbor 10.0.0.1 update-source Loopback0",
        "neighbor 10.0.0.2 remote-as 1",
        "neighbor 10.0.0.2 description B",
        "address-family ipv4",
        " neighbor 10.0.0.1 activate",
        "exit-address-family",
    ]


def test_static_routes_to_several_gateways(router: RunningConfig) -> None:
    routes = ["ip route 10.0.0.0 255.0.0.0 192.0.2.1", "ip route 10.0.0.0 255.0.0.0 192.0.2.2 250"]
    router.apply([*routes, f"{routes[0]} name LAN", "ip route 10.9.0.0 255.255.0.0 Tunnel1"])
    text = router.text()
    assert f"{routes[0]} name LAN\n{routes[1]}\n" in text
    router.apply([f"no {routes[0]}"])
    assert routes[0] not in router.text()


def test_a_bgp_neighbour_goes_with_all_its_lines(router: RunningConfig) -> None:
    lines = [
        "neighbor 10.0.0.1 remote-as 2",
        "neighbor 10.0.0.1 description x",
        "neighbor 10.0.0.2 remote-as 3",
    ]
    router.apply(["router bgp 65000", *lines, "no neighbor 10.0.0.1"])
    assert block(router, "router bgp 65000")[1:] == ["neighbor 10.0.0.2 remote-as 3"]
