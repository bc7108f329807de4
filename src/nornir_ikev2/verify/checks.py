"""All checks of all tunnels: both ends joined, with a likely cause for each that fails. Pure.

`check_tunnels` may be called again and again while tunnels come up; it is linear in the tunnels.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from nornir_ikev2.drivers.protocol import Ping, Renewal
from nornir_ikev2.ike.model import Negotiation, Suite
from nornir_ikev2.intent.model import Intent, TunnelIntent
from nornir_ikev2.verify.check_child import check_child
from nornir_ikev2.verify.check_ike import check_ike
from nornir_ikev2.verify.check_reach import check_reach
from nornir_ikev2.verify.check_renewal import check_renewal
from nornir_ikev2.verify.check_routing import check_routing
from nornir_ikev2.verify.ends import Pair, TunnelKey, Verdict, pairs
from nornir_ikev2.verify.evidence import Evidence

Aspect = Literal["ike", "ipsec", "routing", "reachability"]
ASPECTS: tuple[Aspect, ...] = ("ike", "ipsec", "routing", "reachability")


@dataclass(frozen=True, slots=True)
class TunnelCheck:
    """The outcome for one tunnel.

    Attributes:
        ok: every check asked for passed.
        predicted: the suite before the change; negotiated: the suite of the live IKE SA.
        reason: a word for machines, of the prediction (`NO_PROPOSAL_CHOSEN`, ...) or of the checks:
            NOT_READ, NO_IKE_SA, HALF_OPEN, NOT_THE_SAME_SA, SUITE_DIFFERS, NOT_RENEWED, NO_CHILD_SA,
            CHILD_DIFFERS, TS_UNACCEPTABLE, NO_NEIGHBOR, NO_ROUTE, UNREACHABLE; None when ok.
        cause: the likely cause in words, empty when ok.
    """

    vpn: str
    ends: tuple[str, str]
    ok: bool
    predicted: Suite | None
    negotiated: Suite | None
    reason: str | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known besides the intent; maps by router name.

    Attributes:
        now: what the routers show now.
        predictions: by (VPN, ends).
        before: what they showed before the change, for the renewals.
        renewals: SAs that had to be re-established.
        pings: by (from, to).
    """

    now: Mapping[str, Evidence]
    predictions: Mapping[TunnelKey, Negotiation] = field(
        default_factory=dict[TunnelKey, Negotiation]
    )
    before: Mapping[str, Evidence] = field(default_factory=dict[str, Evidence])
    renewals: Mapping[str, Sequence[Renewal]] = field(default_factory=dict[str, Sequence[Renewal]])
    pings: Mapping[tuple[str, str], Ping] = field(default_factory=dict[tuple[str, str], Ping])


def check_tunnels(
    intent: Intent, proof: Proof, aspects: Collection[Aspect] = ASPECTS
) -> tuple[TunnelCheck, ...]:
    """Return one outcome per tunnel of the intent, in its order; the first check that fails decides."""
    return tuple(
        _check(tunnel, pair, proof, aspects)
        for tunnel, pair in pairs(intent, proof.now, proof.predictions)
    )


def _check(
    tunnel: TunnelIntent, pair: Pair | None, proof: Proof, aspects: Collection[Aspect]
) -> TunnelCheck:
    prediction = proof.predictions.get((tunnel.vpn, tunnel.ends))
    predicted = prediction.suite if prediction else None
    if pair is None:
        missing = [name for name in tunnel.ends if name not in proof.now] or list(tunnel.ends)
        verdict: Verdict | None = Verdict("NOT_READ", f"{' and '.join(missing)} was not read")
        return _outcome(tunnel, predicted, None, verdict)
    negotiated, wrong = check_ike(pair)
    verdict = wrong if "ike" in aspects else None
    verdict = verdict or _renewed(pair, proof, aspects)
    if not verdict and "ipsec" in aspects:
        verdict = check_child(pair)
    if not verdict and "routing" in aspects:
        verdict = check_routing(pair)
    if not verdict and "reachability" in aspects:
        verdict = check_reach(pair, proof.pings)
    return _outcome(tunnel, predicted, negotiated, verdict)


def _outcome(
    tunnel: TunnelIntent, predicted: Suite | None, negotiated: Suite | None, wrong: Verdict | None
) -> TunnelCheck:
    return TunnelCheck(
        vpn=tunnel.vpn,
        ends=tunnel.ends,
        ok=wrong is None,
        predicted=predicted,
        negotiated=negotiated,
        reason=wrong.reason if wrong else None,
        cause=wrong.cause if wrong else "",
    )


def _renewed(pair: Pair, proof: Proof, aspects: Collection[Aspect]) -> Verdict | None:
    for end, _ in pair.both:
        wanted = [
            one
            for one in proof.renewals.get(end.name, ())
            if ("ike" if one.scope == "ike" else "ipsec") in aspects
        ]
        verdict = check_renewal(end, proof.before.get(end.name), wanted)
        if verdict:
            return verdict
    return None
