from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

import pytest

from fakes import ike_pairs as pairs
from nornir_ikev2.ike.model import Selector
from nornir_ikev2.lab.strongswan.devices import device, link, marks
from nornir_ikev2.lab.strongswan.echo import checksum
from nornir_ikev2.lab.strongswan.layout import Around, Layout, inside, layout
from nornir_ikev2.lab.wan.ports import Port, StaticRoute, TunnelConfig
from nornir_ikev2.lab.wan.tables import base_table

WAN = Port("GigabitEthernet2", address=IPv4Interface("198.51.100.1/30"))
LAN = Port("Loopback10", address=IPv4Interface("10.0.0.1/24"))
WIRED = {"GigabitEthernet2": "Gi2"}
DEFAULT = StaticRoute(IPv4Network("0.0.0.0/0"), IPv4Address("198.51.100.2"), None, 1, None)
VTI = Port(
    "Tunnel1", address=IPv4Interface("10.255.0.1/30"), tunnel=TunnelConfig(mode="ipsec ipv4")
)
INSIDE = StaticRoute(IPv4Network("10.1.0.0/16"), IPv4Address("10.255.0.2"), None, 1, None)
MAP = pairs.crypto_map(pairs.hub(), pairs.selector("10.0.0.0/24", "10.1.0.0/24"))


def laid_out(*ports: Port, routes: tuple[StaticRoute, ...] = (), **values: object) -> Layout:
    up = [port for port in ports if not port.shutdown]
    tables = {
        vrf: base_table(
            {port.name: port for port in up if port.vrf == vrf},
            [route for route in routes if route.vrf == vrf],
        )
        for vrf in {None, *(port.vrf for port in ports)}
    }
    around = Around(WIRED, **values)  # type: ignore[arg-type] # fields of Around
    return layout(ports, tables, pairs.hub(), around)


@pytest.mark.parametrize(
    ("interface", "name"),
    [
        ("GigabitEthernet2", "Gi2"),
        ("GigabitEthernet0/0/1", "Gi0-0-1"),
        ("Ethernet0/1.100", "Et0-1.100"),
        ("TenGigabitEthernet1/0/1", "Te1-0-1"),
    ],
)
def test_devices_have_short_names(interface: str, name: str) -> None:
    assert device(interface) == name


def test_wired_addresses_are_on_their_wire_and_all_others_on_the_loopback() -> None:
    found = laid_out(WAN, LAN)

    assert found.addresses == {"198.51.100.1/30 dev Gi2", "10.0.0.1/32 dev lo"}
    assert found.up == {"Gi2"}


def test_an_interface_that_is_shut_is_down_and_has_no_address() -> None:
    found = laid_out(Port(WAN.name, shutdown=True, address=WAN.address))

    assert found == Layout()


def test_tunnel_interfaces_without_a_device_have_no_part_in_the_namespace() -> None:
    assert laid_out(WAN, VTI, routes=(INSIDE,)) == laid_out(WAN)


def test_tunnel_interfaces_with_a_device_have_their_addresses_and_routes_there() -> None:
    found = laid_out(
        WAN, VTI, routes=(INSIDE,), tunnels={"Tunnel1": "Tu1 type xfrm dev lo if_id 2"}
    )

    assert found.links == {"Tu1 type xfrm dev lo if_id 2"}
    assert found.addresses == {"198.51.100.1/30 dev Gi2", "10.255.0.1/30 dev Tu1"}
    assert found.routes == {"10.1.0.0/16 via 10.255.0.2 dev Tu1 onlink"}


def test_an_address_that_a_tunnel_borrows_stays_where_it_is() -> None:
    borrower = replace(VTI, address=LAN.address, unnumbered=LAN.name)

    found = laid_out(LAN, borrower, tunnels={"Tunnel1": "Tu1 type xfrm dev lo if_id 2"})

    assert found.addresses == {"10.0.0.1/32 dev lo"}


def test_a_vrf_has_a_table_of_its_own_for_what_comes_from_it() -> None:
    inner = StaticRoute(IPv4Network("0.0.0.0/0"), None, "Tunnel1", 1, None)
    outer = replace(DEFAULT, vrf="WAN")
    tunnels = {"Tunnel1": "Tu1 type xfrm dev lo if_id 2"}

    found = laid_out(replace(WAN, vrf="WAN"), VTI, routes=(inner, outer), tunnels=tunnels)

    assert found.routes == {
        "0.0.0.0/0 dev Tu1 scope link",
        "0.0.0.0/0 via 198.51.100.2 dev Gi2 onlink table 1000",
        "198.51.100.0/30 dev Gi2 scope link table 1000",
        "unreachable default table 1000 metric 4294967295",
    }
    assert found.rules == {
        "pref 150 from 198.51.100.1 lookup 1000",
        "pref 150 iif Gi2 lookup 1000",
    }
    assert "198.51.100.1/30 dev Gi2 noprefixroute" in found.addresses


def test_devices_of_tunnels_say_what_they_are() -> None:
    gre = replace(VTI, tunnel=TunnelConfig(destination=IPv4Address("203.0.113.1")))

    assert link(VTI, None) == "Tu1 type xfrm dev lo if_id 2"
    assert link(gre, "198.51.100.1") == (
        "Tu1 type gre local 198.51.100.1 remote 203.0.113.1 ttl 255"
    )
    assert link(gre, None) is None
    assert link(replace(VTI, tunnel=TunnelConfig(mode="ipsec ipv6")), None) is None
    assert link(WAN, None) is None


def test_children_that_protect_everything_are_tied_to_their_tunnel() -> None:
    tunnel, mapped = pairs.hub().entries[0], MAP.entries[0]

    assert marks(tunnel, tunnel.selectors[0]) == {"if_id_in": "101", "if_id_out": "101"}
    assert marks(mapped, mapped.selectors[0]) == {}


def test_routes_go_through_the_wires() -> None:
    assert laid_out(WAN, routes=(DEFAULT,)).routes == {"0.0.0.0/0 via 198.51.100.2 dev Gi2 onlink"}


def test_a_protected_network_without_an_address_gets_one() -> None:
    table = base_table({WAN.name: WAN}, ())

    assert "10.0.0.1/32 dev lo" in layout([WAN], {None: table}, MAP, Around(WIRED)).addresses


def test_traffic_of_others_goes_into_esp_and_charons_own_does_not() -> None:
    selector = Selector(IPv4Network("10.0.0.0/24"), IPv4Network("10.1.0.0/24"), "gre")

    (rule,) = laid_out(WAN, protected=(selector,)).rules

    assert rule == "pref 100 not fwmark 42 from 10.0.0.0/24 to 10.1.0.0/24 ipproto gre lookup 220"


def test_an_address_inside_a_network_is_one_that_a_host_may_have() -> None:
    assert inside(IPv4Network("10.0.0.0/24")) == IPv4Address("10.0.0.1")
    assert inside(IPv4Network("10.0.0.9/32")) == IPv4Address("10.0.0.9")


def test_the_checksum_of_a_message_with_its_checksum_is_zero() -> None:
    # RFC 1071 section 3: the example sums to ddf2, whose complement is 220d.
    data = bytes.fromhex("0001f203f4f5f6f7")

    assert checksum(data) == 0x220D
    assert checksum(data + bytes.fromhex("220d")) == 0
