from __future__ import annotations

from fakes.lab_lines import PORTS, block
from nornir_ikev2.ike.model import Release
from nornir_ikev2.lab.store.config import RunningConfig


def test_vrf_takes_the_address_away(router: RunningConfig) -> None:
    router.apply(["vrf definition V", "interface Gi3", "ip address 10.0.0.1 255.255.255.0"])
    reply = router.apply(["interface Gi3", "vrf forwarding V"])[-1]
    assert reply.message.startswith("% GigabitEthernet3 IPv4 disabled and address(es) removed")
    assert not reply.refused
    assert block(router, "interface GigabitEthernet3")[:2] == ["vrf forwarding V", "no ip address"]


def test_toggles(router: RunningConfig) -> None:
    router.apply(
        [
            "interface Gi2",
            "no ip redirects",
            "no shutdown",
            "crypto ikev2 profile PR",
            "no config-exchange request",
        ]
    )
    assert "no ip redirects" in block(router, "interface GigabitEthernet2")
    assert "shutdown" not in block(router, "interface GigabitEthernet2")
    assert "no config-exchange request" in block(router, "crypto ikev2 profile PR")
    router.apply(["interface Gi2", "default ip redirects", "shutdown"])
    assert "no ip redirects" not in block(router, "interface GigabitEthernet2")
    assert "shutdown" in block(router, "interface GigabitEthernet2")


def test_default_interface_empties_it(router: RunningConfig) -> None:
    router.apply(
        [
            "interface Gi2",
            "description x",
            "ip address 10.0.0.1 255.255.255.0",
            "default interface Gi2",
        ]
    )
    assert block(router, "interface GigabitEthernet2") == ["no ip address", "negotiation auto"]
    assert not router.apply(["no crypto map CM"])[0].refused


def test_ports_of_a_startup_config_are_up_unless_it_says_shutdown() -> None:
    running = RunningConfig(Release("17.12.1", (17, 12, 1)), PORTS, hostname="r")
    running.load(
        "interface Gi1\n ip address 10.0.0.1 255.255.255.0\ninterface Gi2\n shutdown\nend\n"
    )
    assert "shutdown" not in block(running, "interface GigabitEthernet1")
    assert "shutdown" in block(running, "interface GigabitEthernet2")
    assert "shutdown" in block(running, "interface GigabitEthernet3")
