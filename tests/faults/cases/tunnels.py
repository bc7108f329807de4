"""Every line is taken, and the tunnels do not work."""

from __future__ import annotations

from typing import Any

from faults.bench import Bench, Ended
from faults.case import Case, trouble
from faults.sites import TUNNEL


def reason(wanted: str, spoke: str) -> Any:
    """Only the tunnel to this spoke failed, for this reason."""

    def check(_bench: Bench, done: Ended) -> None:
        failed = [one for one in done.json["tunnels"] if not one["ok"]]
        assert [(one["ends"], one["reason"]) for one in failed] == [(["hub1", spoke], wanted)]

    return check


CASES = (
    Case(
        "tunnel never up: IKE packets are lost",
        "restored",
        [trouble("branch3", "ike-lost")],
        says=("branch3", "hub1", "NO_IKE_SA"),
        after=reason("NO_IKE_SA", "branch3"),
    ),
    Case(
        "tunnel never up: a router stored another key",
        "restored",
        [trouble("branch3", "wrong-key")],
        says=("branch3", "line: pre-shared-key"),
        after=reason("AUTHENTICATION_FAILED", "branch3"),
    ),
    Case(
        "tunnel up late",
        "kept",
        [trouble("branch3", "ike-lost", at="crypto ikev2 proposal", for_=120)],
        verify=14,
    ),
    Case(
        "tunnel half-open: the responder is READY, the initiator has nothing",
        "restored",
        [trouble("hub1", "half-open", once=0)],
        says=("HALF_OPEN",),
    ),
    Case(
        "tunnel up with another suite than predicted",
        "restored",
        [trouble("branch2", "skip-algorithm", name="sha512")],
        says=("branch2", "sha256", "sha512"),
        after=reason("SUITE_DIFFERS", "branch2"),
    ),
    Case(
        "routing neighbour missing",
        "restored",
        [trouble("branch1", "hellos-lost")],
        modes=TUNNEL,
        says=("branch1", "NO_NEIGHBOR"),
        after=reason("NO_NEIGHBOR", "branch1"),
    ),
    Case(
        "LAN ping fails",
        "restored",
        [trouble("branch1", "ping-loss"), trouble("hub1", "ping-loss")],
        says=("UNREACHABLE",),
    ),
)
