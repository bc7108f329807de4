"""A hub of a thousand peers, and many idle routers: the work done, not the time it took."""

from __future__ import annotations

import tracemalloc

from fakes.lab_lines import PORTS, RELEASE, config
from nornir_ikev2.lab.store.config import RunningConfig
from nornir_ikev2.lab.store.section import Section

PEERS = 1000
ROUTERS = 200
MEGABYTES = 500


def hub() -> list[str]:
    lines = ["crypto ikev2 keyring K"]
    for number in range(PEERS):
        lines += [
            f" peer R{number}",
            f"  address 10.{number // 250}.{number % 250}.1",
            "  pre-shared-key k",
        ]
    lines += ["crypto ikev2 profile PR", " keyring local K"]
    lines += [
        f" match identity remote address 10.{number // 250}.{number % 250}.1 255.255.255.255"
        for number in range(PEERS)
    ]
    lines += ["crypto ipsec profile IP", " set ikev2-profile PR"]
    for number in range(PEERS):
        lines += [f"interface Tunnel{number}", " tunnel protection ipsec profile IP"]
    return lines


def test_a_hub_of_a_thousand_peers() -> None:
    router = config()
    assert not [reply for reply in router.apply(hub()) if reply.refused]
    text, version = router.text(), router.version
    assert text.count("\n peer ") == text.count("\ninterface Tunnel") == PEERS
    assert not [reply for reply in router.apply(hub()) if reply.refused]
    assert router.version == version
    assert [node.text for node in router.root.starting("interface Tunnel")] == [
        f"interface Tunnel{number}" for number in range(PEERS)
    ]


def test_typing_a_line_does_not_look_at_all_the_others() -> None:
    router = config()
    router.apply(hub())
    looked: list[str] = []

    class Counting(dict[tuple[str, ...], object]):
        def values(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 - as dict
            looked.append("all")
            return super().values()

    top: Section = router.editor.top
    top.items = Counting(top.items)  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue] - a spy
    router.apply(
        [
            "interface Tunnel5",
            "ip mtu 1400",
            "no ip mtu",
            "crypto ikev2 profile PR",
            "dpd 10 3 periodic",
        ]
    )
    assert looked == []


def test_idle_routers_are_small() -> None:
    tracemalloc.start()
    routers = [RunningConfig(RELEASE, PORTS, hostname=f"r{number}") for number in range(ROUTERS)]
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(routers) == ROUTERS
    assert used < MEGABYTES * 1_000_000 / 10  # the store's part
