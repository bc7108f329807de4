"""Which of two ends that disagree is the one to change. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from nornir_ikev2.explain.tunnels import Fleet, Side, Tunnel
from nornir_ikev2.ike.model import Negotiation


@dataclass(frozen=True, slots=True)
class Blame:
    """The end to change, the end it disagrees with, and why this one; `sure` False when it was a guess."""

    guilty: Side
    other: Side
    why: str
    sure: bool


def blame(tunnel: Tunnel, fleet: Fleet) -> Blame:
    """Choose between two ends that contradict each other and could both be meant.

    An end whose other tunnels fail the same way is the odd one; an end whose other tunnels agree with
    its configuration is not. Where neither has such witnesses, the end that was edited last.
    """
    against = [_against(side, tunnel, fleet) for side, _ in tunnel.sides]
    witnesses = [_for(side, tunnel, fleet) for side, _ in tunnel.sides]
    score = [bad - good for bad, good in zip(against, witnesses, strict=True)]
    if score[0] != score[1]:
        at = 0 if score[0] > score[1] else 1
        guilty, other = tunnel.sides[at]
        if against[at]:
            why = f"{against[at]} other tunnels of {guilty.name} fail for the same reason"
        else:
            why = f"{witnesses[1 - at]} other tunnels of {other.name} work as it is configured"
        return Blame(guilty, other, why, sure=True)
    return _latest(tunnel)


def _latest(tunnel: Tunnel) -> Blame:
    first, second = (side.reading.changed for side, _ in tunnel.sides)
    if first[0] is None or second[0] is None or first[0] == second[0]:
        why = "nothing tells which end is meant"
        return Blame(tunnel.two, tunnel.one, why, sure=False)
    at = 0 if first[0] > second[0] else 1
    guilty, other = tunnel.sides[at]
    when, user = guilty.reading.changed
    by = f" by {user}" if user else ""
    why = f"{guilty.name} was changed last, at {when:%Y-%m-%d %H:%M:%S}{by}"
    return Blame(guilty, other, why, sure=bool(user) and not (first[1] and second[1]))


def _against(side: Side, tunnel: Tunnel, fleet: Fleet) -> int:
    mine = _reason(tunnel)
    return sum(
        1
        for other in fleet.others(side, tunnel)
        if mine is not None and _reason(other) == mine and _shares(side, other)
    )


def _for(side: Side, tunnel: Tunnel, fleet: Fleet) -> int:
    return sum(
        1
        for other in fleet.others(side, tunnel)
        if other.refused is None and other.turns and _reason(other) is None and _shares(side, other)
    )


def _shares(side: Side, other: Tunnel) -> bool:
    """Whether another tunnel of the router depends on the same IKEv2 profile."""
    mine = next((one for one, _ in other.sides if one.name == side.name), None)
    return mine is not None and mine.profile is not None and side.profile is not None


def _reason(tunnel: Tunnel) -> str | None:
    outcomes: list[Negotiation] = [outcome for _, _, outcome in tunnel.turns]
    bad = next((one for one in outcomes if not one.ok), None)
    return (
        bad or next((one for one in outcomes if one.reason), None) or Negotiation(ok=True)
    ).reason
