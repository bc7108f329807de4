"""Tunnels in a routing process of the operator in which every interface is passive."""

from __future__ import annotations

import pytest

from fakes.ios_intents import base, hub, key, peer, reading, vpn
from nornir_ikev2.drivers.ios.driver import IosDriver
from nornir_ikev2.intent.model import Routing


@pytest.mark.parametrize(
    ("process", "protocol"),
    [("router eigrp 100", Routing("eigrp", 100)), ("router ospf 10", Routing("ospf", 10, 0))],
)
def test_a_tunnel_is_the_exception_where_the_operator_made_all_interfaces_passive(
    process: str, protocol: Routing
) -> None:
    config = base().replace(
        "ip forward-protocol", f"{process}\n passive-interface default\n!\nip forward-protocol"
    )

    found = IosDriver().plan(hub(vpn(peer(1), routing=protocol)), reading(config), key)

    assert "no passive-interface Tunnel100" in [
        line.text for section in found.sections for line in section.lines
    ]
    assert (process, "no passive-interface Tunnel100") in found.owned
