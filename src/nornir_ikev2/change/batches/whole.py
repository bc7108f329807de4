"""One word for a run in batches. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from nornir_ikev2.change.outcome import Outcome

DONE: Final[frozenset[Outcome]] = frozenset({"kept", "unchanged"})


def whole_outcome(found: Collection[Outcome], *, complete: bool) -> Outcome:
    """How the whole run ended.

    Args:
        found: how each attempt at a batch ended.
        complete: every batch had its turn, and no router was left out.
    """
    if "unrestored" in found:
        return "unrestored"
    if complete and found and DONE.issuperset(found):
        return "kept" if "kept" in found else "unchanged"
    return "restored" if {"kept", "restored"} & set(found) else "refused"
