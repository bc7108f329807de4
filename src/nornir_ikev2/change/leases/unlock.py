"""Takes a router's lease away from a run that can't go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nornir_ikev2.change.leases.holder import Life, life
from nornir_ikev2.errors import PlanError, UsageError

if TYPE_CHECKING:
    from nornir_ikev2.change.leases.book import Lease, LeaseBook

SAYS: dict[Life, str] = {
    "alive": "its process is alive on this machine",
    "stopped": "its process is stopped on this machine, and may go on",
    "dead": "its process is dead",
    "unknown": "its process is on another machine and can't be seen from here",
}


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What became of it: `lease` None when nobody held the router."""

    router: str
    lease: Lease | None
    said: tuple[str, ...]


def unlock(book: LeaseBook, router: str, *, force: bool) -> Unlocked:
    """End the lease of a router, so that another run may begin; what its run did stays as it is.

    Raises:
        UsageError: no run ever held a router of this name.
        PlanError: its holder is alive, or may be.
        JournalError: the journal can't be used.
    """
    lease = book.find([router]).get(router)
    if lease is None:
        raise UsageError(
            f"no run of this journal ever held `{router}`", cure="nornir list shows the routers."
        )
    if lease.free:
        return Unlocked(router, None, (f"{router} is not locked",))
    state = life(lease.holder)
    over = f"its lease is over since {-lease.left:.0f} s" if lease.left <= 0 else ""
    said = f"{router} is held by run {lease.run} ({lease.holder}); {over or SAYS[state]}"
    if state != "dead" and lease.left > 0 and not force:
        raise PlanError(
            said,
            cure=f"Its lease is over in {lease.left:.0f} s unless it is renewed. Let the run end, or kill"
            " it; --force takes the router away all the same: the run then writes nothing more to it.",
        )
    book.take_away(router)
    then = f"Now: nornir recover {lease.run} finishes what it began."
    return Unlocked(
        router, lease, (said, f"{router} is unlocked: that run writes to it no more", then)
    )
