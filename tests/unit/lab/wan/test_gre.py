from __future__ import annotations

from ipaddress import IPv4Address

from fakes.lab_site import HUB, ends, site
from fakes.lab_wan import Wan
from nornir_ikev2.lab.wan import ping

SPOKE = ends(1)[0]


def _gre(wan: Wan, protection: str = "") -> None:
    for router, peer, address in (("hub1", SPOKE, "172.16.0.1"), ("branch1", HUB, "172.16.0.2")):
        wan.add(
            router,
            f"interface Tunnel7\n ip address {address} 255.255.255.252\n"
            f" tunnel source GigabitEthernet2\n tunnel destination {peer}\n{protection}"
            "router eigrp 7\n network 172.16.0.0\n",
        )


def _pings(wan: Wan, target: str) -> str:
    request = ping.Request("hub1", IPv4Address(target))
    source, _ = ping.source_of(wan.fabric, request)
    return "".join("!" if one else "." for one in ping.series(wan.fabric, request, source))


def _neighbours(wan: Wan) -> list[str]:
    wan.fabric.settle()
    return [one.other for one in wan.fabric.neighbours.of("hub1") if one.number == 7]


def test_a_protected_gre_tunnel_negotiates_for_gre_between_its_ends() -> None:
    wan = site(mode="map")
    for router in ("hub1", "branch1"):
        wan.change(router, " crypto map CM\n", "")
        wan.add(router, "crypto ipsec profile IP\n set transform-set TS\n set ikev2-profile PR\n")
    _gre(wan, " tunnel protection ipsec profile IP\n")

    (child,) = [one.child for one in wan.fabric.state("hub1").flows]
    assert child is not None
    assert (str(child.local), str(child.remote), child.protocol) == (
        "198.51.100.1/32",
        "203.0.113.1/32",
        "gre",
    )
    assert _neighbours(wan) == ["branch1"]
    assert _pings(wan, "172.16.0.2") == "!!!!!"


def test_hellos_of_a_gre_tunnel_start_the_crypto_map_beneath_it() -> None:
    wan = site(mode="map")
    for router, own, other in (("hub1", HUB, SPOKE), ("branch1", SPOKE, HUB)):
        config = wan.routers[router].typed
        line = next(text for text in config.source.splitlines() if " permit ip " in text)
        wan.change(router, line, f" 10 permit gre host {own} host {other}")
    _gre(wan)

    assert _neighbours(wan) == ["branch1"]
    assert wan.fabric.state("hub1").flows[0].status == "UP-ACTIVE"
    wan.change("branch1", "pre-shared-key hubkey1", "pre-shared-key wrong")
    wan.change("branch1", " crypto map CM\n", "")
    assert _neighbours(wan) == []


def test_an_access_list_that_drops_ike_keeps_a_tunnel_down() -> None:
    wan = site()
    wan.add(
        "hub1",
        "ip access-list extended NO\n 10 deny udp any any eq isakmp\n 20 permit ip any any\n",
    )
    wan.change("branch1", "interface Tunnel101\n", "interface Tunnel101\n shutdown\n")
    wan.change(
        "hub1",
        "interface GigabitEthernet2\n",
        "interface GigabitEthernet2\n ip access-group NO in\n",
    )
    wan.change("branch1", "interface Tunnel101\n shutdown\n", "interface Tunnel101\n")

    assert wan.fabric.state("hub1").ike_sas == ()
    assert wan.fabric.state("hub1").flows[0].negotiating


def test_a_crypto_map_tries_its_peers_in_order() -> None:
    wan = site(mode="map")
    wan.change("hub1", f" set peer {SPOKE}\n", f" set peer 203.0.113.99\n set peer {SPOKE}\n")
    request = ping.Request("hub1", IPv4Address("10.1.0.1"), "Loopback10")
    source, _ = ping.source_of(wan.fabric, request)

    assert list(ping.series(wan.fabric, request, source)) == [False, True, True, True, True]
    assert str(wan.fabric.state("hub1").ike_sas[0].remote) == str(SPOKE)
