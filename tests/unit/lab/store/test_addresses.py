from __future__ import annotations

import pytest

from fakes.lab_lines import config
from nornir_ikev2.lab.store.config import RunningConfig

LAN = ["interface Loopback10", " ip address 10.0.0.1 255.255.255.0"]


@pytest.fixture
def router() -> RunningConfig:
    running = config()
    running.apply(LAN)
    return running


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("ip address 10.0.0.5 255.255.255.252", "% 10.0.0.4 overlaps with Loopback10"),
        ("ip address 10.0.0.9 255.255.255.0", "% 10.0.0.0 overlaps with Loopback10"),
        ("ip address 10.9.9.9 255.0.0.0", "% 10.0.0.0 overlaps with Loopback10"),
        ("ip address 10.1.0.0 255.255.255.0", "Bad mask /24 for address 10.1.0.0"),
        ("ip address 10.1.0.255 255.255.255.0", "Bad mask /24 for address 10.1.0.255"),
        ("ip address 10.1.0.1 255.0.255.0", "Bad mask 0xFF00FF00 for address 10.1.0.1"),
        ("ip address 10.1.0.1 255.255.255.0", ""),
        ("ip address 10.1.0.0 255.255.255.254", ""),
    ],
)
def test_an_address_that_overlaps_or_is_no_host_is_refused(
    router: RunningConfig, line: str, message: str
) -> None:
    reply = router.apply(["interface Tunnel1", line])[-1]

    assert (reply.message, reply.refused) == (message, bool(message))


def test_the_same_interface_may_move_inside_its_own_network(router: RunningConfig) -> None:
    lines = ["interface Loopback10", "ip address 10.0.0.2 255.255.255.128", LAN[1]]

    assert not [reply for reply in router.apply(lines) if reply.refused]


@pytest.mark.parametrize(
    "first",
    [
        ["no interface Loopback10"],
        ["interface Loopback10", "no ip address"],
        ["interface Loopback10", "ip address 10.7.0.1 255.255.255.0"],
        ["interface Loopback10", "shutdown"],
        ["vrf definition RED", "interface Loopback10", "vrf forwarding RED", LAN[1]],
    ],
)
def test_a_network_nobody_else_has_in_service_is_free(
    router: RunningConfig, first: list[str]
) -> None:
    router.apply(first)

    assert not router.apply(["interface Tunnel1", "ip address 10.0.0.9 255.255.255.0"])[-1].refused


def test_vrfs_are_apart(router: RunningConfig) -> None:
    router.apply(["vrf definition RED"])
    replies = router.apply(
        ["interface Tunnel1", "vrf forwarding RED", "ip address 10.0.0.1 255.255.255.0"]
    )
    replies += router.apply(
        ["interface Tunnel2", "vrf forwarding RED", "ip address 10.0.0.2 255.255.255.0"]
    )

    assert [reply.message for reply in replies if reply.refused] == [
        "% 10.0.0.0 overlaps with Tunnel1"
    ]
