"""Netmiko, as its users call it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from netmiko import ConnectHandler
from netmiko.exceptions import ConfigInvalidException, NetmikoAuthenticationException

from nornir_ikev2.lab.inprocess import InProcessLab


@pytest.fixture
def device(lab: InProcessLab) -> Iterator[Any]:
    with ConnectHandler(**login(lab)) as connection:
        yield connection


def login(lab: InProcessLab, **values: object) -> dict[str, Any]:
    return {
        "device_type": "cisco_ios",
        "host": "127.0.0.1",
        "port": lab.port("hub1"),
        "username": "admin",
        "password": "admin",
        "ssh_strict": True,
        "alt_host_keys": True,
        "alt_key_file": str(lab.known_hosts),
        **values,
    }


def test_commands_are_answered(device: Any) -> None:
    assert device.find_prompt() == "hub1#"
    running = device.send_command("show running-config")
    assert running.startswith("Building configuration...")
    assert running.rstrip().endswith("end")
    assert "GigabitEthernet2" in device.send_command("show ip interface brief")
    assert "% Invalid input" in device.send_command("show nonsense")


def test_configuration_goes_in_and_is_saved(device: Any, lab: InProcessLab) -> None:
    output = device.send_config_set(
        ["interface Loopback77", "description from netmiko", "ip address 10.77.0.1 255.255.255.255"]
    )
    assert "hub1(config-if)#" in output
    assert "[OK]" in device.save_config()

    section = device.send_command("show running-config interface Loopback77")
    assert " description from netmiko" in section
    saved = lab.router("hub1").nvram.get("startup-config")
    assert saved
    assert b"description from netmiko" in saved.data


def test_a_refused_line_raises_when_a_pattern_is_given(device: Any) -> None:
    with pytest.raises(ConfigInvalidException):
        device.send_config_set(
            ["crypto ikev2 proposal X", "integrity sha-1"], error_pattern="% Inv"
        )
    device.exit_config_mode()
    device.send_config_set(["no crypto ikev2 proposal X"])


def test_a_wrong_password_is_refused(lab: InProcessLab) -> None:
    with pytest.raises(NetmikoAuthenticationException):
        ConnectHandler(**login(lab, password="wrong"))
