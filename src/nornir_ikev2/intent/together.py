"""What VPNs must be to each other where they meet on a router."""

from __future__ import annotations

from collections.abc import Sequence

from nornir_ikev2.intent.findings import Findings
from nornir_ikev2.intent.roster import Roster
from nornir_ikev2.place import Place


def check_together(rosters: Sequence[Roster], findings: Findings) -> None:
    """Refuse VPNs that IOS could not tell apart on a router they share."""
    _one_crypto_map(rosters, findings)
    _one_tunnel_per_pair(rosters, findings)


def _one_crypto_map(rosters: Sequence[Roster], findings: Findings) -> None:
    """An interface holds one crypto map."""
    holders: dict[str, str] = {}
    for one in rosters:
        if one.entry.mode != "crypto-map":
            continue
        place: Place = ("vpns", one.vpn, "mode")
        others = {name: holders[name] for name in one.roles if name in holders}
        for name, other in list(others.items())[:1]:
            findings.vpn(
                place,
                f"the WAN interface of `{name}` holds the crypto map of VPN `{other}` already",
                "Make it one VPN, or use mode tunnel-interface.",
            )
        holders |= dict.fromkeys(one.roles, one.vpn)


def _one_tunnel_per_pair(rosters: Sequence[Roster], findings: Findings) -> None:
    """Two profiles that match the same peer address: IOS may take either (Cisco document 117259)."""
    pairs: dict[tuple[str, ...], str] = {}
    for one in rosters:
        mine = {tuple(sorted(ends)) for ends in one.pairs()}
        twice = sorted(pair for pair in mine if pair in pairs)
        if twice:
            ends, more = " and ".join(f"`{end}`" for end in twice[0]), len(twice) - 1
            rest = f" (and {more} more)" if more else ""
            findings.vpn(
                ("vpns", one.vpn),
                f"{ends} have a tunnel in VPN `{pairs[twice[0]]}` already{rest}",
                "Two routers can have one tunnel between their WAN addresses.",
            )
        pairs |= dict.fromkeys(mine, one.vpn)
