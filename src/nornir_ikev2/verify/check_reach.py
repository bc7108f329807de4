"""Do packets get from LAN to LAN, and if not, where do they stop?"""

from __future__ import annotations

from collections.abc import Mapping

from nornir_ikev2.drivers.protocol import Ping
from nornir_ikev2.verify.ends import End, Pair, Verdict

Pings = Mapping[tuple[str, str], Ping]
"""Results by (router that pinged, router whose LAN was pinged)."""


def check_reach(pair: Pair, pings: Pings) -> Verdict | None:
    """Return what is wrong with the pings of a tunnel; None when every one made was answered.

    The first packets of a crypto map are lost to the negotiation they start, so half of the packets are
    enough.
    """
    for end, other in pair.both:
        ping = pings.get((end.name, other.name))
        if ping is not None and ping.received < max(1, ping.sent // 2):
            return Verdict("UNREACHABLE", _where(end, other, ping))
    return None


def _where(end: End, other: End, ping: Ping) -> str:
    said = (
        f"{ping.received} of {ping.sent} pings from {end.name} to the LAN of {other.name} came back"
    )
    sent, arrived = _sum(end, "encaps"), _sum(other, "decaps")
    back, returned = _sum(other, "encaps"), _sum(end, "decaps")
    if not sent:
        return f"{said}: {end.name} encrypts nothing, its route to that LAN does not use the tunnel"
    if not arrived:
        return f"{said}: {end.name} encrypts but {other.name} decrypts nothing, the path drops ESP"
    if not back:
        return f"{said}: {other.name} decrypts but encrypts nothing, its route back or its LAN is missing"
    if not returned:
        return f"{said}: {other.name} answers but {end.name} decrypts nothing, the path drops ESP one way"
    return f"{said}: packets pass both ways, so the addresses on the LANs are in doubt, or packets are lost"


def _sum(end: End, counter: str) -> int:
    return sum(getattr(one, counter) or 0 for one in end.children())
