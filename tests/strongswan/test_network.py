"""Namespaces, wires and echoes, without routers and daemons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab.strongswan.echo import Echoes
from nornir_ikev2.lab.strongswan.layout import Layout
from nornir_ikev2.lab.strongswan.namespace import Namespace
from nornir_ikev2.lab.strongswan.network import Network

GI2 = "GigabitEthernet2"


@pytest.fixture
def network() -> Iterator[Network]:
    """Three routers on one network, and a cable that leads out of the lab."""
    links = {name: {GI2: "bridge lan"} for name in ("a", "b", "c")}
    links["c"]["GigabitEthernet3"] = "c:Gi3 -- host:station"
    made = Network(links)
    yield made
    made.close()


def laid_out(number: int) -> Layout:
    return Layout(up=frozenset({"Gi2"}), addresses=frozenset({f"192.0.2.{number}/24 dev Gi2"}))


def place(network: Network, router: str, number: int) -> None:
    network.follow(router, laid_out(number))


def test_all_ends_of_a_network_reach_each_other(network: Network) -> None:
    for number, router in enumerate("abc", 1):
        place(network, router, number)
    echoes = Echoes(network.namespaces["a"])

    reached = [
        echoes.reaches(IPv4Address("192.0.2.1"), IPv4Address(f"192.0.2.{n}"), 100) for n in (2, 3)
    ]
    echoes.close()

    assert reached == [True, True]


def test_what_is_not_wanted_any_more_goes(network: Network) -> None:
    place(network, "a", 1)
    place(network, "b", 2)
    echoes = Echoes(network.namespaces["a"])
    ends = (IPv4Address("192.0.2.1"), IPv4Address("192.0.2.2"))
    assert echoes.reaches(*ends, 100)

    network.unplug("b")

    assert not echoes.reaches(*ends, 100, 0.3)
    assert "192.0.2.2" not in network.namespaces["b"].run("ip", "address")
    place(network, "b", 2)
    assert echoes.reaches(*ends, 100)
    echoes.close()


def test_peers_that_an_access_list_cuts_off_hear_nothing(network: Network) -> None:
    place(network, "a", 1)
    place(network, "b", 2)
    echoes = Echoes(network.namespaces["a"])
    ends = (IPv4Address("192.0.2.1"), IPv4Address("192.0.2.2"))
    rule = "pref 50 from 192.0.2.1 to 192.0.2.2 blackhole"
    layout = laid_out(1)

    network.follow("a", replace(layout, rules=frozenset({rule})))
    stopped = echoes.reaches(*ends, 100, 0.3)
    network.follow("a", layout)
    passed = echoes.reaches(*ends, 100)
    echoes.close()

    assert (stopped, passed) == (False, True)


def test_an_echo_from_an_address_that_is_not_there_fails(network: Network) -> None:
    place(network, "a", 1)
    echoes = Echoes(network.namespaces["a"])

    assert not echoes.reaches(IPv4Address("192.0.2.77"), IPv4Address("192.0.2.1"), 100)
    echoes.close()


def test_a_command_that_fails_in_a_namespace_says_where_and_why() -> None:
    with Namespace("hub1") as namespace, pytest.raises(NornirIkev2Error, match="hub1: ip link"):
        namespace.run("ip", "link", "set", "nothing", "up")
