"""The SSH session ends, at every place where that makes a difference."""

from __future__ import annotations

from faults.case import Case, trouble

REFUSED = trouble("branch2", "refuse-line", match="identity local")
"""Something that makes the run go back."""
NO_TIMER_BACK = trouble("branch2", "deny-command", match="configure revert")
"""The quick way back is barred: the router is replaced from its checkpoint."""

CASES = (
    Case(
        "session lost before the push, while the checkpoint is copied",
        "restored",
        [trouble("branch2", "drop", at="copy running-config")],
        category="unknown_state",
        blamed="branch2",
    ),
    Case(
        "session lost before the push, after the checkpoint is copied",
        "restored",
        [trouble("branch2", "drop", past="copy running-config")],
        category="unknown_state",
        blamed="branch2",
    ),
    Case(
        "session lost before the push, while the timer is armed",
        "restored",
        [trouble("branch2", "drop", past="configure terminal revert")],
        category="unknown_state",
        blamed="branch2",
    ),
    *(
        Case(
            f"session lost during the push, after line {after}",
            "restored",
            [trouble("branch2", "drop-in-config", after=after)],
            says=("branch2", "push_"),
            category="unknown_state",
            blamed="branch2",
        )
        for after in (1, 12)
    ),
    Case(
        "session lost after the push, while verifying",
        "kept",
        [trouble("branch2", "drop", at="show crypto ikev2 sa")],
    ),
    Case(
        "session lost during the rollback, before the router reverts",
        "restored",
        [REFUSED, trouble("branch2", "drop", at="configure revert now")],
    ),
    Case(
        "session lost during the rollback, after the router has reverted",
        "restored",
        [REFUSED, trouble("branch2", "drop", past="configure revert now")],
    ),
    Case(
        "session lost during the rollback, before a replace",
        "restored",
        [REFUSED, NO_TIMER_BACK, trouble("branch2", "drop", at="configure replace")],
    ),
    Case(
        "session lost during the rollback, after a replace",
        "restored",
        [REFUSED, NO_TIMER_BACK, trouble("branch2", "drop", past="configure replace")],
    ),
    Case(
        "session lost before the change is confirmed",
        "kept",
        [trouble("branch2", "drop", at="configure confirm")],
    ),
    Case(
        "session lost after the change is confirmed",
        "kept",
        [trouble("branch2", "drop", past="configure confirm")],
    ),
    Case(
        "session lost before the change is saved",
        "kept",
        [trouble("branch2", "drop", at="write memory")],
    ),
    Case(
        "session lost after the change is saved",
        "kept",
        [trouble("branch2", "drop", past="write memory")],
    ),
    Case(
        "session lost while the checkpoint file is deleted",
        "kept",
        [trouble("branch2", "drop", at="delete /force")],
        says=("left behind",),
    ),
)
