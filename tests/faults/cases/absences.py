"""A router can't be reached, restarts, or is cut off by the change itself."""

from __future__ import annotations

from faults.bench import Bench
from faults.case import Case, trouble
from faults.cases.sessions import REFUSED

SHORT, LONG = 150, 330
"""Router seconds without a path, a sixtieth of that on our clock: just longer than what waits for it."""
UNSAVED = ("interface Loopback99", "description typed and never saved")


def unsaved_lines(bench: Bench) -> None:
    """branch2 runs lines that its startup-config does not have."""
    bench.type("branch2", *UNSAVED)


CASES = (
    Case(
        "router unreachable in prepare",
        "refused",
        [trouble("branch2", "unreachable")],
        silent=True,
        says=("branch2", "no answer from its SSH port"),
        category="transient",
        blamed="branch2",
    ),
    *(
        Case(
            f"router unreachable for a while in {phase}",
            outcome,
            [*before, trouble("branch2", "unreachable", at=line, for_=away)],
            silent=True,
            back=8,
        )
        for phase, outcome, line, away, before in (
            ("checkpoint", "restored", "copy running-config", LONG, ()),
            ("arming", "restored", "configure terminal revert", LONG, ()),
            ("push", "restored", "crypto ikev2 keyring", SHORT, ()),
            ("verify", "kept", "show crypto ikev2 sa", SHORT, ()),
            ("undo", "restored", "configure revert now", LONG, (REFUSED,)),
            ("confirm", "kept", "configure confirm", SHORT, ()),
            ("save", "kept", "write memory", LONG, ()),
        )
    ),
    Case(
        "router unreachable for good in push",
        "unrestored",
        [trouble("branch2", "unreachable", at="crypto ikev2 keyring")],
        silent=True,
        minutes=4,
        lost=frozenset({"branch2"}),
        says=("NOT PROVED RESTORED", "branch2"),
        category="rollback_failed",
        blamed="branch2",
    ),
    Case(
        "router unreachable for good in confirm: its timer undoes it",
        "unrestored",
        [trouble("branch2", "unreachable", at="configure confirm", for_=700)],
        silent=True,
        minutes=9,
        back=8,
        lost=frozenset({"branch2"}),
        says=("branch2", "its dead-man timer undid the change"),
        category="rollback_failed",
        blamed="branch2",
    ),
    Case(
        "router unreachable for good in save",
        "unrestored",
        [trouble("branch2", "unreachable", at="write memory")],
        silent=True,
        minutes=6,
        lost=frozenset({"branch2"}),
        says=("branch2", "not saved", "write memory"),
        category="rollback_failed",
        blamed="branch2",
    ),
    Case(
        "router reloads during the push",
        "restored",
        [trouble("branch2", "reload-in-config", after=12)],
        category="unknown_state",
        blamed="branch2",
    ),
    Case(
        "router reloads during the push and comes back without its unsaved lines",
        "restored",
        [trouble("branch2", "reload-in-config", after=12)],
        prepare=unsaved_lines,
    ),
    Case(
        "router reloads while verifying",
        "restored",
        [trouble("branch2", "reload", at="show crypto ikev2 sa", seconds=30)],
    ),
    Case(
        "router reloads during the rollback",
        "restored",
        [REFUSED, trouble("branch2", "reload", at="configure revert now", seconds=30)],
    ),
    Case(
        "router reloads after confirm, before the change is saved",
        "unrestored",
        [trouble("branch2", "reload", at="write memory", seconds=30)],
        lost=frozenset({"branch2"}),
        says=("branch2", "startup-config"),
        category="rollback_failed",
        blamed="branch2",
    ),
    Case(
        "router reloads after the change is saved",
        "kept",
        [trouble("branch2", "reload", past="write memory", seconds=30)],
    ),
    Case(
        "management cut for good by the change until the timer fires",
        "restored",
        [trouble("branch2", "cut-while", match="crypto ikev2 profile BRANCHES")],
        silent=True,
        minutes=6,
        says=("branch2", "this change cut its management"),
        category="unknown_state",
        blamed="branch2",
    ),
)
