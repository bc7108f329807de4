"""A hub and a spoke as the checks see them: intent, prediction, and what each router shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path

from fakes import show_text
from nornir_ikev2.ike.model import ChildSuite, Negotiation, Proposal, Suite
from nornir_ikev2.intent.model import (
    Intent,
    Mode,
    Peer,
    RouterIntent,
    RouterVpn,
    Routing,
    Transform,
    TunnelEnd,
    TunnelIntent,
    Wan,
)
from nornir_ikev2.verify.checks import Proof
from nornir_ikev2.verify.evidence import EIGRP, IKE_SA, INTERFACES, IPSEC_SA, Evidence, gather

FOLDERS = [Path(__file__).resolve().parents[2] / "parsers"]
HUB, SPOKE = "198.51.100.1", "203.0.113.1"
LANS = {"hub1": "10.0.0.0", "branch1": "10.1.0.0"}
ENDS = ("hub1", "branch1")
SUITE = Suite("aes-cbc-256", "sha512", "sha512", 20)
PREDICTED = Negotiation(
    ok=True,
    suite=SUITE,
    child=ChildSuite("aes-cbc-256", "sha256", "tunnel", (), 19),
)


def intent(mode: Mode = "tunnel-interface", routing: Routing | None = None) -> Intent:
    """One VPN of one hub and one spoke."""
    chosen = routing or (Routing("eigrp", 100) if mode == "tunnel-interface" else Routing("none"))
    return Intent(
        routers={
            "hub1": _router("hub1", HUB, "branch1", SPOKE, mode, chosen),
            "branch1": _router("branch1", SPOKE, "hub1", HUB, mode, chosen),
        },
        tunnels=(TunnelIntent("branches", ENDS, mode, chosen),),
    )


def _router(
    name: str, address: str, other: str, other_address: str, mode: Mode, routing: Routing
) -> RouterIntent:
    hub = name == "hub1"
    own, far = ("10.255.0.1", "10.255.0.2") if hub else ("10.255.0.2", "10.255.0.1")
    end = TunnelEnd(100, IPv4Interface(f"{own}/30"), 1400, 1360)
    tunnels = mode == "tunnel-interface"
    peer = Peer(
        name=other,
        address=IPv4Address(other_address),
        lans=(IPv4Network(f"{LANS[other]}/24"),),
        tunnel=end if tunnels else None,
        remote_tunnel=IPv4Address(far) if tunnels else None,
        auth_local="pre-share",
        auth_remote="pre-share",
        local_key=None,
        remote_key=None,
        initiator=not hub,
    )
    vpn = RouterVpn(
        vpn="branches",
        prefix="BRANCHES",
        topology="hub-spoke",
        role="hub" if hub else "spoke",
        mode=mode,
        proposals=(Proposal("strong", ("aes-cbc-256",), ("sha512",), (), (20,)),),
        transforms=(Transform("aes-cbc-256", "sha256"),),
        trustpoint=None,
        lifetime=86400,
        dpd=None,
        pfs=19,
        ipsec_lifetime=3600,
        routing=routing,
        allow_weak=False,
        peers=(peer,),
    )
    wan = Wan("GigabitEthernet2", IPv4Address(address))
    return RouterIntent(name, "cisco_ios", wan, (IPv4Network(f"{LANS[name]}/24"),), (vpn,))


def sa(name: str, **changes: object) -> dict[str, object]:
    """One end of the IKE SA between the two, as `show` has it."""
    hub = name == "hub1"
    spis = ("AAAAAAAAAAAAAAA1", "BBBBBBBBBBBBBBB1")
    return {
        "local": HUB if hub else SPOKE,
        "local_port": 500,
        "remote": SPOKE if hub else HUB,
        "remote_port": 500,
        "fvrf": "none",
        "ivrf": "none",
        "status": "READY",
        "encryption": "AES-CBC",
        "key_size": 256,
        "prf": "SHA512",
        "integrity": "SHA512",
        "group": 20,
        "auth_sign": "PSK",
        "auth_verify": "PSK",
        "lifetime": 86400,
        "active": 30,
        "local_spi": spis[0] if hub else spis[1],
        "remote_spi": spis[1] if hub else spis[0],
        "local_id": HUB if hub else SPOKE,
        "remote_id": SPOKE if hub else HUB,
        "initiator": "No" if hub else "Yes",
    } | changes


def flow(name: str, mode: Mode = "tunnel-interface", **changes: object) -> dict[str, object]:
    """One end of the child SA between the two."""
    hub = name == "hub1"
    if mode == "tunnel-interface":
        local = remote = mask = "0.0.0.0"  # noqa: S104 - the selectors of a tunnel interface, not a socket
    else:
        local, remote, mask = LANS[name], LANS["branch1" if hub else "hub1"], "255.255.255.0"
    return {
        "local": local,
        "local_mask": mask,
        "remote": remote,
        "remote_mask": mask,
        "peer": SPOKE if hub else HUB,
        "encaps": 5,
        "decaps": 5,
        "spi_in": "0xA1" if hub else "0xB1",
        "spi_out": "0xB1" if hub else "0xA1",
        "transform": "esp-256-aes esp-sha256-hmac",
    } | changes


def shown(
    name: str,
    sas: Iterable[dict[str, object]] | None = None,
    flows: Iterable[dict[str, object]] | None = None,
    *,
    neighbors: bool = True,
    mode: Mode = "tunnel-interface",
) -> Evidence:
    """What one router shows; all is well unless told otherwise."""
    hub = name == "hub1"
    tunnel = mode == "tunnel-interface"
    port, tag = (
        ("Tunnel100", "Tunnel100-head-0") if tunnel else ("GigabitEthernet2", "BRANCHES-MAP")
    )
    own, far = ("10.255.0.1", "10.255.0.2") if hub else ("10.255.0.2", "10.255.0.1")
    listed = [flow(name, mode)] if flows is None else list(flows)
    answers = {
        IKE_SA: show_text.ike_sas([sa(name)] if sas is None else sas, detailed=True),
        IPSEC_SA: show_text.ipsec_sas(port, tag, HUB if hub else SPOKE, listed) if listed else "",
    }
    if tunnel:
        answers[EIGRP] = show_text.eigrp(100, [(far, "Tu100")] if neighbors else [])
        answers[INTERFACES] = show_text.interfaces([("Tunnel100", own, "up", "up")])
    return gather(name, answers, FOLDERS)


def proof(*evidence: Evidence, prediction: Negotiation = PREDICTED) -> Proof:
    """Evidence and prediction together."""
    return Proof(
        now={one.router: one for one in evidence}, predictions={("branches", ENDS): prediction}
    )


def failing(reason: str, detail: str) -> Negotiation:
    """A prediction that says no."""
    return replace(PREDICTED, ok=False, reason=reason, detail=detail)  # type: ignore[arg-type] # any word
