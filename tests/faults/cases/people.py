"""Other people: their timers, locks and edits, and the user's own Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable

from faults.bench import Bench, Ended
from faults.case import Case, trouble
from faults.cases.sessions import REFUSED

EDIT = "interface Loopback77;description typed by somebody else"
EDITED = "interface Loopback77\n description typed by somebody else\n"


UNDONE = (
    "branch2: changed since it was read, but not by this run (by somebody else, or by a restart);"
    " going back undoes that: + interface Loopback77 / description typed by somebody else"
)
REMOVAL = "interface Loopback10;no description"


def with_edit(bench: Bench, *_: object) -> None:
    """The line of somebody else is still there."""
    assert EDITED in bench.running("branch2")


def without_edit(bench: Bench, *_: object) -> None:
    """The router is as it was before we came."""
    assert EDITED not in bench.running("branch2")


def named_everywhere(bench: Bench, ended: Ended) -> None:
    """What was undone of somebody else's is in the report and in the journal."""
    without_edit(bench)
    assert any("Loopback77" in one for one in ended.json["warnings"])
    shown = bench.nornir("show", "last").out
    assert "lines of somebody else, undone:" in shown
    assert "+ interface Loopback77 / description typed by somebody else" in shown


def ctrl_c(line: str) -> Callable[[Bench], None]:
    """Ctrl-C when hub1 is told a line."""

    def prepare(bench: Bench) -> None:
        bench.interrupt("hub1", at=line)

    return prepare


CASES = (
    Case(
        "another user's rollback timer pending",
        "refused",
        prepare=lambda bench: bench.start_timer("branch2", "operator"),
        others={"branch2": "operator"},
        says=("branch2", "rollback timer of operator"),
        category="locked",
        blamed="branch2",
    ),
    Case(
        "another user's rollback timer begins after we looked",
        "restored",
        [trouble("branch2", "other-timer", at="configure terminal revert")],
        others={"branch2": "operator"},
        says=("branch2", "rollback timer", "operator"),
        category="locked",
        blamed="branch2",
    ),
    Case(
        "config locked by another session",
        "refused",
        [trouble("branch2", "config-locked")],
        says=("branch2", "locked by operator"),
        category="locked",
        blamed="branch2",
    ),
    Case(
        "config locked by another session after we looked",
        "restored",
        [trouble("branch2", "config-locked", at="copy running-config")],
        says=("branch2", "operator holds the configuration lock"),
        category="locked",
        blamed="branch2",
    ),
    Case(
        "somebody edits the router after it was read, before any router is touched",
        "refused",
        [trouble("branch2", "edit", at="show running-config", after=2, lines=EDIT)],
        says=("branch2", "has changed since it was read"),
        edited=frozenset({"branch2"}),
        after=with_edit,
    ),
    Case(
        "somebody edits the router before the checkpoint",
        "restored",
        [trouble("branch2", "edit", at="copy running-config", lines=EDIT)],
        says=("branch2", "Somebody changes this router now"),
        edited=frozenset({"branch2"}),
        after=with_edit,
    ),
    Case(
        "somebody edits the router during the push, and the change is kept",
        "kept",
        [trouble("branch2", "edit", at="crypto ikev2 profile", lines=EDIT)],
        after=with_edit,
    ),
    Case(
        "somebody edits the router during the push, and the change is undone",
        "restored",
        [
            trouble("branch2", "edit", at="crypto ikev2 keyring", lines=EDIT),
            REFUSED,
        ],
        says=(UNDONE,),
        after=named_everywhere,
    ),
    Case(
        "somebody edits the router during the push, and its session is lost with it",
        "restored",
        [
            trouble("branch2", "edit", at="crypto ikev2 keyring", lines=EDIT),
            trouble("branch2", "drop", at="crypto ikev2 profile"),
        ],
        says=(UNDONE,),
        after=named_everywhere,
    ),
    Case(
        "somebody removes a line during the push, and the change is undone",
        "restored",
        [
            trouble("branch2", "edit", at="crypto ikev2 keyring", lines=REMOVAL),
            REFUSED,
        ],
        says=("branch2: changed since it was read, but not by this run", "- interface Loopback10"),
    ),
    Case(
        "somebody removes a line of ours while we verify",
        "restored",
        [
            trouble(
                "branch2",
                "edit",
                at="show crypto ikev2 sa",
                lines="crypto ikev2 profile BRANCHES-PROFILE;no keyring local BRANCHES-KEYRING",
            ),
            trouble("branch2", "ike-lost", at="crypto ikev2 proposal", for_=60),
        ],
    ),
    *(
        Case(f"Ctrl-C in {phase}", outcome, before, prepare=ctrl_c(line), says=says)
        for phase, outcome, line, before, says in (
            ("prepare", "refused", "show version", (), ("interrupted",)),
            ("checkpoint", "restored", "copy running-config", (), ("interrupted",)),
            ("arming", "restored", "configure terminal revert", (), ("interrupted",)),
            ("push", "restored", "crypto ikev2 keyring", (), ("interrupted",)),
            ("verify", "restored", "show crypto ikev2 sa", (), ("interrupted",)),
            ("undo", "restored", "configure revert now", (REFUSED,), ("put back",)),
            ("confirm", "kept", "configure confirm", (), ("kept already",)),
            ("save", "kept", "write memory", (), ("kept already",)),
        )
    ),
)
