"""NAPALM's ios driver: getters, merge and replace with inline transfer, confirm, rollback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from napalm.base.exceptions import CommitConfirmException, ReplaceConfigException
from napalm.ios import IOSDriver

from nornir_ikev2.lab.inprocess import InProcessLab

MERGE = "interface Loopback55\n description merged\n ip address 10.55.0.1 255.255.255.255\nend\n"


@pytest.fixture
def device(lab: InProcessLab, hurried: None) -> Iterator[Any]:
    del hurried
    driver = IOSDriver(
        "127.0.0.1",
        "admin",
        "admin",
        optional_args={
            "port": lab.port("branch1"),
            "inline_transfer": True,
            "ssh_strict": True,
            "alt_host_keys": True,
            "alt_key_file": str(lab.known_hosts),
        },
    )
    driver.open()
    yield driver
    driver.close()


def test_facts_and_addresses(device: Any, lab: InProcessLab) -> None:
    facts = device.get_facts()

    assert facts["hostname"] == "branch1"
    assert facts["vendor"] == "Cisco"
    assert facts["serial_number"] == lab.router("branch1").serial
    assert "17.12.1" in facts["os_version"]
    assert "GigabitEthernet2" in facts["interface_list"]
    addresses = device.get_interfaces_ip()
    assert addresses["GigabitEthernet2"]["ipv4"] == {"203.0.113.1": {"prefix_length": 30}}
    assert addresses["Loopback10"]["ipv4"] == {"10.1.0.1": {"prefix_length": 24}}


def test_a_merge_is_compared_committed_and_rolled_back(device: Any) -> None:
    before = device.get_config("running")["running"]
    device.load_merge_candidate(config=MERGE)
    diff = device.compare_config()
    assert "+interface Loopback55" in diff
    assert "description merged" in diff

    device.commit_config()
    assert "Loopback55" in device.get_config("running")["running"]
    device.rollback()

    assert lines(device.get_config("running")["running"]) == lines(before)


def test_a_merge_with_revert_in_comes_back_unless_confirmed(device: Any) -> None:
    device.load_merge_candidate(config=MERGE)
    device.commit_config(revert_in=600)
    assert device.has_pending_commit()
    device.confirm_commit()
    assert not device.has_pending_commit()
    assert "Loopback55" in device.get_config("startup")["startup"]

    device.load_merge_candidate(config="no interface Loopback55\nend\n")
    device.commit_config(revert_in=600)
    assert "Loopback55" not in device.get_config("running")["running"]
    device.rollback()

    assert not device.has_pending_commit()
    assert "Loopback55" in device.get_config("running")["running"]
    with pytest.raises(CommitConfirmException):
        device.confirm_commit()


def test_a_replace_is_compared_and_committed(device: Any) -> None:
    running = device.get_config("running")["running"]
    text = running[running.index("version ") :]
    wanted = text.replace(" description LAN", " description replaced")
    device.load_replace_candidate(config=wanted)

    diff = device.compare_config()
    device.commit_config()

    assert "+description replaced" in diff
    assert "-description LAN" in diff
    assert " description replaced" in device.get_config("running")["running"]


def test_a_replace_that_can_not_be_applied_leaves_the_router_as_it_was(device: Any) -> None:
    running = device.get_config("running")["running"]
    text = running[running.index("version ") :]
    wanted = text.replace("hostname branch1", "hostname branch1\nbogus command")
    device.load_replace_candidate(config=wanted)

    with pytest.raises(ReplaceConfigException, match="successfully restored"):
        device.commit_config()

    assert lines(device.get_config("running")["running"]) == lines(running)


def test_a_discarded_candidate_changes_nothing(device: Any) -> None:
    device.load_merge_candidate(config=MERGE)
    device.discard_config()

    assert not device.compare_config()


def lines(config: str) -> list[str]:
    volatile = ("!", "Building", "Current configuration", "file prompt quiet")
    return [line for line in config.splitlines() if line.strip() and not line.startswith(volatile)]
