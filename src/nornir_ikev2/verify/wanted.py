"""Which commands prove the VPNs of a router: all of them go out in one window."""

from __future__ import annotations

from nornir_ikev2.intent.model import RouterIntent
from nornir_ikev2.verify import evidence

_ROUTING = {
    "eigrp": (evidence.EIGRP,),
    "ospf": (evidence.OSPF,),
    "bgp": (evidence.BGP,),
    "static": (evidence.ROUTES,),
    "none": (),
}


def commands_for(intent: RouterIntent) -> tuple[str, ...]:
    """Return the show commands whose answers `evidence.gather` needs, each once; () without VPNs."""
    wanted: dict[str, None] = {}
    for vpn in intent.vpns:
        wanted |= dict.fromkeys((evidence.IKE_SA, evidence.IPSEC_SA))
        if vpn.mode == "tunnel-interface":
            wanted |= dict.fromkeys((evidence.INTERFACES, *_ROUTING[vpn.routing.protocol]))
    return tuple(wanted)
