"""Was every SA re-established that had to be? A live SA does not notice a new key or profile."""

from __future__ import annotations

from collections.abc import Iterable

from nornir_ikev2.drivers.protocol import Renewal
from nornir_ikev2.verify.ends import End, Verdict
from nornir_ikev2.verify.evidence import Evidence


def check_renewal(end: End, before: Evidence | None, renewals: Iterable[Renewal]) -> Verdict | None:
    """Return which renewal of one end is not proved; None when all are.

    An SA is a new one when its SPI is: active time alone would not tell a rekey from a new IKE_AUTH.
    """
    for renewal in renewals:
        if renewal.peer != end.peer.name or before is None:
            continue
        if renewal.scope == "ike":
            old = {sa.local_spi for sa in end.ike_sas(before) if sa.ready}
            new = {sa.local_spi for sa in end.ike_sas() if sa.ready}
        else:
            old = {spi for sa in end.children(before) for spi in sa.spis_in}
            new = {spi for sa in end.children() for spi in sa.spis_in}
        if old & new - {None} and not new - old:
            kind = "IKE SA" if renewal.scope == "ike" else "child SA"
            return Verdict(
                "NOT_RENEWED",
                f"the {kind} of {end.name} with {end.peer.name} was not re-established, so it proves "
                f"nothing about the change ({renewal.why})",
            )
    return None
