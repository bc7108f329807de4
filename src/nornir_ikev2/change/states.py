"""The life of one router in a change: a table, and nothing else.

    untouched -> checkpointed -> armed -> changing -> changed -> verified -> confirmed -> saved
        any touched state before `confirmed` -> reverting -> restored | unrestored

Rules:
1. A state is in the journal before the act it names begins. A router may therefore be behind its state,
   never ahead of it: whoever undoes must not assume that the act happened.
2. `untouched` routers need no undo. Every other one is proved, by reading it again, or named.
3. `restored` is only entered when the re-read configuration equals the checkpoint, or when no line was
   ever sent: such a router is left as others made it.
4. From `confirmed` on a change goes forward only: a router that can't be confirmed or saved becomes
   `unrestored`, which names it.
5. A hub that has its turn in several batches of one change goes from `changed` back to `changing`; its
   checkpoint is that of before the first batch.
6. A change without a timer (the archive path a timer needs) goes from `checkpointed` to `changing`, and
   from `verified` to `saved`.
6. Recovery does not know how far an act got that was begun: from any touched state but `restored` it may
   begin what it does anew (see `AGAIN`). It leaves a router that differs from its checkpoint in nothing the
   run wanted: that is `restored` too, and what somebody else did since is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

State = Literal[
    "untouched",
    "checkpointed",
    "armed",
    "changing",
    "changed",
    "verified",
    "confirmed",
    "saved",
    "reverting",
    "restored",
    "unrestored",
]

TABLE: Final[Mapping[State, frozenset[State]]] = {
    "untouched": frozenset({"checkpointed"}),
    "checkpointed": frozenset({"armed", "changing", "reverting"}),
    "armed": frozenset({"changing", "reverting"}),
    "changing": frozenset({"changed", "reverting"}),
    "changed": frozenset({"verified", "changing", "reverting"}),
    "verified": frozenset({"confirmed", "saved", "reverting", "unrestored"}),
    "confirmed": frozenset({"saved", "unrestored"}),
    "reverting": frozenset({"restored", "unrestored"}),
    "saved": frozenset({"unrestored"}),
    "restored": frozenset(),
    "unrestored": frozenset(),
}

SETTLED: Final[frozenset[State]] = frozenset({"untouched", "saved", "restored"})
"""States that leave nothing to do."""


UNCONFIRMED: Final[frozenset[State]] = frozenset({"armed", "changing", "changed", "verified"})
"""States in which a dead-man timer may run."""


AGAIN: Final[frozenset[State]] = frozenset(
    {"reverting", "armed", "changing", "confirmed", "saved", "unrestored"}
)
"""States that recovery may enter, and enter once more, from any touched state but `restored`."""


def may_move(here: State, there: State, *, recovering: bool = False) -> bool:
    """Whether the table allows a step."""
    if recovering and here not in {"untouched", "restored"} and there in AGAIN:
        return True
    return there in TABLE[here]


def check_move(router: str, here: State, there: State, *, recovering: bool = False) -> None:
    """Refuse a step the table does not have.

    Raises:
        RuntimeError: the engine itself is wrong; no router caused this.
    """
    if not may_move(here, there, recovering=recovering):
        raise RuntimeError(f"{router}: a router in state {here} can't become {there}")
