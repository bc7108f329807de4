from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest

from fakes.lab_site import site
from fakes.lab_wan import Wan
from nornir_ikev2.lab.wan.state import Route


def route(wan: Wan, router: str, network: str) -> Route | None:
    wan.fabric.settle()
    return wan.fabric.table(wan.fabric.members[router], None).exact(IPv4Network(network))


def adjacencies(wan: Wan, router: str) -> list[str]:
    wan.fabric.settle()
    return sorted(
        f"{one.protocol} {one.other} {one.state}" for one in wan.fabric.neighbours.of(router)
    )


def test_eigrp_learns_every_lan_over_the_tunnels() -> None:
    wan = site(spokes=3)

    assert adjacencies(wan, "hub1") == [
        "eigrp branch1 full",
        "eigrp branch2 full",
        "eigrp branch3 full",
    ]
    found = route(wan, "branch1", "10.0.0.0/24")
    assert found is not None
    assert (found.code, found.distance, found.metric) == ("D", 90, 27008000)
    assert route(wan, "branch1", "10.3.0.0/24") is not None


def test_ospf_advertises_a_loopback_as_a_host() -> None:
    wan = site(spokes=2, routing="ospf")

    assert adjacencies(wan, "branch2") == ["ospf hub1 full"]
    found = route(wan, "branch2", "10.1.0.1/32")
    assert found is not None
    assert (found.code, found.distance, found.metric) == ("O", 110, 2001)
    assert route(wan, "branch2", "10.1.0.0/24") is None


def test_ibgp_does_not_pass_on_what_it_learned_unless_it_reflects() -> None:
    wan = site(spokes=2, routing="bgp")
    hub = route(wan, "branch1", "10.0.0.0/24")
    assert hub is not None
    assert (hub.code, hub.distance) == ("B", 200)
    assert route(wan, "branch1", "10.2.0.0/24") is None

    wan.change(
        "hub1",
        " neighbor 10.255.0.2 remote-as 65000\n",
        " neighbor 10.255.0.2 remote-as 65000\n neighbor 10.255.0.2 route-reflector-client\n",
    )

    assert route(wan, "branch1", "10.2.0.0/24") is not None


def test_bgp_needs_the_right_as_on_both_sides() -> None:
    wan = site(routing="bgp")
    wan.change("branch1", "remote-as 65000", "remote-as 65001")

    assert wan.fabric.bgp.sessions("hub1") == {}
    assert route(wan, "hub1", "10.1.0.0/24") is None


@pytest.mark.parametrize("routing", ["eigrp", "ospf", "bgp"])
def test_routes_go_with_the_tunnel_and_come_back_with_it(routing: str) -> None:
    wan = site(routing=routing)
    lan = "10.1.0.1/32" if routing == "ospf" else "10.1.0.0/24"
    assert route(wan, "hub1", lan) is not None

    wan.change("branch1", "interface Tunnel101\n", "interface Tunnel101\n shutdown\n")
    assert route(wan, "hub1", lan) is None
    assert wan.fabric.members["hub1"].source_for(
        IPv4Address("10.1.0.1"), None, wan.fabric.table(wan.fabric.members["hub1"], None)
    ) == IPv4Address("198.51.100.1")

    wan.change("branch1", "interface Tunnel101\n shutdown\n", "interface Tunnel101\n")
    assert route(wan, "hub1", lan) is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("router eigrp 100", "router eigrp 101"),
        (" network 10.255.0.0 0.0.255.255\n", ""),
        (
            " network 10.255.0.0 0.0.255.255\n",
            " network 10.255.0.0 0.0.255.255\n passive-interface Tunnel101\n",
        ),
        ("ip address 10.255.0.2 255.255.255.252", "ip address 10.255.9.2 255.255.255.252"),
    ],
)
def test_eigrp_neighbours_must_agree(old: str, new: str) -> None:
    wan = site()
    wan.change("branch1", old, new)

    assert adjacencies(wan, "hub1") == adjacencies(wan, "branch1") == []
    assert any("is down" in line for line in wan.routers["hub1"].logged.messages)


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        ("0.0.255.255 area 0", "0.0.255.255 area 1", []),
        (" ip mtu 1400\n", " ip mtu 1300\n", ["ospf branch1 exstart"]),
        (" ip mtu 1400\n", " ip mtu 1400\n ip ospf hello-interval 5\n", []),
    ],
)
def test_ospf_neighbours_must_agree(old: str, new: str, left: list[str]) -> None:
    wan = site(routing="ospf")
    wan.change("branch1", old, new)

    assert adjacencies(wan, "hub1") == left
    assert route(wan, "hub1", "10.1.0.1/32") is None


def test_eigrp_named_mode_meets_classic_mode() -> None:
    wan = site()
    wan.change(
        "branch1",
        "router eigrp 100\n network 10.1.0.0 0.0.0.255\n network 10.255.0.0 0.0.255.255\n",
        "router eigrp LAB\n address-family ipv4 unicast autonomous-system 100\n"
        "  af-interface Loopback10\n   passive-interface\n  exit-af-interface\n"
        "  topology base\n  exit-af-topology\n"
        "  network 10.1.0.0 0.0.0.255\n  network 10.255.0.0 0.0.255.255\n exit-address-family\n",
    )

    assert adjacencies(wan, "hub1") == ["eigrp branch1 full"]
    assert route(wan, "hub1", "10.1.0.0/24") is not None


def test_static_routes_need_a_next_hop_that_is_up() -> None:
    wan = site(routing="none")
    wan.add("hub1", "ip route 10.1.0.0 255.255.255.0 Tunnel101\n")
    wan.add("hub1", "ip route 10.77.0.0 255.255.255.0 192.168.9.9 250\n")
    found = route(wan, "hub1", "10.1.0.0/24")
    assert found is not None
    assert found.interface == "Tunnel101"
    # The default route resolves any next hop.
    assert route(wan, "hub1", "10.77.0.0/24") is not None

    wan.change("branch1", "interface Tunnel101\n", "interface Tunnel101\n shutdown\n")

    assert route(wan, "hub1", "10.1.0.0/24") is None


def test_a_gre_tunnel_needs_no_keys() -> None:
    wan = site(routing="none")
    for router, peer, address in (
        ("hub1", "203.0.113.1", "172.16.0.1"),
        ("branch1", "198.51.100.1", "172.16.0.2"),
    ):
        wan.add(
            router,
            f"interface Tunnel7\n ip address {address} 255.255.255.252\n"
            f" tunnel source GigabitEthernet2\n tunnel destination {peer}\n"
            "router eigrp 7\n network 172.16.0.0\n",
        )

    assert adjacencies(wan, "hub1") == ["eigrp branch1 full"]
