from __future__ import annotations

import pytest

from nornir_ikev2.lab.store.config import RunningConfig


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("permit ip 10.0.0.7 0.0.0.255 any", "10 permit ip 10.0.0.0 0.0.0.255 any"),
        ("permit ip 10.0.0.7 0.0.0.0 0.0.0.0 255.255.255.255", "10 permit ip host 10.0.0.7 any"),
        (
            "permit ip host 10.0.0.0 10.0.0.0 10.0.0.0",
            "10 permit ip host 10.0.0.0 0.0.0.0 10.0.0.0",
        ),
        ("deny tcp any eq www any range 1 5", "10 deny   tcp any eq www any range 1 5"),
        ("25 permit icmp any any echo", "25 permit icmp any any echo"),
    ],
)
def test_access_list_entries(router: RunningConfig, typed: str, stored: str) -> None:
    router.apply(["ip access-list extended A", typed, typed])
    node = router.root.find("ip access-list extended A")
    assert node is not None
    assert [child.text for child in node.children] == [stored]
    router.apply(["ip access-list extended A", f"no {typed}"])
    assert node.children == []


def test_entries_are_removed_by_number(router: RunningConfig) -> None:
    router.apply(["ip access-list extended A", "permit gre any any", "permit esp any any", "no 10"])
    node = router.root.find("ip access-list extended A")
    assert node is not None
    assert [child.text for child in node.children] == ["20 permit esp any any"]


def test_numbered_access_lists_go_whole(router: RunningConfig) -> None:
    lists = [
        "access-list 101 permit ip any any",
        "access-list 101 remark x",
        "access-list 10 permit any",
    ]
    router.apply([*lists, "no access-list 101"])
    assert [node.text for node in router.root.starting("access-list")] == lists[2:]
