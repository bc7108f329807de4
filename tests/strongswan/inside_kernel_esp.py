"""Tunnels whose ESP the kernel carries. `test_kernel_esp.py` runs this on a kernel that can."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.containers import containers, nornir, project
from fakes.packets_seen import Seen, Wire
from fakes.real_daemons import HUB, PING, SPOKE, Console, front_door, site, turn_to_gre
from nornir_ikev2.lab.strongswan.esp import Esp, carrier

BOTH_WAYS = [(HUB, SPOKE), (SPOKE, HUB)]


@pytest.fixture(scope="module")
def vti() -> Iterator[Console]:
    with site() as console:
        _neighbours(console)
        yield console


def _neighbours(console: Console) -> None:
    for router in ("hub1", "branch1"):
        console.wait(router, "show ip eigrp neighbors", lambda text: "Tu101" in text)


def _seen(console: Console, command: str = PING) -> tuple[str, list[Seen]]:
    """What a ping says, and the packets that passed the router between the two."""
    wire = Wire(console.lab.namespace("wan"), "Gi3")
    answer = console.type("hub1", command)
    seen = list(wire.seen())
    wire.close()
    return answer, seen


def test_this_kernel_carries_esp() -> None:
    assert carrier() is Esp.KERNEL


def test_pings_through_a_vti_are_esp_on_the_wire_and_never_clear(vti: Console) -> None:
    answer, seen = _seen(vti)

    assert "(5/5)" in answer
    assert [(one.kind, one.source, one.destination) for one in seen] == [
        ("esp", *ends) for ends in BOTH_WAYS
    ] * 5
    there, back = (int(vti.spi("branch1", one), 16) for one in ("inbound", "outbound"))
    assert {one.spi for one in seen} == {there, back}


def test_esp_of_the_kernel_is_a_protocol_of_its_own(vti: Console) -> None:
    shown = vti.type("hub1", "show crypto ipsec sa")

    assert "in use settings ={Tunnel, }" in shown
    assert f"{HUB}/500" in vti.type("hub1", "show crypto ikev2 sa")


def test_packets_of_a_vti_are_counted_by_the_kernel(vti: Console) -> None:
    command = "show crypto ipsec sa | include caps"
    before = vti.type("branch1", command)

    vti.type("hub1", "ping 10.1.0.1 source Loopback10 repeat 7")

    assert _numbers(vti.type("branch1", command)) == [one + 7 for one in _numbers(before)]


def _numbers(text: str) -> list[int]:
    return [int(line.partition("caps: ")[2].partition(",")[0]) for line in text.splitlines()]


def test_without_the_peers_sa_in_its_kernel_nothing_comes_back() -> None:
    with site() as console:
        _neighbours(console)
        assert "(5/5)" in console.type("hub1", PING)

        inside = ("nsenter", "--target", str(console.lab.namespace("branch1")), "--net")
        subprocess.run([*inside, "ip", "xfrm", "state", "flush"], check=True)

        assert "(0/2)" in console.type("hub1", f"{PING} repeat 2 timeout 1")


def test_a_tunnel_that_is_shut_has_no_device(vti: Console) -> None:
    vti.configure("hub1", "interface Tunnel101", "shutdown")
    vti.wait("hub1", "show ip interface brief", lambda text: "administratively down" in text)
    shut = _devices(vti)
    vti.configure("hub1", "interface Tunnel101", "no shutdown")
    _neighbours(vti)

    assert "Tu101" not in shut
    assert "Tu101" in _devices(vti)
    assert "(5/5)" in vti.type("hub1", PING)


def _devices(console: Console) -> str:
    inside = ("nsenter", "--target", str(console.lab.namespace("hub1")), "--net")
    return subprocess.run(
        [*inside, "ip", "link"], check=True, capture_output=True, text=True
    ).stdout


def test_a_vti_works_with_its_outside_in_a_vrf() -> None:
    with site(front_door) as console:
        _neighbours(console)

        answer, seen = _seen(console)

        assert "(5/5)" in answer
        assert {one.kind for one in seen} == {"esp"}


def test_a_protected_gre_tunnel_carries_packets_in_transport_mode() -> None:
    with site() as console:
        turn_to_gre(console)
        console.type("hub1", "clear crypto session")
        shown = console.wait("hub1", "show crypto ipsec sa", lambda text: "ACTIVE(" in text)
        _neighbours(console)

        answer, seen = _seen(console)

        assert "in use settings ={Transport, }" in shown
        assert "(5/5)" in answer
        assert [(one.kind, one.source, one.destination) for one in seen] == [
            ("esp", *ends) for ends in BOTH_WAYS
        ] * 5


def test_crypto_maps_use_the_kernels_policies() -> None:
    with site(mode="map") as console:
        console.type("hub1", PING)

        answer, seen = _seen(console)

        assert "(5/5)" in answer
        assert [(one.kind, one.source, one.destination) for one in seen] == [
            ("esp", *ends) for ends in BOTH_WAYS
        ] * 5
        assert "in use settings ={Tunnel, }" in console.type("hub1", "show crypto ipsec sa")


def test_routers_in_containers_carry_packets_through_tunnel_interfaces(tmp_path: Path) -> None:
    root = tmp_path / "site"
    tunnel = {"number": 100, "subnet": "10.255.0.0/24", "mtu": 1400}
    project(root, mode="tunnel-interface", tunnel=tunnel, routing={"protocol": "static"})

    with containers(tmp_path) as station:
        known = nornir(station, root, "hostkeys", "scan", "--accept-new")
        deployed = nornir(station, root, "run", "deploy-point-to-point", "--json")

    assert known.returncode == 0, known.stdout + known.stderr
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    assert [one["ok"] for one in json.loads(deployed.stdout)["tunnels"]] == [True]
