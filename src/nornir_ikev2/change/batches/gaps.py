"""Tunnels that would not come up again between the batch of their hub and their own. Pure.

They run on with the SAs they have; only where they had to negotiate just then (a peer that was away, the end
of a lifetime) they would be down until their batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nornir_ikev2.ike.predict import predict_all

if TYPE_CHECKING:
    from nornir_ikev2.change.batches.cut import Batch
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.ike.model import IkeConfig


def gaps(run: RunContext, batches: Sequence[Batch]) -> Iterator[str]:
    """One warning for the hub's lines of the first batch that later spokes can't negotiate with.

    Args:
        run: read, planned and predicted.
        batches: of the run.
    """
    waiting = [tunnel.ends for batch in batches[1:] for tunnel in batch.intent.tunnels]
    shared = {
        name
        for name, change in run.changes.items()
        if change.plan and any(one.shared and one.effect != "none" for one in change.plan.impacts)
    }
    pairs = [ends for ends in dict.fromkeys(waiting) if ends[0] in shared]
    if not pairs:
        return
    before = {end: _present(run, end) for ends in pairs for end in ends}
    now = {name: view for name, view in before.items() if view is not None}
    works = {one.ends for one in predict_all(now, pairs) if one.ok and one.reason is None}
    between = dict(now)
    for name in {ends[0] for ends in pairs}:
        outlook = run.changes[name].outlook
        if outlook is not None:
            between[name] = outlook
    worse = [one for one in predict_all(between, pairs) if one.ends in works and not one.ok]
    if worse:
        names = ", ".join(dict.fromkeys(one.ends[1] for one in worse[:3]))
        more = f" and {len(worse) - 3} more" if len(worse) > 3 else ""  # noqa: PLR2004 - shown before it
        yield (
            f"until their batch, {names}{more} run on with the SAs they have: {worse[0].ends[0]} would "
            f"refuse new ones from batch 1 on ({worse[0].reason}). Without that gap: add what is new beside "
            "what is old, run, then remove the old"
        )


def _present(run: RunContext, name: str) -> IkeConfig | None:
    change = run.changes[name]
    if change.reading is None:
        return None
    return change.driver.view(name, change.reading.config, change.reading.facts.release)
