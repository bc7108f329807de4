from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest

from fakes.lab_wan import tree
from nornir_ikev2.ike.model import Selector
from nornir_ikev2.lab.wan.acl import Packet, access_lists, entry, permits, selectors

SSH = Packet(IPv4Address("192.0.2.10"), IPv4Address("10.0.0.1"), "tcp", 50022, 22)


@pytest.mark.parametrize(
    ("line", "matches"),
    [
        ("permit ip any any", True),
        ("10 permit tcp host 192.0.2.10 any eq 22", True),
        ("permit tcp any any eq telnet", False),
        ("permit udp any any", False),
        ("permit tcp any range 50000 60000 10.0.0.0 0.0.0.255 lt 23", True),
        ("permit tcp any gt 60000 any", False),
        ("permit ip 192.0.0.10 0.255.255.0 any", True),
        ("permit ip 192.0.2.11 0.0.255.0 any", False),
        ("permit tcp any any eq www log", False),
    ],
)
def test_a_line_matches_what_it_names(line: str, matches: bool) -> None:
    found = entry(line, extended=True)

    assert found is not None
    assert found.matches(SSH) is matches


@pytest.mark.parametrize("line", ["remark no", "permit ip any", "evaluate X", "permit ip x y", ""])
def test_what_is_no_entry_is_left_out(line: str) -> None:
    assert entry(line, extended=True) is None


def test_lists_by_name_and_number_and_their_implicit_end() -> None:
    lists = access_lists(
        tree(
            "access-list 10 permit 192.0.2.0 0.0.0.255\naccess-list 110 deny ip any any\n"
            "ip access-list extended A\n 10 deny tcp any any eq 22\n 20 permit ip any any\n"
            "ip access-list standard B\n 10 permit 10.0.0.1\nip access-list extended EMPTY\n"
        )
    )

    assert {name: permits(lines, SSH) for name, lines in lists.items()} == {
        "10": True,
        "110": False,
        "A": False,
        "B": False,
        "EMPTY": False,
    }


def test_selectors_are_the_permit_lines() -> None:
    lists = access_lists(
        tree(
            "ip access-list extended A\n deny ip any any\n permit gre host 10.0.0.1 any\n"
            " permit ip 10.0.0.0 0.0.0.3 10.1.0.0 0.0.255.255\n"
        )
    )

    assert selectors(lists["A"]) == (
        Selector(IPv4Network("10.0.0.1/32"), IPv4Network("0.0.0.0/0"), "gre"),
        Selector(IPv4Network("10.0.0.0/30"), IPv4Network("10.1.0.0/16")),
    )
