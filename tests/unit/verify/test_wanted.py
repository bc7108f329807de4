"""Which commands prove a router's VPNs."""

from __future__ import annotations

from dataclasses import replace

from fakes.two_ends import intent
from nornir_ikev2.intent.model import Routing
from nornir_ikev2.verify import evidence
from nornir_ikev2.verify.wanted import commands_for


def test_tunnel_interfaces_with_eigrp() -> None:
    found = commands_for(intent().routers["hub1"])
    assert found == (evidence.IKE_SA, evidence.IPSEC_SA, evidence.INTERFACES, evidence.EIGRP)


def test_crypto_map_needs_the_sas_only() -> None:
    found = commands_for(intent("crypto-map").routers["hub1"])
    assert found == (evidence.IKE_SA, evidence.IPSEC_SA)


def test_static_routing_needs_the_routes() -> None:
    found = commands_for(intent(routing=Routing("static")).routers["hub1"])
    assert evidence.ROUTES in found


def test_nothing_without_vpns() -> None:
    assert commands_for(replace(intent().routers["hub1"], vpns=())) == ()
