"""What the lock file says is ours: claimed before a change is kept, settled after.

Lines without a name of ours (a `network` line, a static route) are known as ours by the lock file alone. A
run that dies between the two, or a router that can't be settled, must not turn them into foreign lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nornir_ikev2.intent.lockfile import Owned

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange


def claim(run: RunContext, changes: Iterable[RouterChange]) -> None:
    """Write down all that may be ours on these routers: what was before and what is planned.

    Raises:
        NornirIkev2Error: the file can't be written.
    """
    if run.lock is None:
        return
    for change in changes:
        if change.plan is not None:
            prefixes = [part.prefix for part in change.intent.vpns]
            run.lock.claim(change.name, change.plan.owned, prefixes)
    run.lock.save()


def found(run: RunContext, before: Mapping[str, Owned]) -> None:
    """Write down what a recovery has seen to be ours: as before, or as planned where it is kept.

    Args:
        run: the recovery; without a lock nothing is written.
        before: what was ours before the change, by router.

    Raises:
        NornirIkev2Error: the file can't be written.
    """
    if run.lock is None:
        return
    for change in run.changes.values():
        if change.state == "restored" and change.name in before:
            run.lock.found(change.name, before[change.name])
        elif change.state == "saved" and change.plan is not None and change.intent.scope is None:
            prefixes = tuple(sorted({part.prefix for part in change.intent.vpns}))
            run.lock.found(change.name, Owned(prefixes, change.plan.owned))
    run.lock.save()


def settle(run: RunContext) -> None:
    """Write down what is ours now on every router whose state is known.

    Raises:
        NornirIkev2Error: the file can't be written.
    """
    if run.lock is None:
        return
    for change in run.changes.values():
        if change.intent.scope is not None:
            continue  # what other batches will remove is ours still: claimed, and settled after the last one
        if change.plan is not None and change.state in {"untouched", "saved"}:
            prefixes = [part.prefix for part in change.intent.vpns]
            run.lock.with_owned(change.name, change.plan.owned, prefixes)
    run.lock.save()
