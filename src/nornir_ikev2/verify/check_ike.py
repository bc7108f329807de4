"""Is there one IKE SA, READY on both ends, made of the predicted suite?"""

from __future__ import annotations

from nornir_ikev2.ike.model import Suite
from nornir_ikev2.verify.ends import End, Pair, Verdict
from nornir_ikev2.verify.evidence import INTERFACES
from nornir_ikev2.verify.names import same_interface
from nornir_ikev2.verify.records import IkeSa


def check_ike(pair: Pair) -> tuple[Suite | None, Verdict | None]:
    """Return the negotiated suite and what is wrong; None when all is right."""
    first = [sa for sa in pair.first.ike_sas() if sa.ready]
    second = [sa for sa in pair.second.ike_sas() if sa.ready]
    if not first or not second:
        shown = next(iter(first or second), None)
        return shown.suite if shown else None, _not_up(pair, bool(first), bool(second))
    joined = next(((one, two) for one in first for two in second if mirrored(one, two)), None)
    if joined is None:
        return first[0].suite, Verdict(
            "NOT_THE_SAME_SA",
            f"{pair.first.name} and {pair.second.name} both show READY, but with different SPIs: at "
            "least one of them holds an SA the other has given up; dead peer detection or "
            "'clear crypto ikev2 sa' on it ends that",
        )
    return joined[0].suite, _wrong_suite(pair, joined[0], joined[1])


def mirrored(one: IkeSa, two: IkeSa) -> bool:
    """Whether two ends show the same SA; old releases print no SPIs in the short form: then yes."""
    if None in {one.local_spi, one.remote_spi, two.local_spi, two.remote_spi}:
        return True
    return one.local_spi == two.remote_spi and one.remote_spi == two.local_spi


def describe(suite: Suite | None) -> str:
    """Return a suite in words for people."""
    if suite is None:
        return "nothing"
    parts = (suite.encryption, suite.integrity or "no integrity (AEAD)", f"prf {suite.prf}")
    return f"{', '.join(parts)}, group {suite.group}"


def _wrong_suite(pair: Pair, one: IkeSa, two: IkeSa) -> Verdict | None:
    if one.suite != two.suite:
        return Verdict(
            "SUITE_DIFFERS",
            f"{pair.first.name} shows {describe(one.suite)}, {pair.second.name} {describe(two.suite)}",
        )
    predicted = pair.prediction.suite if pair.prediction else None
    if predicted is not None and one.suite != predicted:
        return Verdict(
            "SUITE_DIFFERS",
            f"negotiated {describe(one.suite)}, predicted {describe(predicted)}: the SA (active for "
            f"{one.active} s) is older than the change, or another policy serves this peer",
        )
    return None


def _not_up(pair: Pair, first_up: bool, second_up: bool) -> Verdict:  # noqa: FBT001 - a pair of facts
    if pair.prediction and not pair.prediction.ok and pair.prediction.reason:
        return Verdict(pair.prediction.reason, pair.prediction.detail)
    if first_up != second_up:
        up, down = (pair.first, pair.second) if first_up else (pair.second, pair.first)
        return _half_open(up, down)
    for end, other in pair.both:
        for sa in end.ike_sas():
            if sa.status == "DELETE":
                cause = f"{end.name} is deleting its IKE SA with {other.name}"
                return Verdict("NO_IKE_SA", f"{cause}: it was cleared or the peer gave it up")
            return _negotiating(end, other, sa)
    return _nothing(pair)


def _half_open(up: End, down: End) -> Verdict:
    negotiating = any(sa.status == "IN-NEG" for sa in down.ike_sas())
    shown = "is still negotiating" if negotiating else "has nothing"
    return Verdict(
        "HALF_OPEN",
        f"{up.name} shows READY, {down.name} {shown}: {down.name} refuses {up.name}'s identity or "
        f"proof (keyring peer, 'match identity remote', key or certificate on {down.name})",
    )


def _negotiating(end: End, other: End, sa: IkeSa) -> Verdict:
    if sa.suite is None:
        return Verdict(
            "NO_IKE_SA",
            f"{end.name} sent IKE_SA_INIT and {other.name} did not answer it usably: the path drops "
            f"UDP 500, {other.name} has no policy for that address, or no proposal is common",
        )
    return Verdict(
        "NO_IKE_SA",
        f"{end.name} agreed on {describe(sa.suite)} with {other.name} but IKE_AUTH does not finish: "
        "identity or authentication is refused, or the path drops UDP 4500 or fragments",
    )


def _nothing(pair: Pair) -> Verdict:
    if pair.tunnel.mode == "crypto-map":
        return Verdict(
            "NO_IKE_SA",
            f"neither {pair.first.name} nor {pair.second.name} has an IKE SA: a crypto map negotiates "
            "when traffic matches its access list, and none did; or packets take another interface",
        )
    for end, _ in pair.both:
        shown = [
            one
            for name, one in end.evidence.interfaces.items()
            if same_interface(name, end.interface)
        ]
        if INTERFACES in end.evidence.asked and (not shown or shown[0].status != "up"):
            state = shown[0].status if shown else "missing"
            return Verdict("NO_IKE_SA", f"{end.interface} of {end.name} is {state}")
    return Verdict(
        "NO_IKE_SA",
        f"neither {pair.first.name} nor {pair.second.name} has an IKE SA: no packet gets through to "
        f"{pair.first.peer.address} or {pair.second.peer.address}, or neither tunnel tries",
    )
