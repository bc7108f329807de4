"""Many spokes: every tunnel has its own numbers and addresses, and the work grows no faster than they do."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from nornir.core.inventory import Defaults, Group, Groups, Host, Hosts, Inventory, ParentGroups

from example_site import lay_out_example
from nornir_ikev2.intent.load import LoadedIntent, load_intent


def fleet(spokes: int) -> Inventory:
    """One hub and many spokes, without files."""
    groups = Groups({name: Group(name) for name in ("hubs", "branches")})
    hosts = Hosts()
    for number in range(spokes + 1):
        wan = f"198.{18 + number // 65536}.{number // 256 % 256}.{number % 256}"
        hosts[f"r{number}"] = Host(
            f"r{number}",
            hostname=f"r{number}.example.net",
            platform="cisco_xe",
            groups=ParentGroups([groups["branches" if number else "hubs"]]),
            data={
                "wan": {"interface": "GigabitEthernet2", "address": wan},
                "lans": [f"11.{number // 256}.{number % 256}.0/24"],
            },
        )
    return Inventory(hosts, groups, Defaults())


def load(root: Path, spokes: int) -> LoadedIntent:
    """Load the example with another inventory."""
    lay_out_example(root, {"hubs: [hub1]": "hubs: [hubs]", "10.255.0.0/24": "10.0.0.0/8"})
    return load_intent(root, root / "inventory" / "vpns.yaml", fleet(spokes))


def calls(root: Path, spokes: int) -> int:
    """How many Python calls a load makes."""
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    inventory = fleet(spokes)
    sys.setprofile(profile)
    try:
        load_intent(root, root / "inventory" / "vpns.yaml", inventory)
    finally:
        sys.setprofile(None)
    return count


def test_two_thousand_spokes_get_their_own_numbers_and_addresses(tmp_path: Path) -> None:
    intent = load(tmp_path, 2000).intent

    hub = intent.routers["r0"].vpns[0]
    tunnels = [peer.tunnel for peer in hub.peers if peer.tunnel]
    assert [tunnel.number for tunnel in tunnels] == list(range(100, 2100))
    addresses = Counter(
        peer.tunnel.address
        for router in intent.routers.values()
        for part in router.vpns
        for peer in part.peers
        if peer.tunnel
    )
    assert len(addresses) == 4000
    assert set(addresses.values()) == {1}


def test_the_work_is_linear(tmp_path: Path) -> None:
    load(tmp_path, 10)

    few, many = calls(tmp_path, 200), calls(tmp_path, 800)

    assert many < few * 5
