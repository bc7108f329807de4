from __future__ import annotations

from fakes.lab_wan import tree
from nornir_ikev2.lab.show.lists import access_lists, vrfs

TEXT = """
vrf definition WAN
 rd 65000:1
 address-family ipv4
interface GigabitEthernet2
 vrf forwarding WAN
access-list 10 permit 10.0.0.0 0.0.0.255
access-list 110 permit ip any any
ip access-list extended A
 10 permit ip any any
 remark nothing
 30 deny tcp any any eq 22
"""


def test_access_lists_have_a_head_and_numbered_entries() -> None:
    assert access_lists(tree(TEXT), None).splitlines() == [
        "Extended IP access list A",
        "    10 permit ip any any",
        "    30 deny tcp any any eq 22",
        "Standard IP access list 10",
        "    10 permit 10.0.0.0 0.0.0.255",
        "Extended IP access list 110",
        "    10 permit ip any any",
    ]
    assert access_lists(tree(TEXT), "110").splitlines()[0] == "Extended IP access list 110"


def test_vrfs_name_their_interfaces() -> None:
    assert vrfs(tree(TEXT)).splitlines()[1].split() == [
        "WAN",
        "65000:1",
        "ipv4",
        "GigabitEthernet2",
    ]
