"""The means of going back are broken: archive, flash, checkpoint, replace, startup-config."""

from __future__ import annotations

from faults.bench import Bench
from faults.case import Case, trouble
from faults.cases.absences import unsaved_lines
from faults.cases.sessions import NO_TIMER_BACK, REFUSED

TYPED = "typed from the copy of its checkpoint in the journal"


def no_archive(bench: Bench) -> None:
    """branch2 has no archive path, and has saved that."""
    bench.type("branch2", "no archive")
    bench.save("branch2")


CASES = (
    Case(
        "configure replace stops part-way, and a second pass helps",
        "restored",
        [REFUSED, trouble("branch2", "replace-aborts", once=1)],
    ),
    Case(
        "configure replace stops part-way each time",
        "restored",
        [REFUSED, trouble("branch2", "replace-aborts")],
        says=("branch2", "can't be used (Failed to apply command", TYPED),
    ),
    Case(
        "configure replace leaves a line and says it is done",
        "restored",
        [REFUSED, trouble("branch2", "replace-leaves-line")],
    ),
    Case(
        "configure replace leaves a line each time and says it is done",
        "restored",
        [REFUSED, trouble("branch2", "replace-leaves-line", once=0)],
        says=("branch2", TYPED),
    ),
    Case(
        "archive missing",
        "refused",
        prepare=no_archive,
        says=("branch2", "archive is off", "prepare-routers"),
        blamed="branch2",
    ),
    Case(
        "flash full before the change",
        "refused",
        [trouble("branch2", "flash-full")],
        says=("branch2", "bytes free"),
        blamed="branch2",
    ),
    Case(
        "flash full from the checkpoint on",
        "restored",
        [trouble("branch2", "flash-full", at="copy running-config")],
        says=("branch2", "No space left on device"),
        category="permanent",
        blamed="branch2",
    ),
    Case(
        "flash full when the timer is armed",
        "restored",
        [trouble("branch2", "flash-full", at="configure terminal revert")],
        says=("branch2", "No space left on device"),
        category="permanent",
        blamed="branch2",
    ),
    Case(
        "checkpoint file unreadable when it is read back",
        "restored",
        [trouble("branch2", "file-unreadable", at="copy running-config")],
        says=("branch2", "checkpoint"),
        blamed="branch2",
    ),
    Case(
        "checkpoint file unreadable when it is needed: the timer goes back",
        "restored",
        [
            REFUSED,
            NO_TIMER_BACK,
            trouble("branch2", "file-unreadable", past="configure terminal revert"),
        ],
        minutes=6,
    ),
    Case(
        "checkpoint file unreadable when nothing else goes back",
        "unrestored",
        [
            trouble("branch2", "reload-in-config", after=12),
            trouble("branch2", "file-unreadable", past="configure terminal revert"),
        ],
        prepare=unsaved_lines,
        lost=frozenset({"branch2"}),
        says=("NOT PROVED RESTORED", "branch2", "Could not open"),
        category="rollback_failed",
        blamed="branch2",
    ),
    Case(
        "startup-config can't be written when the change is kept",
        "unrestored",
        [trouble("branch2", "nvram-full")],
        lost=frozenset({"branch2"}),
        says=("branch2", "not saved", "write memory"),
        category="rollback_failed",
        blamed="branch2",
    ),
)
