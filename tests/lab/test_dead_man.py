"""The dead-man timer over SSH, on the whole lab: confirmed, undone, and when management is cut."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from netmiko import ConnectHandler

from nornir_ikev2.lab.inprocess import InProcessLab

# A crypto map whose ACL takes branch1's answers to the management station into a tunnel that
# does not exist.
CUT = """\
crypto ikev2 keyring K
 peer HUB
  address 198.51.100.1
  pre-shared-key abc
crypto ikev2 profile PR
 match identity remote address 198.51.100.1 255.255.255.255
 authentication remote pre-share
 authentication local pre-share
 keyring local K
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
ip access-list extended ALL
 permit ip 203.0.113.0 0.0.0.3 192.0.2.0 0.0.0.255
crypto map CM 10 ipsec-isakmp
 set peer 198.51.100.1
 set transform-set TS
 set ikev2-profile PR
 match address ALL
interface GigabitEthernet2
 crypto map CM"""


@pytest.fixture
def open_device(lab: InProcessLab) -> Iterator[Callable[[], Any]]:
    opened: list[Any] = []

    def connect() -> Any:
        device = ConnectHandler(
            device_type="cisco_ios",
            host="127.0.0.1",
            port=lab.port("branch1"),
            username="admin",
            password="admin",
        )
        opened.append(device)
        return device

    yield connect
    for device in opened:
        device.remote_conn_pre.close()


def arm(device: Any, minutes: int) -> str:
    output: str = device.send_command(
        f"configure terminal revert timer {minutes}", expect_string=r"\(config\)#"
    )
    return output


def test_an_armed_change_is_confirmed(open_device: Callable[[], Any]) -> None:
    device = open_device()
    armed = arm(device, 120)
    device.send_config_set(["interface Loopback9", "description kept"])

    timer = device.send_command("show archive config rollback timer")
    assert "Rollback Confirmed Change: Backing up current running config to flash:ikev2-" in armed
    assert "Enter configuration commands, one per line.  End with CNTL/Z." in armed
    assert "Timer type: absolute timer\nTimer value: 120 min\nUser: admin" in timer
    assert not device.send_command("configure confirm").strip()

    assert "description kept" in device.send_command("show running-config interface Loopback9")
    assert "No Rollback Confirmed Change pending" in device.send_command("configure confirm")


def test_an_armed_change_is_taken_back(open_device: Callable[[], Any]) -> None:
    device = open_device()
    before = running(device)
    arm(device, 120)
    device.send_config_set(CUT.splitlines()[:-2])

    undone = device.send_command("configure revert now")

    assert "Rollback Confirmed Change: rolling to:flash:ikev2-archive-" in undone
    assert "Rollback Done" in undone
    assert running(device) == before


def test_a_second_timer_and_another_users_are_refused(open_device: Callable[[], Any]) -> None:
    device = open_device()
    arm(device, 120)
    device.exit_config_mode()

    assert "already in progress" in device.send_command("configure terminal revert timer 5")


def test_a_change_that_cuts_management_is_undone_by_the_router(
    open_device: Callable[[], Any], lab: InProcessLab
) -> None:
    device = open_device()
    before = running(device)
    arm(device, 2)
    device.write_channel(CUT + "\n")

    wait_for(lambda: not lab.call(lab.router("branch1").reachable))
    assert not lab.call(lab.router("branch1").reachable)
    wait_for(lambda: lab.call(lab.router("branch1").reachable))

    again = open_device()
    assert running(again) == before
    assert "ROLLBK_CNFMD_CHG_ROLLBACK_START" in again.send_command("show logging")


def wait_for(condition: Callable[[], bool]) -> None:
    """Poll a state of the lab that has no event a client could wait for."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def running(device: Any) -> list[str]:
    lines: list[str] = device.send_command("show running-config").splitlines()
    return [line for line in lines if not line.startswith(("! Last", "Current", "Building", "!"))]
