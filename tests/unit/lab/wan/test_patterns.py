from __future__ import annotations

import pytest

from fakes.lab_site import site
from nornir_ikev2.lab.cli.grammar import compile_all
from nornir_ikev2.lab.cli.match import Match, match
from nornir_ikev2.lab.cli.values import split
from nornir_ikev2.lab.show.commands import commands as shows
from nornir_ikev2.lab.wan.commands import commands as acts


@pytest.fixture(scope="module")
def patterns() -> list[str]:
    fabric = site().fabric
    return [command.pattern for command in (*acts(fabric), *shows(fabric))]


@pytest.mark.parametrize(
    ("typed", "words", "args"),
    [
        ("ping 10.0.0.1", "ping", {"target": "10.0.0.1"}),
        ("ping vrf WAN 10.0.0.1", "ping vrf", {"vrf": "WAN", "target": "10.0.0.1"}),
        (
            "ping 10.0.0.1 rep 3 sou lo 10 timeout 1",
            "ping repeat source timeout",
            {"target": "10.0.0.1", "repeat": "3", "source": "Loopback10", "timeout": "1"},
        ),
        (
            "ping 10.0.0.1 source 10.1.0.1 repeat 2",
            "ping source repeat",
            {"target": "10.0.0.1", "source": "10.1.0.1", "repeat": "2"},
        ),
        ("clear crypto ikev2 sa", "clear crypto ikev2 sa", {}),
        (
            "clear cry ikev2 sa rem 192.0.2.1",
            "clear crypto ikev2 sa remote",
            {"remote": "192.0.2.1"},
        ),
        ("clear crypto sa peer 192.0.2.1", "clear crypto sa peer", {"peer": "192.0.2.1"}),
        ("sh ip int br", "show ip interface brief", {}),
        ("sh ip int gi2", "show ip interface", {"interface": "GigabitEthernet2"}),
        ("show interfaces Tunnel 100", "show interfaces", {"interface": "Tunnel100"}),
        ("show ip route 10.0.0.1", "show ip route", {"address": "10.0.0.1"}),
        ("show ip eigrp 100 nei", "show ip eigrp neighbors", {"as": "100"}),
        ("show ver", "show version", {}),
        ("show cry ikev2 sa det", "show crypto ikev2 sa detailed", {}),
    ],
)
def test_what_users_type_is_understood(
    patterns: list[str], typed: str, words: str, args: dict[str, str]
) -> None:
    found = match(compile_all(patterns), split(typed))

    assert isinstance(found, Match), found
    assert (" ".join(found.words), dict(found.args)) == (words, args)
