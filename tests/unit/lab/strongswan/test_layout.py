from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv4Network

import pytest

from fakes import ike_pairs as pairs
from nornir_ikev2.ike.model import Selector
from nornir_ikev2.lab.strongswan.echo import checksum
from nornir_ikev2.lab.strongswan.network import Layout, device, inside, layout
from nornir_ikev2.lab.wan.ports import Port, StaticRoute, TunnelConfig
from nornir_ikev2.lab.wan.tables import base_table

WAN = Port("GigabitEthernet2", address=IPv4Interface("198.51.100.1/30"))
LAN = Port("Loopback10", address=IPv4Interface("10.0.0.1/24"))
WIRED = {"GigabitEthernet2": "Gi2"}
DEFAULT = StaticRoute(IPv4Network("0.0.0.0/0"), IPv4Address("198.51.100.2"), None, 1, None)
MAP = pairs.crypto_map(pairs.hub(), pairs.selector("10.0.0.0/24", "10.1.0.0/24"))


def laid_out(*ports: Port, routes: tuple[StaticRoute, ...] = (), **values: object) -> Layout:
    table = base_table({port.name: port for port in ports if not port.shutdown}, routes)
    return layout(ports, [table], WIRED, pairs.hub(), **values)  # type: ignore[arg-type] # keywords of layout


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


def test_tunnel_interfaces_have_no_part_in_the_namespace() -> None:
    tunnel = Port("Tunnel1", address=IPv4Interface("10.255.0.1/30"), tunnel=TunnelConfig())

    assert laid_out(tunnel).addresses == frozenset()


def test_routes_go_through_the_wires() -> None:
    assert laid_out(WAN, routes=(DEFAULT,)).routes == {"0.0.0.0/0 via 198.51.100.2 dev Gi2 onlink"}


def test_a_protected_network_without_an_address_gets_one() -> None:
    table = base_table({WAN.name: WAN}, ())

    assert "10.0.0.1/32 dev lo" in layout([WAN], [table], WIRED, MAP).addresses


def test_traffic_of_others_goes_into_esp_and_charons_own_does_not() -> None:
    selector = Selector(IPv4Network("10.0.0.0/24"), IPv4Network("10.1.0.0/24"), "gre")

    (rule,) = laid_out(WAN, protected=[selector]).rules

    assert rule == "pref 100 not fwmark 42 from 10.0.0.0/24 to 10.1.0.0/24 ipproto gre lookup 220"


def test_an_address_inside_a_network_is_one_that_a_host_may_have() -> None:
    assert inside(IPv4Network("10.0.0.0/24")) == IPv4Address("10.0.0.1")
    assert inside(IPv4Network("10.0.0.9/32")) == IPv4Address("10.0.0.9")


def test_the_checksum_of_a_message_with_its_checksum_is_zero() -> None:
    # RFC 1071 section 3: the example sums to ddf2, whose complement is 220d.
    data = bytes.fromhex("0001f203f4f5f6f7")

    assert checksum(data) == 0x220D
    assert checksum(data + bytes.fromhex("220d")) == 0
