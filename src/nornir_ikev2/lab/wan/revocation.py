"""CRLs: a router that insists on one must fetch it before it believes a certificate.

Source: RFC 5280 section 4.2.1.13 for the distribution point; Cisco, PKI configuration guide:
`revocation-check crl` without `none` behind it refuses a certificate whose CRL can't be had.
"""

from __future__ import annotations

from ipaddress import IPv4Address
from urllib.parse import urlsplit

from nornir_ikev2.ike.model import Negotiation, Trustpoint
from nornir_ikev2.lab.contracts import Node
from nornir_ikev2.lab.wan.acl import Packet
from nornir_ikev2.lab.wan.certificates import distribution_points
from nornir_ikev2.lab.wan.forwarding import STATION, Forwarder
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.ports import ip

SIGNATURES = frozenset({"rsa-sig", "ecdsa-sig"})


def known(forwarder: Forwarder, initiator: Member, responder: Member, outcome: Negotiation) -> bool:
    """Whether each end that insists on the CRL of the other's certificate can fetch it now."""
    for verifier, prover, method in (
        (responder, initiator, outcome.initiator_auth),
        (initiator, responder, outcome.responder_auth),
    ):
        root, points = verifier.snapshot.root, verifier.snapshot.ike.trustpoints.values()
        if method not in SIGNATURES or not any(insists(root, one) for one in points):
            continue
        if not all(_fetches(forwarder, verifier, one) for one in servers(prover.snapshot.root)):
            return False
    return True


def _fetches(forwarder: Forwarder, member: Member, server: IPv4Address) -> bool:
    """Whether TCP gets from a router to a CRL server and back."""
    source = forwarder.source(member, server)
    if source is None:
        return False
    ask = Packet(source, server, "tcp", 50080, 80)
    there = forwarder.send(member.name, ask)
    if there.arrived is None or there.arrived == STATION:
        return False
    return forwarder.send(there.arrived, ask.reply(), vrf=there.vrf).arrived == member.name


def insists(root: Node, point: Trustpoint) -> bool:
    """Whether a trustpoint is configured to need a CRL; one that says nothing is left alone here."""
    node = root.find(f"crypto pki trustpoint {point.name}")
    line = next(node.starting("revocation-check "), None) if node is not None else None
    methods = line.text.split()[1:] if line is not None else []
    return "crl" in methods and "none" not in methods


def servers(root: Node) -> list[IPv4Address]:
    """Where the CRLs of a router's own certificates are, as far as they are named by address."""
    found: list[IPv4Address] = []
    for node in root.starting("crypto pki certificate chain "):
        for url in distribution_points(node):
            address = ip(urlsplit(url).hostname or "")
            if address is not None:
                found.append(address)
    return found
