"""Routers of the lab over real daemons: what they show is what charon does, what they are told happens."""

from __future__ import annotations

import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from importlib import import_module
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from fakes import lab_site
from fakes.packets_seen import Wire
from fakes.real_daemons import HUB, PING, SPOKE, Console, front_door, site, turn_to_gre
from nornir_ikev2.lab.strongswan.esp import Esp, carrier


@pytest.fixture(scope="module")
def maps() -> Iterator[Console]:
    with site(mode="map") as console:
        yield console


def test_the_first_echoes_through_a_crypto_map_start_ike_and_the_rest_come_back(
    maps: Console,
) -> None:
    maps.type("hub1", "clear crypto session")

    assert "!!!" in maps.type("hub1", PING)

    assert "READY" in maps.type("branch1", "show crypto ikev2 sa")
    assert "Initiator of SA : Yes" in maps.type("hub1", "show crypto ikev2 sa detailed")


def test_pings_through_a_crypto_map_are_esp_on_the_wire_and_never_clear(maps: Console) -> None:
    maps.type("hub1", PING)
    wire = Wire(maps.lab.namespace("wan"), "Gi3")

    answer = maps.type("hub1", PING)
    seen = list(wire.seen())
    wire.close()

    assert "(5/5)" in answer
    esp = [one for one in seen if one.kind == "esp"]
    assert [(one.source, one.destination) for one in esp] == [(HUB, SPOKE), (SPOKE, HUB)] * 5
    there, back = (int(maps.spi("branch1", one), 16) for one in ("inbound", "outbound"))
    assert {one.spi for one in esp} == {there, back}
    assert not [one for one in seen if one.kind == "icmp"]


def test_counters_are_those_of_the_daemon(maps: Console) -> None:
    maps.type("hub1", PING)
    command = "show crypto ipsec sa | include encaps"
    before = re.findall(r"encaps: (\d+)", maps.type("hub1", command))

    maps.type("hub1", "ping 10.1.0.1 source Loopback10 repeat 20")

    after = re.findall(r"encaps: (\d+)", maps.type("hub1", command))
    assert int(after[0]) - int(before[0]) == 20


def test_both_ends_show_the_same_spis(maps: Console) -> None:
    maps.type("hub1", PING)

    assert maps.spi("hub1", "inbound") == maps.spi("branch1", "outbound")
    assert maps.spi("hub1", "outbound") == maps.spi("branch1", "inbound")


def test_clear_crypto_sa_makes_new_esp_sas_in_the_same_ike_sa(maps: Console) -> None:
    maps.type("hub1", PING)
    esp = maps.spi("hub1")
    ike = re.findall(r"Local spi: \w+", maps.type("hub1", "show crypto ikev2 sa"))
    wire = Wire(maps.lab.namespace("wan"), "Gi3")

    maps.type("hub1", f"clear crypto sa peer {SPOKE}")
    maps.type("hub1", PING)
    seen = list(wire.seen())
    wire.close()

    assert maps.spi("hub1") != esp
    assert re.findall(r"Local spi: \w+", maps.type("hub1", "show crypto ikev2 sa")) == ike
    assert [one for one in seen if one.kind == "ike"]


def test_clear_crypto_session_ends_the_ike_sa_at_both_ends(maps: Console) -> None:
    maps.type("hub1", PING)

    maps.type("hub1", "clear crypto session")

    assert "READY" not in maps.type("hub1", "show crypto ikev2 sa")
    assert "READY" not in maps.type("branch1", "show crypto ikev2 sa")


def test_a_plain_ping_between_wan_addresses_is_icmp_on_the_wire(maps: Console) -> None:
    wire = Wire(maps.lab.namespace("wan"), "Gi3")

    answer = maps.type("hub1", f"ping {SPOKE}")
    seen = [one.kind for one in wire.seen()]
    wire.close()

    assert "(5/5)" in answer
    assert seen.count("icmp") == 10


def test_a_front_door_vrf_on_one_side_is_invisible_to_the_other() -> None:
    with site(front_door) as console:
        shown = console.wait("hub1", "show crypto ikev2 sa", lambda text: "READY" in text)

        assert "WAN/none" in shown
        assert "none/none" in console.type("branch1", "show crypto ikev2 sa")
        console.wait("hub1", "show ip eigrp neighbors", lambda text: "Tu101" in text)


def test_a_protected_gre_tunnel_negotiates_for_gre_between_its_ends() -> None:
    with site() as console:
        turn_to_gre(console)

        shown = console.wait("hub1", "show crypto ipsec sa", lambda text: "ACTIVE(" in text)

        assert f"local  ident (addr/mask/prot/port): ({HUB}/255.255.255.255/47/0)" in shown
        used = {Esp.KERNEL: "Transport", Esp.USER: "Tunnel UDP-Encaps"}[carrier()]
        assert f"in use settings ={{{used}, }}" in shown
        console.wait("hub1", "show ip eigrp neighbors", lambda text: "10.255.0.2" in text)


def test_what_charon_rekeys_by_itself_shows_at_both_ends() -> None:
    with site() as console:
        console.wait("hub1", "show crypto ikev2 sa", lambda text: "READY" in text)
        esp, ike = console.spi("hub1"), _ike_spi(console)

        _tell(console, "hub1", "rekey", {"child": "Tunnel101 0"})
        console.wait("branch1", "show crypto ipsec sa", lambda text: esp not in text)
        _tell(console, "hub1", "rekey", {"ike": "PR 198.51.100.1 203.0.113.1 0"})
        console.wait("branch1", "show crypto ikev2 sa", lambda text: ike not in text)

        assert console.spi("hub1", "inbound") == console.spi("branch1", "outbound")
        assert _ike_spi(console) in console.type("branch1", "show crypto ikev2 sa")
        assert "Y, DH group: group19" in console.type("hub1", "show crypto ipsec sa")
        assert _tunnel("up")(console.type("hub1", "show ip interface brief"))


def _ike_spi(console: Console) -> str:
    found = re.search(r"Local spi: (\w+)", console.type("hub1", "show crypto ikev2 sa"))
    assert found
    return found[1]


def _tell(console: Console, router: str, command: str, message: dict[str, str]) -> None:
    """One command to a router's charon, behind the back of the lab."""
    with socket.socket(socket.AF_UNIX) as door:
        door.connect(f"/proc/{console.lab.namespace(router)}/root/run/charon.vici")
        import_module("vici").Session(door).request(command, message)


def test_a_peer_that_falls_silent_is_found_dead_by_real_probes() -> None:
    with site(dpd="dpd 10 2 periodic") as console:
        console.wait("hub1", "show crypto ikev2 sa", lambda text: "READY" in text)

        console.configure("wan", "interface GigabitEthernet3", "shutdown")

        down = console.wait("hub1", "show ip interface brief", _tunnel("down"))
        assert "READY" not in console.type("hub1", "show crypto ikev2 sa"), down
        console.configure("wan", "interface GigabitEthernet3", "no shutdown")
        console.wait("hub1", "show ip interface brief", _tunnel("up"))


def _tunnel(state: str) -> Callable[[str], bool]:
    return lambda text: re.search(rf"Tunnel101 .* {state} *$", text, re.MULTILINE) is not None


def test_a_router_that_reloads_negotiates_again() -> None:
    with site() as console:
        console.wait("hub1", "show crypto ikev2 sa", lambda text: "READY" in text)
        old = console.spi("hub1")
        console.type("branch1", "write memory")

        console.lab.call(lambda: console.lab.router("branch1").reload(1))

        console.wait("hub1", "show ip interface brief", _tunnel("up"))
        console.wait("branch1", "show crypto ikev2 sa", lambda text: "READY" in text)
        assert console.spi("hub1") != old


def test_a_wrong_key_keeps_the_tunnel_down_until_it_is_corrected() -> None:
    with site() as console:
        console.wait("hub1", "show crypto ikev2 sa", lambda text: "READY" in text)
        keyring = ("crypto ikev2 keyring KR", "peer HUB")

        console.configure("branch1", *keyring, "pre-shared-key other")
        console.type("branch1", "clear crypto session")
        assert "READY" not in console.type("hub1", "show crypto ikev2 sa")

        console.configure("branch1", *keyring, "pre-shared-key hubkey1")
        console.wait("hub1", "show crypto ikev2 sa", lambda text: "READY" in text)


def test_exchanges_and_errors_are_counted_by_the_daemons() -> None:
    with site() as console:
        console.wait("hub1", "show crypto ikev2 sa", lambda text: "READY" in text)
        console.configure("branch1", "crypto ikev2 keyring KR", "peer HUB", "pre-shared-key other")
        console.type("branch1", "clear crypto session")
        console.type("branch1", "show crypto ikev2 sa")

        counted = console.type("hub1", "show crypto ikev2 stats exchange")
        errors = console.type("hub1", "show crypto ikev2 diagnose error")

        for row in ("IKE_SA_INIT", "IKE_AUTH", "INFORMATIONAL", "AUTHENTICATION_FAILED"):
            assert re.search(rf"^{row} .*[1-9]", counted, re.MULTILINE), counted
        assert "Auth exchange failed" in errors


def test_keys_by_direction_come_up_only_when_each_end_has_the_others() -> None:
    with site(directional=True) as console:
        console.wait("hub1", "show crypto ikev2 sa", lambda text: "READY" in text)

        console.configure(
            "branch1",
            "crypto ikev2 keyring KR",
            "peer HUB",
            "pre-shared-key local hubkey1",
            "pre-shared-key remote spokekey1",
        )
        console.type("branch1", "clear crypto session")

        assert "READY" not in console.type("hub1", "show crypto ikev2 sa")
        assert "READY" not in console.type("branch1", "show crypto ikev2 sa")


def test_an_access_list_that_stops_ike_stops_the_packets() -> None:
    with site(mode="map") as console:
        console.configure(
            "wan",
            "ip access-list extended NO-IKE",
            f"deny udp host {HUB} host {SPOKE} eq isakmp",
            "permit ip any any",
            "interface GigabitEthernet2",
            "ip access-group NO-IKE in",
        )

        assert "0 percent" in console.type("hub1", "ping 10.1.0.1 source Loopback10 timeout 0")
        assert "READY" not in console.type("branch1", "show crypto ikev2 sa")


def test_a_daemon_that_dies_is_replaced_and_the_tunnel_comes_back() -> None:
    with site() as console:
        console.wait("hub1", "show crypto ikev2 sa", lambda text: "READY" in text)
        old = console.spi("hub1")
        pids = Path(f"/proc/{console.lab.namespace('hub1')}/root/run/charon.pid")

        os.kill(int(pids.read_text()), signal.SIGKILL)
        console.type("branch1", "clear crypto session")
        console.type("hub1", "clear crypto session")

        console.wait(
            "hub1", "show crypto ipsec sa", lambda text: old not in text and "ACTIVE(" in text
        )
        console.wait("hub1", "show ip interface brief", _tunnel("up"))


def test_nothing_is_left_when_the_lab_ends() -> None:
    with site() as console:
        held = [console.lab.namespace(name) for name in console.lab.names]
        assert all(Path(f"/proc/{pid}").exists() for pid in held)

    assert not any(Path(f"/proc/{pid}").exists() for pid in held)


def test_addresses_of_the_site_are_where_the_tests_expect_them() -> None:
    assert lab_site.ends(1)[0] == IPv4Address(SPOKE)
    assert IPv4Address(HUB) == lab_site.HUB
