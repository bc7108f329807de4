"""Which of two ends that disagree is the one to change. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nornir_ikev2.explain.tunnels import Fleet, Side, Tunnel

Shared = Callable[[Side], object]
"""What the disagreement is about at one end: a name, equal for tunnels that share the object."""


@dataclass(frozen=True, slots=True)
class Blame:
    """The end to change, the end it disagrees with, and why this one; `sure` False when it was a guess."""

    guilty: Side
    other: Side
    why: str
    sure: bool


def blame(tunnel: Tunnel, fleet: Fleet, shared: Shared) -> Blame:
    """Choose between two ends that contradict each other and could both be meant.

    Other tunnels that share the object are witnesses: an end with which they all fail the same way is the
    odd one, an end with which they work is not. Without witnesses it is the end that was edited last.
    """
    sides = [side for side, _ in tunnel.sides]
    counts = [_witnesses(side, tunnel, fleet, shared) for side in sides]
    scores = [against - good for against, good in counts]
    if scores[0] == scores[1]:
        return _latest(tunnel)
    at = 0 if scores[0] > scores[1] else 1
    guilty, other = tunnel.sides[at]
    if counts[at][0]:
        why = (
            f"{counts[at][0]} other tunnels of {guilty.name} that share it fail for the same reason"
        )
    else:
        why = f"{counts[1 - at][1]} other tunnels of {other.name} that share it work"
    return Blame(guilty, other, why, sure=True)


def _witnesses(side: Side, tunnel: Tunnel, fleet: Fleet, shared: Shared) -> tuple[int, int]:
    """Other tunnels of a router that share the object: failing the same way, and working."""
    key, reason = shared(side), _reason(tunnel)
    against = good = 0
    for other in fleet.others(side, tunnel):
        mine = next(one for one, _ in other.sides if one.name == side.name)
        if not key or shared(mine) != key:
            continue
        against += _reason(other) == reason and reason is not None
        good += _reason(other) is None and bool(other.turns)
    return against, good


def _latest(tunnel: Tunnel) -> Blame:
    first, second = (side.reading.changed for side, _ in tunnel.sides)
    if first[0] is None or second[0] is None or first[0] == second[0]:
        return Blame(tunnel.two, tunnel.one, "nothing tells which end is meant", sure=False)
    at = 0 if first[0] > second[0] else 1
    guilty, other = tunnel.sides[at]
    when, user = guilty.reading.changed
    by = f" by {user}" if user else ""
    why = f"{guilty.name} was changed last, at {when:%Y-%m-%d %H:%M:%S}{by}"
    return Blame(guilty, other, why, sure=bool(first[1]) != bool(second[1]))


def _reason(tunnel: Tunnel) -> str | None:
    outcomes = [outcome for _, _, outcome in tunnel.turns]
    bad = next((one for one in outcomes if not one.ok), None)
    found = bad or next((one for one in outcomes if one.reason), None)
    return found.reason if found else None
