"""Weak algorithms in `vpns.yaml`: refused, or a warning each where the VPN says `allow_weak: true`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nornir_ikev2.ike.model import Proposal
from nornir_ikev2.ike.strength import group_weaknesses, transform_weaknesses, weaknesses
from nornir_ikev2.intent.findings import Findings
from nornir_ikev2.intent.schema import VpnEntry
from nornir_ikev2.place import Place

Found = Iterator[tuple[Place, str]]

SHA1 = "integrity sha1 is weak: RFC 8247 section 2.3 and RFC 8221 section 6: MUST-, on its way out"


def check_strength(
    vpns: Mapping[str, VpnEntry], proposals: Mapping[str, Proposal], findings: Findings
) -> None:
    """Judge every algorithm that a VPN uses; what no VPN uses is left alone."""
    for vpn, entry in vpns.items():
        allowed = entry.allow_weak
        for place, text in dict.fromkeys(_weak(vpn, entry, proposals)):
            if allowed:
                findings.warn(place, f"{text} (VPN `{vpn}` says allow_weak)")
            else:
                findings.vpn(place, text, f"Replace it, or set allow_weak: true in VPN `{vpn}`.")


def used(entry: VpnEntry) -> list[str]:
    """Names of the proposals a VPN uses on any side, each once."""
    written = entry.ike.proposals
    lists: Iterable[list[str]] = written.values() if isinstance(written, dict) else [written]
    return list(dict.fromkeys(name for names in lists for name in names))


def _weak(vpn: str, entry: VpnEntry, proposals: Mapping[str, Proposal]) -> Found:
    for name in used(entry):
        if name in proposals:
            yield from _proposal(name, proposals[name])
    ipsec: Place = ("vpns", vpn, "ipsec")
    for number, one in enumerate(entry.ipsec.transforms):
        place: Place = (*ipsec, "transforms", number)
        for weakness in transform_weaknesses(one.encryption, one.integrity):
            kind, value = weakness.what.split()
            if value != "none":  # a missing integrity is a fault of its own, never allowed
                yield (*place, kind), weakness.text
        if one.integrity == "sha1":
            yield (*place, "integrity"), SHA1
    for weakness in group_weaknesses(entry.ipsec.pfs) if entry.ipsec.pfs else ():
        yield (*ipsec, "pfs"), weakness.text


def _proposal(name: str, proposal: Proposal) -> Found:
    for weakness in weaknesses(proposal):
        kind, value = weakness.what.split()
        values = [str(one) for one in getattr(proposal, kind)]
        yield ("proposals", name, kind, values.index(value)), weakness.text
    if "sha1" in proposal.integrity:
        yield ("proposals", name, "integrity", proposal.integrity.index("sha1")), SHA1
