from __future__ import annotations

import pytest

from fakes.lab_site import site

CUTTING = (
    "ip access-list extended ALL\n 10 permit ip any any\n"
    "crypto map CUT 10 ipsec-isakmp\n set peer 198.51.100.1\n set transform-set TS\n"
    " set ikev2-profile PR\n match address ALL\n"
)


def test_every_router_of_the_site_is_reached() -> None:
    wan = site(spokes=3)

    assert all(wan.fabric.reaches_station(name) for name in ("hub1", "wan", "branch1", "branch3"))
    assert wan.fabric.reaches_station("unknown")


def test_a_crypto_map_that_selects_management_cuts_it_at_once() -> None:
    wan = site(mode="map")
    config = wan.routers["branch1"].typed
    config.change(config.source.replace(" crypto map CM\n", "") + CUTTING)
    assert wan.fabric.reaches_station("branch1")

    config.replace("interface GigabitEthernet2\n", "interface GigabitEthernet2\n crypto map CUT\n")

    assert not wan.fabric.reaches_station("branch1")
    assert wan.fabric.reaches_station("hub1")
    config.replace(" crypto map CUT\n", "")
    assert wan.fabric.reaches_station("branch1")


def test_a_small_configuration_never_lags_on_a_busy_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nornir_ikev2.lab.wan.fabric._CHEAP", -1.0)
    monkeypatch.setattr("nornir_ikev2.lab.wan.fabric._PATIENCE", float("inf"))
    wan = site()
    assert wan.fabric.reaches_station("branch1")

    wan.change("branch1", "ip route 0.0.0.0 0.0.0.0 203.0.113.2\n", "")

    assert not wan.fabric.reaches_station("branch1")


@pytest.mark.parametrize(
    "selected",
    [
        "permit tcp any any eq 22",
        "permit tcp host 203.0.113.1 any",
        "permit ip 203.0.113.0 0.0.0.3 192.0.2.0 0.0.0.255",
    ],
)
def test_any_line_that_holds_the_session_cuts_it(selected: str) -> None:
    wan = site(mode="map")
    wan.change("branch1", "permit ip 10.1.0.0 0.0.0.255 10.0.0.0 0.0.0.255", selected)
    # `eq 22` at the destination protects what the router sends to port 22 only.
    outbound_only = selected.endswith("any any eq 22")

    assert wan.fabric.reaches_station("branch1") is outbound_only


def test_a_deny_line_spares_the_session() -> None:
    wan = site(mode="map")
    wan.change(
        "branch1",
        " 10 permit ip 10.1.0.0 0.0.0.255 10.0.0.0 0.0.0.255",
        " 10 deny tcp any eq 22 any\n 20 deny tcp any any eq 22\n 30 permit ip any any",
    )

    assert wan.fabric.reaches_station("branch1")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("interface GigabitEthernet2\n", "interface GigabitEthernet2\n shutdown\n"),
        ("ip route 0.0.0.0 0.0.0.0 203.0.113.2\n", ""),
        ("ip address 203.0.113.1 255.255.255.252", "ip address 203.0.113.9 255.255.255.252"),
        ("interface GigabitEthernet2\n", "interface GigabitEthernet2\n ip access-group NO in\n"),
    ],
)
def test_routing_addresses_and_access_lists_can_cut_it_too(old: str, new: str) -> None:
    wan = site()
    wan.add("branch1", "ip access-list extended NO\n 10 deny ip any any\n")
    wan.change("branch1", old, new)

    assert not wan.fabric.reaches_station("branch1")
    wan.change("branch1", new, old) if new else wan.add("branch1", old)
    assert wan.fabric.reaches_station("branch1")


def test_a_default_route_into_a_tunnel_takes_the_session_along() -> None:
    wan = site(routing="none")
    wan.change(
        "branch1",
        "ip route 0.0.0.0 0.0.0.0 203.0.113.2\n",
        "ip route 198.51.100.1 255.255.255.255 203.0.113.2\nip route 0.0.0.0 0.0.0.0 Tunnel101\n",
    )

    # The answer goes through the hub, which knows the way to the station.
    assert wan.fabric.reaches_station("branch1")
    wan.change("hub1", "ip route 0.0.0.0 0.0.0.0 198.51.100.2\n", "")
    assert not wan.fabric.reaches_station("branch1")


def test_without_a_network_of_the_station_everything_is_reached() -> None:
    wan = site(mode="map")
    wan.change("wan", "192.0.2.1", "192.0.3.1")
    wan.change("branch1", "interface GigabitEthernet2\n", "interface GigabitEthernet2\n shutdown\n")

    assert wan.fabric.reaches_station("branch1")
