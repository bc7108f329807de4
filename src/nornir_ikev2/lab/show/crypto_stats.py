"""`show crypto ikev2 stats` and `show crypto call admission statistics`, in the shape of captures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.state import IkeSa

RULE: Final = "-" * 80
ADMISSION_RULE: Final = "-" * 69
LIMITS: Final = (
    "System Resource Limit:   0        Max IKEv2 SAs: 0        Max in nego(in/out): 40/400"
)


def stats(sas: Sequence[IkeSa]) -> str:
    """The table of IKEv2 counters.

    Requests are counted from the SAs that are there: those of SAs that ended are forgotten.
    """
    rows: list[str] = []
    for word, initiator in (("incoming", False), ("outgoing", True)):
        mine = [sa for sa in sas if sa.initiator is initiator]
        active = sum(1 for sa in mine if sa.status == "READY")
        rows.append(
            f"Total {word} IKEv2 SA Count:    {len(mine):<8} active:        {active:<8} "
            f"negotiating: {len(mine) - active:<6}"
        )
    for word, initiator in (("Incoming", False), ("Outgoing", True)):
        count = sum(1 for sa in sas if sa.initiator is initiator)
        rows.append(
            f"{word} IKEv2 Requests: {count:<8} accepted:      {count:<8} rejected:    {0:<8}"
        )
    return "\n".join(
        (
            RULE,
            f"{'':26}Crypto IKEv2 SA Statistics",
            RULE,
            LIMITS,
            *rows,
            f"Rejected IKEv2 Requests: {0:<8} rsrc low:      {0:<8} SA limit:    {0:<8}",
            f"IKEv2 packets dropped at dispatch: {0:<8}",
            f"Incoming Requests dropped as LOW Q limit reached : {0:<8}",
            f"Incoming IKEV2 Cookie Challenged Requests: {0:<8}",
            f"    accepted: {0:<8} rejected: {0:<8} rejected no cookie: {0:<8}",
            f"Total Deleted sessions of Cert Revoked Peers: {0:<8}",
        )
    )


def admission(sas: Sequence[IkeSa]) -> str:
    """The table of call admission: IKE of both versions, of which the lab has the second."""
    active = sum(1 for sa in sas if sa.status == "READY")
    came = sum(1 for sa in sas if not sa.initiator)
    went = len(sas) - came
    kept = f"{'Active SA limit:':<17}{0:>1}"
    return "\n".join(
        (
            ADMISSION_RULE,
            f"{'':15}Crypto Call Admission Control Statistics",
            ADMISSION_RULE,
            f"System Resource Limit: {0:>8} Max IKE SAs: {0:>5} Max in nego: {1000:>5}",
            f"Total IKE SA Count: {len(sas):>11} active: {active:>10} negotiating: {len(sas) - active:>5}",
            f"Incoming IKE Requests: {came:>8} accepted: {came:>8} rejected: {0:>8}",
            f"Outgoing IKE Requests: {went:>8} accepted: {went:>8} rejected: {0:>8}",
            f"Rejected IKE Requests: {0:>8} rsrc low: {0:>8} {kept}",
            f"{'':51}In-neg SA limit: {0}",
            f"IKE packets dropped at dispatch: {0:>8}",
        )
    )


def commands(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """The commands that count."""

    def run(call: Call) -> str:
        return stats(fabric.state(call.router.name).ike_sas)

    def admit(call: Call) -> str:
        return admission(fabric.state(call.router.name).ike_sas)

    return (
        ExecCommand("show crypto ikev2 stats", run),
        ExecCommand("show crypto call admission statistics", admit),
    )
