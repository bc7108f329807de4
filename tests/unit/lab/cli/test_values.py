from __future__ import annotations

import pytest

from nornir_ikev2.lab.cli.interfaces import canonical, place
from nornir_ikev2.lab.cli.values import KINDS, address, contiguous, split


def take(kind: str, text: str, options: str = "") -> tuple[str, int] | None:
    return KINDS[kind].take(split(text), 0, options)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Gi2", "GigabitEthernet2"),
        ("gig0/0/1", "GigabitEthernet0/0/1"),
        ("Te1/0/1.20", "TenGigabitEthernet1/0/1.20"),
        ("tu0", "Tunnel0"),
        ("lo10", "Loopback10"),
        ("e0/1", "Ethernet0/1"),
        ("Eth0/1", "Ethernet0/1"),
        ("vl1", "Vlan1"),
        ("T1", None),
        ("foo1", None),
        ("Gi", None),
    ],
)
def test_interface_names(typed: str, name: str | None) -> None:
    assert canonical(typed) == name


def test_interfaces_sort_as_the_running_config_does() -> None:
    names = ["GigabitEthernet10", "Tunnel2", "GigabitEthernet2", "Loopback7", "Tunnel10"]
    assert sorted(names, key=place) == [
        "Loopback7", "Tunnel2", "Tunnel10", "GigabitEthernet2", "GigabitEthernet10",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text", "result"),
    [
        ("INT", "007", ("7", 1)),
        ("INT", "x", None),
        ("IP", "10.0.0.01", ("10.0.0.1", 1)),
        ("IP", "10.0.0.256", None),
        ("IP", "10.0.0", None),
        ("MASK", "255.255.255.0", ("255.255.255.0", 1)),
        ("MASK", "255.0.255.0", None),
        ("WILD", "0.0.0.255", ("0.0.0.255", 1)),
        ("WILD", "255.255.255.0", ("0.0.0.255", 1)),
        ("PREFIX4", "10.0.0.0/8", ("10.0.0.0/8", 1)),
        ("PREFIX4", "10.0.0.0/33", None),
        ("IPV6", "fe80::1", ("FE80::1", 1)),
        ("IPV6", "1.2.3.4", None),
        ("PREFIX6", "2001:db8::1/64", ("2001:DB8::1/64", 1)),
        ("PREFIX6", "2001:db8::1", None),
        ("IFNAME", "gi 2", ("GigabitEthernet2", 2)),
        ("HEX", "0xAB", ("0xAB", 1)),
        ("HEX", "XY", None),
        ("LINE", "a  b ", ("a  b", 2)),
    ],
)
def test_values(kind: str, text: str, result: tuple[str, int] | None) -> None:
    assert take(kind, text) == result


def test_numbers_have_bounds() -> None:
    assert take("INT", "5", "5-10") == ("5", 1)
    assert take("INT", "11", "5-10") is None


def test_masks() -> None:
    assert contiguous(address("255.255.255.252") or 0)
    assert not contiguous(address("255.255.253.0") or 0)
