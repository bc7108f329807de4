"""What the entries of `vpns.yaml` must be together: algorithms, modes, sides, names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Network

from nornir_ikev2.ike.algorithms import is_aead
from nornir_ikev2.intent.findings import Findings
from nornir_ikev2.intent.roster import Roster
from nornir_ikev2.intent.schema import ProposalEntry, VpnEntry, VpnsFile
from nornir_ikev2.intent.words import did_you_mean
from nornir_ikev2.place import Place

TUNNEL_ADDRESSES = 4
"""A tunnel takes a /30."""


def prefix_of(vpn: str, entry: VpnEntry) -> str:
    """How the names of a VPN's objects begin."""
    return entry.prefix or vpn.upper()


def check_file(file: VpnsFile, findings: Findings) -> None:
    """Check what needs no inventory."""
    _twins("proposals", file.proposals, findings)
    _twins("vpns", file.vpns, findings)
    for name, proposal in file.proposals.items():
        _proposal(name, proposal, findings)
    for name, entry in file.vpns.items():
        _mode(name, entry, findings)
        _transforms(name, entry, findings)
    _prefixes(file.vpns, findings)
    _pools(file.vpns, findings)


def _twins(part: str, names: Iterable[str], findings: Findings) -> None:
    seen: dict[str, str] = {}
    for name in names:
        twin = seen.setdefault(name.lower(), name)
        if twin != name:
            findings.vpn((part, name), f"differs from `{twin}` in case only")


def _twice(place: Place, values: Sequence[object], findings: Findings) -> None:
    for number, value in enumerate(values):
        if value in values[:number]:
            findings.vpn((*place, number), f"`{value}` stands here twice")


def _proposal(name: str, entry: ProposalEntry, findings: Findings) -> None:
    place: Place = ("proposals", name)
    for key in ("encryption", "integrity", "prf", "group"):
        _twice((*place, key), getattr(entry, key), findings)
    aead = [cipher for cipher in entry.encryption if is_aead(cipher)]
    if aead and len(aead) < len(entry.encryption):
        findings.vpn(
            (*place, "encryption"),
            f"`{aead[0]}` can't share a proposal with ciphers that need integrity (RFC 5282)",
            "Make two proposals and list both in ike.proposals.",
        )
    elif aead and entry.integrity:
        findings.vpn(
            (*place, "integrity"),
            f"`{aead[0]}` authenticates by itself and takes no integrity (RFC 5282)",
            "Remove integrity, and name a prf.",
        )
    elif not aead and not entry.integrity:
        findings.vpn(place, f"`integrity` is missing: `{entry.encryption[0]}` needs one")
    if aead and not entry.prf:
        findings.vpn(
            place, f"`prf` is missing: with `{aead[0]}` there is no integrity to take it from"
        )


def _transforms(vpn: str, entry: VpnEntry, findings: Findings) -> None:
    place: Place = ("vpns", vpn, "ipsec", "transforms")
    for number, one in enumerate(entry.ipsec.transforms):
        if is_aead(one.encryption) and one.integrity:
            text = f"`{one.encryption}` authenticates by itself and takes no integrity (RFC 4106)"
            findings.vpn((*place, number, "integrity"), text)
        elif not is_aead(one.encryption) and not one.integrity:
            text = f"`integrity` is missing: `{one.encryption}` needs one"
            findings.vpn((*place, number), text)
        if one in entry.ipsec.transforms[:number]:
            findings.vpn((*place, number), "stands here twice")


def _mode(vpn: str, entry: VpnEntry, findings: Findings) -> None:
    place: Place = ("vpns", vpn)
    if entry.mode == "tunnel-interface":
        if entry.tunnel is None:
            findings.vpn(
                place,
                "`tunnel` is missing (mode tunnel-interface)",
                "For example: tunnel: {number: 100, subnet: 10.255.0.0/24}",
            )
        return
    if entry.tunnel is not None:
        findings.vpn((*place, "tunnel"), "mode crypto-map has no tunnel interfaces")
    if entry.routing.protocol not in {"none", "static"}:
        findings.vpn(
            (*place, "routing"),
            f"mode crypto-map carries no {entry.routing.protocol}; expected static or none",
        )


def _prefixes(vpns: Mapping[str, VpnEntry], findings: Findings) -> None:
    """Refuse prefixes by which an object of one VPN would look like one of another."""
    owners: dict[str, str] = {}
    for vpn, entry in vpns.items():
        prefix = prefix_of(vpn, entry).upper()
        place: Place = ("vpns", vpn, "prefix") if entry.prefix else ("vpns", vpn)
        for other, owner in owners.items():
            if f"{prefix}-".startswith(f"{other}-") or f"{other}-".startswith(f"{prefix}-"):
                findings.vpn(
                    place,
                    f"names beginning with `{prefix}-` can't be told from those of VPN `{owner}`"
                    f" (`{other}-`)",
                    "Set `prefix` to something else.",
                )
        owners[prefix] = vpn


def _pools(vpns: Mapping[str, VpnEntry], findings: Findings) -> None:
    seen: list[tuple[IPv4Network, str]] = []
    for vpn, entry in vpns.items():
        if entry.tunnel is None:
            continue
        pool = entry.tunnel.subnet
        for other, owner in seen:
            if pool.overlaps(other):
                place: Place = ("vpns", vpn, "tunnel", "subnet")
                findings.vpn(place, f"`{pool}` overlaps `{other}` of VPN `{owner}`")
        seen.append((pool, vpn))


def check_vpn(one: Roster, proposals: set[str], findings: Findings) -> None:
    """Check one VPN once its routers are known; `proposals` are all names in the file."""
    entry, place = one.entry, ("vpns", one.vpn)
    written = entry.ike.proposals
    lists = written if isinstance(written, dict) else {"": written}
    for side, names in lists.items():
        at = (*place, "ike", "proposals", *([side] if side else []))
        _twice(at, names, findings)
        for number, name in enumerate(names):
            if name not in proposals:
                cure = did_you_mean(name, proposals)
                findings.vpn((*at, number), f"`{name}` is not under `proposals`", cure)
    if isinstance(written, dict):
        _sides(one, (*place, "ike", "proposals"), written, findings)
    if isinstance(entry.ike.authentication, dict):
        _sides(one, (*place, "ike", "authentication"), entry.ike.authentication, findings)
    _trustpoint(one, findings)
    _capacity(one, findings)


def _sides(one: Roster, place: Place, written: Mapping[str, object], findings: Findings) -> None:
    """Check the sides of a per-side value: hub and spoke, or the two routers by name."""
    if one.entry.topology == "full-mesh":
        findings.vpn(place, "differs by side; in a full mesh all routers are alike")
        return
    hub_spoke = one.entry.topology == "hub-spoke"
    sides = ["hub", "spoke"] if hub_spoke else list(one.roles)
    if not sides:
        return
    for side in written:
        if side not in sides:
            cure = did_you_mean(side, sides)
            findings.vpn((*place, side), f"is no side; expected {' and '.join(sides)}", cure)
    for side in sides:
        if side not in written:
            findings.vpn(place, f"`{side}` is missing; expected {' and '.join(sides)}")


def _trustpoint(one: Roster, findings: Findings) -> None:
    ike = one.entry.ike
    auth = ike.authentication
    methods = set(auth.values()) if isinstance(auth, dict) else {auth}
    if "rsa-sig" in methods and ike.trustpoint is None:
        findings.vpn(
            ("vpns", one.vpn, "ike"),
            "`trustpoint` is missing: a side that signs (rsa-sig) needs one",
            "For example: trustpoint: CORP-CA",
        )
    if "rsa-sig" not in methods and ike.trustpoint is not None:
        findings.vpn(("vpns", one.vpn, "ike", "trustpoint"), "no side signs with rsa-sig")


def _capacity(one: Roster, findings: Findings) -> None:
    if one.entry.tunnel is None:
        return
    pool, needed = one.entry.tunnel.subnet, one.count()
    room = pool.num_addresses // TUNNEL_ADDRESSES
    if needed > room:
        length = 32 - (needed * TUNNEL_ADDRESSES - 1).bit_length()
        findings.vpn(
            ("vpns", one.vpn, "tunnel", "subnet"),
            f"`{pool}` holds {room} tunnels of a /30 each; {needed} are needed",
            f"Take a /{length} or larger.",
        )
