"""What an undo takes away that is not of the run."""

from __future__ import annotations

from nornir_ikev2.change.foreign import lines_of_others

BEFORE = """\
hostname hub1
interface Loopback10
 description LAN
router eigrp 100
 network 10.0.0.0 0.0.0.255
ip access-list extended NAT
 10 deny ip any any
"""
INTENDED = """\
hostname hub1
interface Loopback10
 description LAN
interface Tunnel100
 ip mtu 1400
router eigrp 100
 network 10.0.0.0 0.0.0.255
 network 10.255.0.0 0.0.0.3
ip access-list extended NAT
 10 deny ip any any
"""


def test_the_change_itself_in_any_part_is_nobody_elses() -> None:
    part = INTENDED.replace(" network 10.255.0.0 0.0.0.3\n", "")

    assert [lines_of_others(BEFORE, INTENDED, now) for now in (BEFORE, part, INTENDED)] == [
        [],
        [],
        [],
    ]


def test_a_line_in_a_place_that_was_there_is_named_with_its_place() -> None:
    now = INTENDED.replace(" network 10.255", " passive-interface default\n network 10.255")

    assert lines_of_others(BEFORE, INTENDED, now) == [
        "+ router eigrp 100 / passive-interface default"
    ]


def test_a_new_object_is_named_by_its_lines_and_a_lost_one_by_its_head() -> None:
    now = INTENDED.replace("interface Loopback10\n description LAN\n", "")
    now += "interface Loopback77\n description theirs\nip route 0.0.0.0 0.0.0.0 Null0\n"

    assert lines_of_others(BEFORE, INTENDED, now) == [
        "+ interface Loopback77 / description theirs",
        "+ ip route 0.0.0.0 0.0.0.0 Null0",
        "- interface Loopback10",
    ]


def test_lines_that_a_router_fills_in_are_not_taken_for_somebodys() -> None:
    now = INTENDED.replace(" ip mtu 1400\n", " no ip address\n ip mtu 1400\n")
    now = now.replace(" 10 deny ip any any", " 20 deny ip any any")

    assert lines_of_others(BEFORE, INTENDED, now) == []


def test_what_the_change_removes_is_not_missed() -> None:
    gone = BEFORE.replace(" network 10.0.0.0 0.0.0.255\n", "")

    assert lines_of_others(BEFORE, gone, gone) == []
