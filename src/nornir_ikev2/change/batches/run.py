"""A run in batches: the first is the canary, each is a change of its own, the first that fails ends the run.

Every batch has its own record in the journal (`RUN-1`, `RUN-2`, ...), its own checkpoints and its own
decision, so that a killed run is recovered like any other. The run itself touches no router: it plans.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from nornir_ikev2.change.batches.gaps import gaps
from nornir_ikev2.change.batches.whole import DONE, whole_outcome
from nornir_ikev2.change.blast import refuse_outage
from nornir_ikev2.change.engine import INTERRUPTED, close_sessions, finish_unchanged
from nornir_ikev2.change.outcome import (
    BatchOutcome,
    Failure,
    Outcome,
    RouterOutcome,
    RunResult,
    TunnelOutcome,
)
from nornir_ikev2.change.prepare import foretell, read_and_plan
from nornir_ikev2.change.stop import Stop, signals
from nornir_ikev2.errors import PlanError

if TYPE_CHECKING:
    from nornir_ikev2.change.batches.cut import Batch
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.drivers.protocol import Renewal
    from nornir_ikev2.intent.model import RouterIntent

WHOLE: Final = 100

Cut = Callable[["RunContext"], "tuple[Batch, ...]"]
Begin = Callable[["RunContext", "Batch", str, int], RunResult]


@dataclass(slots=True)
class _Progress:
    """What became of the batches so far."""

    outcomes: list[BatchOutcome] = field(default_factory=list[BatchOutcome])
    results: list[RunResult] = field(default_factory=list[RunResult])
    left_out: set[str] = field(default_factory=set[str])
    failures: list[Failure] = field(default_factory=list[Failure])
    owed: dict[str, list[Renewal]] = field(default_factory=dict["str", "list[Renewal]"])


class Batches:
    """A run in batches.

    Args:
        run: with its routers in `changes`, all untouched.
        cut: cuts it, once every router was read.
        begin: carries out one batch as a run of its own: context, batch, id, how many batches there are.
        hubs: routers that are part of many batches.
        max_fail: percent of a batch's routers that may fail, see `exceeds`; None: none may.
    """

    def __init__(
        self,
        run: RunContext,
        cut: Cut,
        begin: Begin,
        *,
        hubs: Collection[str],
        max_fail: int | None = None,
    ) -> None:
        self._run = run
        self._cut = cut
        self._begin = begin
        self._hubs = frozenset(hubs)
        self._max_fail = max_fail
        self._batches: tuple[Batch, ...] = ()
        self._so_far = _Progress()

    def carry_out(self) -> RunResult:
        """Plan the whole run, then carry out batch after batch."""
        began = time.monotonic()
        run = self._run
        with signals(run.stop, run.progress.message, list):
            early = self._plan()
        for batch in self._batches:
            known = next((one for one in self._so_far.outcomes if one.number == batch.number), None)
            if known is None:
                self._so_far.outcomes.append(BatchOutcome(batch.number, batch.members))
        outcome = early or self._go()
        return self._result(outcome, time.monotonic() - began)

    def _plan(self) -> Outcome | None:
        """Read, plan and predict everything before the first router is touched."""
        run = self._run
        try:
            read_and_plan(run)
            self._leave_out_failed()
            if not run.failures and not run.stop.requested:
                foretell(run)
                self._leave_out_failed()
            self._batches = self._cut(run)
            refuse_outage(run, in_turn=True)
            for warning in gaps(run, self._batches):
                run.warn(warning)
            if not run.failures and not run.dry_run and not self._changes():
                return finish_unchanged(run)
        except PlanError as error:
            run.fail(Failure.of(error))
        finally:
            close_sessions(run)
        if run.stop.requested:
            run.fail(Failure(INTERRUPTED, category="transient"))
        if run.failures or self._too_many():
            return "refused"
        if run.dry_run:
            return "planned"
        if run.approve is not None and not run.approve(run):
            run.fail(Failure("not approved; no router was touched", category="refused_input"))
            return "refused"
        return None

    def _changes(self) -> bool:
        return any(change.changes for change in self._run.changes.values())

    def _leave_out_failed(self) -> None:
        """Go on without routers that can't be read or planned, as far as `max_fail` may allow that."""
        run = self._run
        failed = {name: one.failure for name, one in run.changes.items() if one.failure is not None}
        if (
            self._max_fail is None
            or not failed
            or self._hubs & failed.keys() - self._blamed(failed)
        ):
            return
        members = failed.keys() - self._hubs
        if any(one.router not in failed and " and " not in one.router for one in run.failures):
            return
        self._so_far.left_out |= members
        self._so_far.failures += run.failures
        run.failures.clear()
        for hub in self._hubs & failed.keys():
            run.changes[hub].failure = None
        tunnels = [one for one in run.intent.tunnels if members.isdisjoint(one.ends)]
        run.turn_to(tunnels)

    def _blamed(self, failed: Mapping[str, Failure]) -> set[str]:
        """Hubs whose failure is that of a tunnel, so that its other end is to blame."""
        of_members = {one for name, one in failed.items() if name not in self._hubs}
        return {name for name, one in failed.items() if name in self._hubs and one in of_members}

    def _too_many(self) -> bool:
        """Whether so many routers of a batch have failed already that it can't be done."""
        for batch in self._batches:
            failed = self._so_far.left_out.intersection(batch.members)
            if failed and exceeds(len(failed), len(batch.members), self._max_fail):
                self._run.failures += self._so_far.failures
                self._run.fail(_over(batch, failed, self._max_fail))
        return bool(self._run.failures)

    def _go(self) -> Outcome:
        for at, batch in enumerate(self._batches):
            if not self._batch(at, batch):
                break
        return self._outcome()

    def _batch(self, at: int, batch: Batch) -> bool:
        """Carry out one batch, again without routers that fail; return whether it is done."""
        run, so_far = self._run, self._so_far
        attempt = 0
        while True:
            now = batch.without(so_far.left_out)
            attempt += 1
            run_id = f"{run.run}-{batch.number}" + (f".{attempt}" if attempt > 1 else "")
            run.progress.message(f"{now.title} (batch {batch.number} of {len(self._batches)})")
            child = self._child(run_id)
            result = self._begin(child, self._with_owned(now), run_id, len(self._batches))
            so_far.results.append(result)
            self._remember(at, batch, result)
            self._owe(child, result)
            if result.outcome in DONE:
                return True
            failed = self._to_blame(result, now)
            out = so_far.left_out.intersection(batch.members) | failed
            so_far.failures += [one for one in result.failures if one not in so_far.failures]
            if not failed or result.outcome == "unrestored":
                return False
            if exceeds(len(out), len(batch.members), self._max_fail):
                if self._max_fail is not None:
                    so_far.failures.append(_over(batch, out, self._max_fail))
                return False
            so_far.left_out |= failed
            self._remember(at, batch, result)
            if out.issuperset(batch.members):
                return True
            names = ", ".join(sorted(failed))
            run.progress.message(f"batch {batch.number} again, without {names}: it failed there")

    def _owe(self, batch: RunContext, result: RunResult) -> None:
        """Note SAs of later batches that run on with what this batch changed on their hub."""
        owed = self._so_far.owed
        if result.outcome == "kept":
            for name, change in batch.changes.items():
                owed.setdefault(name, []).extend(change.plan.renewals if change.plan else ())
        for name, renewals in list(owed.items()):
            owed[name] = [
                one for one in renewals if frozenset({name, one.peer}) not in batch.renewed
            ]
            if not owed[name]:
                del owed[name]

    def _remember(self, at: int, batch: Batch, result: RunResult) -> None:
        left_out = tuple(name for name in batch.members if name in self._so_far.left_out)
        self._so_far.outcomes[at] = BatchOutcome(
            batch.number, batch.members, result.run, result.outcome, left_out
        )

    def _to_blame(self, result: RunResult, batch: Batch) -> set[str]:
        """The members that failed; nobody when it is more than them: a hub, a stop, a lost journal."""
        failed = {one.name: one.error for one in result.routers if one.error is not None}
        members = failed.keys() & set(batch.members)
        others = failed.keys() - members - self._blamed(failed)
        named = {*failed, *(" and ".join(one.ends) for one in result.tunnels)}
        if others or any(one.router not in named for one in result.failures):
            return set()
        return set(members)

    def _child(self, run_id: str) -> RunContext:
        """A context for one batch: the same surroundings, nothing known yet."""
        run = self._run
        return replace(
            run,
            run=run_id,
            stop=Stop(),
            approve=self._as_planned,
            changes={},
            predictions={},
            other_suites={},
            renewals={},
            pings={},
            checked=(),
            judged={},
            failures=[],
            warnings=[],
            results={},
            owed=self._so_far.owed,
            renewed=set(),
            deciding=False,
        )

    def _as_planned(self, batch: RunContext) -> bool:
        """Refuse a router that was changed since the whole run was planned, by somebody else.

        Raises:
            PlanError: it was.
        """
        touched = {
            one.name for result in self._so_far.results for one in result.routers if one.changed
        }
        for name, change in batch.changes.items():
            before, now = self._run.changes[name].reading, change.reading
            if name in touched or before is None or now is None:
                continue
            if change.driver.normalise(before.config) != change.driver.normalise(now.config):
                raise PlanError(
                    f"the running-config of {name} has changed since this run was planned",
                    cure="Somebody else works on this router. Run the playbook again.",
                )
        return True

    def _with_owned(self, batch: Batch) -> Batch:
        """The batch with what earlier batches made ours."""
        lock = self._run.lock
        if lock is None:
            return batch

        def now(router: RouterIntent) -> RouterIntent:
            owned = lock.owned(router.name)
            prefixes = tuple(dict.fromkeys((*router.owned_prefixes, *owned.prefixes)))
            return replace(router, owned=owned.lines, owned_prefixes=prefixes)

        routers = {name: now(router) for name, router in batch.intent.routers.items()}
        return replace(batch, intent=replace(batch.intent, routers=routers))

    def _outcome(self) -> Outcome:
        """One word for the whole run."""
        complete = all(one.outcome in DONE for one in self._so_far.outcomes)
        found: list[Outcome] = [one.outcome for one in self._so_far.outcomes if one.outcome]
        if any(one.outcome == "unrestored" for one in self._so_far.results):
            found.append("unrestored")
        return whole_outcome(found, complete=complete and not self._so_far.left_out)

    def _result(self, outcome: Outcome, seconds: float) -> RunResult:
        run, results = self._run, self._so_far.results
        failures = dict.fromkeys((*run.failures, *self._so_far.failures))
        warnings = dict.fromkeys(
            (*run.warnings, *(text for one in results for text in one.warnings))
        )
        return RunResult(
            run=run.run,
            playbook=run.playbook.name,
            outcome=outcome,
            routers=tuple(
                _router(change.outcome(), [one for result in results for one in result.routers])
                for change in run.changes.values()
            ),
            tunnels=_tunnels(run.checked, results),
            failures=tuple(failures),
            warnings=tuple(warnings),
            batches=tuple(self._so_far.outcomes),
            seconds=seconds,
        )


def exceeds(failed: int, of: int, percent: int | None) -> bool:
    """Whether more routers of a batch failed than may: the share must be exceeded, not reached.

    That is Ansible's `max_fail_percentage` (its linear strategy: failed / batch size > percentage / 100).
    """
    return failed * WHOLE > of * (percent or 0)


def _over(batch: Batch, failed: Collection[str], percent: int | None) -> Failure:
    share = len(failed) * WHOLE / len(batch.members)
    text = (
        f"batch {batch.number}: {len(failed)} of {len(batch.members)} routers failed ({share:.0f}%), "
        f"--max-fail allows {percent}%: {', '.join(sorted(failed)[:5])}"
    )
    return Failure(
        text, cure="Put these routers right, or leave them out with --limit; then run again."
    )


def _router(planned: RouterOutcome, results: Sequence[RouterOutcome]) -> RouterOutcome:
    """One router over all batches that changed it; as planned where none did."""
    mine = [one for one in results if one.name == planned.name]
    if not mine:
        return planned
    last = next((one for one in reversed(mine) if one.state != "untouched"), mine[-1])
    kept = [one for one in mine if one.changed]
    return replace(
        last,
        changed=bool(kept),
        added=tuple(line for one in kept for line in one.added) if kept else planned.added,
        removed=tuple(line for one in kept for line in one.removed) if kept else planned.removed,
        error=mine[-1].error,
        round_trips=planned.round_trips + sum(one.round_trips for one in mine),
        facts=planned.facts,
    )


def _tunnels(
    predicted: Sequence[TunnelOutcome], results: Sequence[RunResult]
) -> tuple[TunnelOutcome, ...]:
    found = {(one.vpn, one.ends): one for one in predicted}
    for result in results:
        found |= {(one.vpn, one.ends): one for one in result.tunnels}
    return tuple(found.values())
