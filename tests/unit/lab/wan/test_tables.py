from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

from hypothesis import given
from hypothesis import strategies as st

from fakes.lab_wan import tree
from nornir_ikev2.lab.wan.ports import ports, static_routes
from nornir_ikev2.lab.wan.state import Route
from nornir_ikev2.lab.wan.tables import Table, base_table

PORTS = """
interface GigabitEthernet2
 ip address 10.0.0.1 255.255.255.0
 ip address 10.0.9.1 255.255.255.0 secondary
interface Loopback0
 ip address 192.0.2.1 255.255.255.255
interface Tunnel1
 ip unnumbered Loopback0
"""


def _table(text: str = "") -> Table:
    root = tree(PORTS + text)
    return base_table(ports(root), static_routes(root))


def test_the_longest_match_wins() -> None:
    table = _table("ip route 10.0.0.0 255.0.0.0 Null0\nip route 0.0.0.0 0.0.0.0 10.0.0.2\n")

    assert table.egress(IPv4Address("10.0.0.77")) == ("GigabitEthernet2", IPv4Address("10.0.0.77"))
    assert table.egress(IPv4Address("10.7.0.1")) == ("Null0", IPv4Address("10.7.0.1"))
    assert table.egress(IPv4Address("8.8.8.8")) == ("GigabitEthernet2", IPv4Address("10.0.0.2"))


def test_a_floating_route_waits_for_the_better_one_to_go() -> None:
    network = IPv4Network("172.16.0.0/16")
    better = _table(
        "ip route 172.16.0.0 255.255.0.0 10.0.0.2\nip route 172.16.0.0 255.255.0.0 10.0.9.2 200\n"
    )

    found = better.exact(network)

    assert found is not None
    assert found.next_hop == IPv4Address("10.0.0.2")


def test_next_hops_are_looked_up_again_and_again() -> None:
    table = _table(
        "ip route 1.1.1.1 255.255.255.255 2.2.2.2\nip route 2.2.2.2 255.255.255.255 10.0.0.2\n"
    )

    assert table.egress(IPv4Address("1.1.1.1")) == ("GigabitEthernet2", IPv4Address("10.0.0.2"))


def test_a_route_that_leads_to_itself_leads_nowhere() -> None:
    route = Route(IPv4Network("10.0.0.0/8"), "S", 1, 0, IPv4Address("10.0.0.1"), None)

    assert Table([route]).egress(IPv4Address("10.1.1.1")) is None
    assert _table("ip route 3.0.0.0 255.0.0.0 3.3.3.3\n").exact(IPv4Network("3.0.0.0/8")) is None


def test_an_unnumbered_interface_borrows_its_address() -> None:
    found = ports(tree(PORTS))["Tunnel1"]

    assert str(found.address) == "192.0.2.1/32"


@given(
    st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)), max_size=30),
    st.integers(0, 2**32 - 1),
)
def test_lookup_finds_the_most_specific_network(
    prefixes: list[tuple[int, int]], number: int
) -> None:
    networks = [IPv4Network((base, length), strict=False) for base, length in prefixes]
    table = Table(Route(network, "S", 1, 0, None, "Null0") for network in networks)
    address = IPv4Address(number)

    expected = max((one.prefixlen for one in networks if address in one), default=None)

    found = table.lookup(address)
    assert (found.network.prefixlen if found else None) == expected
