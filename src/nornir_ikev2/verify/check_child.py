"""Is there a child SA on both ends, the same one, with the predicted transform and mirrored selectors?"""

from __future__ import annotations

from nornir_ikev2.verify.ends import Pair, Verdict
from nornir_ikev2.verify.records import ChildSa


def check_child(pair: Pair) -> Verdict | None:
    """Return what is wrong with the ESP SAs of a tunnel; None when all is right."""
    first = [one for one in pair.first.children() if one.up]
    second = [one for one in pair.second.children() if one.up]
    if not first or not second:
        return _missing(pair, bool(first), bool(second))
    joined = next(((one, two) for one in first for two in second if mirrored(one, two)), None)
    if joined is None:
        return Verdict(
            "NOT_THE_SAME_SA",
            f"{pair.first.name} and {pair.second.name} have child SAs, but the SPI one sends with is not "
            "the SPI the other receives: one end uses an SA the other has dropped",
        )
    one, two = joined
    if (one.local, one.remote) != (two.remote, two.local) or one.protocol != two.protocol:
        return Verdict(
            "TS_UNACCEPTABLE",
            f"{pair.first.name} protects {_selectors(one)}, {pair.second.name} {_selectors(two)}: "
            "the access lists are not mirror images",
        )
    return _wrong_transform(pair, one)


def mirrored(one: ChildSa, two: ChildSa) -> bool:
    """Whether two ends show the same pair of ESP SAs: each receives what the other sends with."""
    there = set(one.spis_out) & set(two.spis_in)
    back = set(one.spis_in) & set(two.spis_out)
    return bool(there and back)


def _missing(pair: Pair, first_up: bool, second_up: bool) -> Verdict:  # noqa: FBT001 - a pair of facts
    prediction = pair.prediction
    if prediction and not prediction.ok and prediction.reason:
        return Verdict(prediction.reason, prediction.detail)
    if first_up != second_up:
        up, down = (pair.first, pair.second) if first_up else (pair.second, pair.first)
        cause = f"{up.name} has a child SA, {down.name} has none: {down.name} deleted or refused it"
        return Verdict("NO_CHILD_SA", cause)
    cause = f"neither {pair.first.name} nor {pair.second.name} has a child SA"
    if pair.tunnel.mode == "crypto-map":
        cause += ": no traffic matched the access list yet, or the selectors do not mirror"
    else:
        cause += ": transform sets do not meet, or the IKE SA is not up"
    return Verdict("NO_CHILD_SA", cause)


def _wrong_transform(pair: Pair, one: ChildSa) -> Verdict | None:
    child = pair.prediction.child if pair.prediction else None
    if child is None:
        return None
    shown = (one.encryption, one.integrity, one.mode)
    wanted = (child.encryption, child.integrity, child.mode)
    if shown == wanted:
        return None
    return Verdict(
        "CHILD_DIFFERS",
        f"the child SA uses {_words(shown)}, predicted was {_words(wanted)}: the SA is older than the "
        "change, or another transform set comes first",
    )


def _words(parts: tuple[str | None, ...]) -> str:
    return " ".join(part for part in parts if part)


def _selectors(one: ChildSa) -> str:
    protocol = f" protocol {one.protocol}" if one.protocol else ""
    return f"{one.local} to {one.remote}{protocol}"
