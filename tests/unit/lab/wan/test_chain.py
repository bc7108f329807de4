"""Three routers in a row, without any VPN between them."""

from __future__ import annotations

from ipaddress import IPv4Network

from fakes.lab_wan import Wan, build
from nornir_ikev2.lab.wan.state import Route

LINKS = {
    "a": {"GigabitEthernet2": "ab"},
    "b": {"GigabitEthernet2": "ab", "GigabitEthernet3": "bc"},
    "c": {"GigabitEthernet3": "bc"},
}


def _ports(name: str) -> str:
    number = "abc".index(name) + 1
    text = f"interface Loopback0\n ip address 10.{number}.0.1 255.255.255.0\n"
    if name in "ab":
        text += f"interface GigabitEthernet2\n ip address 172.16.1.{number} 255.255.255.0\n"
    if name in "bc":
        text += f"interface GigabitEthernet3\n ip address 172.16.2.{number} 255.255.255.0\n"
    return text


def chain(**extra: str) -> Wan:
    return build({name: _ports(name) + extra.get(name, "") for name in "abc"}, LINKS)


def route(wan: Wan, router: str, network: str) -> Route | None:
    wan.fabric.settle()
    return wan.fabric.table(wan.fabric.members[router], None).exact(IPv4Network(network))


def test_eigrp_passes_routes_on_unless_the_router_between_is_a_stub() -> None:
    eigrp = "router eigrp 1\n network 10.0.0.0\n network 172.16.0.0\n"
    wan = chain(a=eigrp, b=eigrp, c=eigrp)
    found = route(wan, "a", "10.3.0.0/24")
    assert found is not None
    assert found.metric == 256 * (10 + (10 + 10 + 5000) // 10)

    wan.change("b", "router eigrp 1\n", "router eigrp 1\n eigrp stub connected summary\n")

    assert route(wan, "a", "10.3.0.0/24") is None
    assert route(wan, "a", "10.2.0.0/24") is not None


def test_eigrp_redistributes_static_routes_as_external() -> None:
    eigrp = "router eigrp 1\n network 172.16.0.0\n"
    wan = chain(
        a=eigrp, b=eigrp, c=eigrp + " redistribute static\nip route 10.99.0.0 255.255.0.0 Null0\n"
    )

    found = route(wan, "a", "10.99.0.0/16")

    assert found is not None
    assert (found.code, found.distance) == ("D EX", 170)


def test_ospf_names_routes_of_another_area() -> None:
    wan = chain(
        a="router ospf 1\n network 172.16.1.0 0.0.0.255 area 0\n network 10.1.0.0 0.0.0.255 area 0\n",
        b="router ospf 7\n network 172.16.1.0 0.0.0.255 area 0\n network 172.16.2.0 0.0.0.255 area 2\n",
        c="router ospf 1\n network 0.0.0.0 255.255.255.255 area 2\n",
    )

    found = route(wan, "a", "10.3.0.1/32")

    assert found is not None
    assert found.code == "O IA"
    states = [one.state for one in wan.fabric.neighbours.of("b")]
    assert states == ["full", "full"]


def test_ospf_can_be_switched_on_at_the_interface() -> None:
    wan = chain(
        a="router ospf 1\n",
        b="router ospf 1\n network 172.16.1.0 0.0.0.255 area 0\n",
    )
    assert not list(wan.fabric.neighbours.of("a"))

    wan.change(
        "a", "interface GigabitEthernet2\n", "interface GigabitEthernet2\n ip ospf 1 area 0\n"
    )

    assert [one.other for one in wan.fabric.neighbours.of("a")] == ["b"]


def test_ebgp_passes_routes_on_with_the_short_distance() -> None:
    wan = chain(
        a="router bgp 65001\n neighbor 172.16.1.2 remote-as 65002\n",
        b="router bgp 65002\n neighbor 172.16.1.1 remote-as 65001\n neighbor 172.16.2.3 remote-as 65003\n",
        c="router bgp 65003\n bgp router-id 3.3.3.3\n no bgp default ipv4-unicast\n"
        " neighbor 172.16.2.2 remote-as 65002\n address-family ipv4\n"
        "  network 10.3.0.0 mask 255.255.255.0\n  neighbor 172.16.2.2 activate\n exit-address-family\n",
    )

    found = route(wan, "a", "10.3.0.0/24")

    assert found is not None
    assert (found.code, found.distance, str(found.next_hop)) == ("B", 20, "172.16.1.2")
    wan.change("c", "  neighbor 172.16.2.2 activate\n", "")
    assert route(wan, "a", "10.3.0.0/24") is None


def test_ibgp_between_loopbacks_rides_on_an_igp() -> None:
    eigrp = "router eigrp 1\n network 10.0.0.0\n network 172.16.0.0\n"
    peers = {"a": "10.3.0.1", "c": "10.1.0.1"}
    bgp = {
        name: f"router bgp 65000\n neighbor {peer} remote-as 65000\n"
        f" neighbor {peer} update-source Loopback0\n"
        for name, peer in peers.items()
    }
    wan = chain(a=eigrp + bgp["a"], b=eigrp, c=eigrp + bgp["c"])

    assert len(wan.fabric.bgp.sessions("a")) == 1
    wan.change("b", "interface GigabitEthernet3\n", "interface GigabitEthernet3\n shutdown\n")
    assert len(wan.fabric.bgp.sessions("a")) == 0
