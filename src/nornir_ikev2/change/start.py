"""From a project and a playbook's name to a finished run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nornir_ikev2.change.batches.admission import cut_run
from nornir_ikev2.change.batches.run import Batches
from nornir_ikev2.change.context import RunContext
from nornir_ikev2.change.engine import carry_out
from nornir_ikev2.change.journal import blueprint
from nornir_ikev2.change.journal.keymarks import KeyMarks
from nornir_ikev2.change.journal.record import Journal, new_run_id
from nornir_ikev2.change.leases.held import Held, hold
from nornir_ikev2.change.outcome import RunResult
from nornir_ikev2.change.progress import Progress, Silent
from nornir_ikev2.change.recovery.unfinished import refuse_unfinished
from nornir_ikev2.change.router import RouterChange
from nornir_ikev2.change.selection import Selection, resolve_limit, select, sizes_of
from nornir_ikev2.change.shelf import load_steps
from nornir_ikev2.change.timing import Timing
from nornir_ikev2.drivers.registry import driver_for
from nornir_ikev2.errors import JournalError, LeaseLost, PlanError, UsageError
from nornir_ikev2.playbook import Playbook, load_playbook

if TYPE_CHECKING:
    from nornir.core import Nornir

    from nornir_ikev2.change.batches.cut import Batch
    from nornir_ikev2.change.shelf import Step
    from nornir_ikev2.drivers.protocol import Driver
    from nornir_ikev2.intent.load import LoadedIntent
    from nornir_ikev2.intent.sizes import BatchSize
    from nornir_ikev2.project import Project

PACKAGE: Final = "nornir-ikev2"


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted of a run.

    Attributes:
        playbook: already loaded.
        limit: hosts and groups, none for all.
        vpns: names of VPNs, none for all of the playbook's topology.
        dry_run: plan and predict only; nothing is written but the journal.
        details: ask routers for NAPALM's facts too.
        wait: seconds to wait for another run that holds one of the routers.
        lock_timeout: seconds to wait for somebody else's configuration lock.
        batch: how many routers at a time; () as the VPNs say.
        atomic: keep all batches or none.
        max_fail: percent of a batch's routers that may fail; None: none may.
        allow_outage: a router may lose all its tunnels at once.
    """

    playbook: Playbook
    limit: tuple[str, ...] = ()
    vpns: tuple[str, ...] = ()
    dry_run: bool = False
    details: bool = False
    wait: float = 0.0
    lock_timeout: float = 0.0
    batch: tuple[BatchSize, ...] = ()
    atomic: bool = False
    max_fail: int | None = None
    allow_outage: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Who watches a run, and what it runs on.

    Attributes:
        progress: told what happens.
        approve: asked before routers are touched; None asks nobody.
        report: turns the result into the text the journal keeps.
        timing: None takes the defaults with the project's `rollback_minutes`.
        driver_for: finds the driver of a platform.
        open_journal: opens the journal for one run.
    """

    progress: Progress
    approve: Callable[[RunContext], bool] | None = None
    report: Callable[[RunResult], str] = lambda result: result.outcome
    timing: Timing | None = None
    driver_for: Callable[[str], Driver] = driver_for
    open_journal: Callable[[str, Path, Path, str], Journal] = Journal


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What the project's files say."""

    nornir: Nornir
    intent: LoadedIntent
    selection: Selection

    @property
    def routers(self) -> list[str]:
        return list(self.selection.intent.routers)


def find_playbook(project: Project, name: str) -> Playbook:
    """Load a playbook from the shelves of a project.

    Raises:
        UsageError: there is no such playbook.
        LoadError: it has faults.
    """
    return load_playbook(name, project.shelves("playbooks"), project.shelves("tasks"))


def start(project: Project, request: Request, around: Surroundings | None = None) -> RunResult:
    """Carry out a playbook.

    Args:
        project: its inventory, intent and secrets.
        request: what is wanted.
        around: who watches; None is nobody.

    Returns:
        How it ended; failures of routers are in it.

    Raises:
        UsageError: the request makes no sense here.
        LoadError: files of the project are wrong.
        PlanError: another run has one of the routers, or left it unfinished.
        JournalError: the journal can't be opened.
    """
    around = around or Surroundings(Silent())
    timing = around.timing or Timing.of(project.settings)
    around = replace(around, timing=timing)
    steps = load_steps(request.playbook.steps, project.shelves("tasks"))
    loaded = _load(project, request)
    run_id, settings = new_run_id(), project.settings
    journal = around.open_journal(settings.journal, project.root, project.private, run_id)
    try:
        if request.dry_run or not request.playbook.phases.get("change"):
            return _carry_out(project, request, around, (steps, loaded, journal, None))
        held = Held(journal.leases, run_id, timing.lease_seconds)
        with hold(held, loaded.routers, request.wait, around.progress.message):
            journal.fence = held.fence
            refuse_unfinished(journal.history(), loaded.routers)
            loaded = _again(project, request, loaded)
            return _carry_out(project, request, around, (steps, loaded, journal, held))
    finally:
        journal.close()


def _load(project: Project, request: Request) -> _Loaded:
    nornir = project.nornir(dry_run=request.dry_run)
    intent = project.intent(nornir)
    return _Loaded(nornir, intent, _select(nornir, intent, request))


def _again(project: Project, request: Request, before: _Loaded) -> _Loaded:
    """The project's files as they are now that nobody else changes these routers.

    Raises:
        PlanError: they want other routers by now.
    """
    if not before.intent.lock.is_stale():
        return before
    now = _load(project, request)
    if more := sorted(set(now.routers) - set(before.routers)):
        raise PlanError(
            f"another run ended meanwhile, and {', '.join(more[:5])} is concerned too now",
            cure="Run the playbook again.",
        )
    return now


def _carry_out(
    project: Project,
    request: Request,
    around: Surroundings,
    parts: tuple[dict[str, Step], _Loaded, Journal, Held | None],
) -> RunResult:
    steps, loaded, journal, held = parts
    store = project.secrets(persist=not request.dry_run)
    made = store.ensure(loaded.selection.intent.keys())
    if made and not request.dry_run:
        around.progress.message(f"{made} keys are new: the secrets store had none for them")
    journal.begin(request.playbook.name, _options(request), version(PACKAGE))
    run = RunContext(
        run=journal.run,
        playbook=request.playbook,
        steps=steps,
        nornir=loaded.nornir,
        driver_for=around.driver_for,
        intent=loaded.selection.intent,
        store=store,
        journal=journal,
        marks=KeyMarks(journal),
        private=project.private,
        held=held,
        lock=None if "archive" in request.playbook.sections else loaded.intent.lock,
        parsers=tuple(project.shelves("parsers")),
        progress=around.progress,
        timing=around.timing or Timing(),
        dry_run=request.dry_run,
        details=request.details,
        lock_timeout=request.lock_timeout,
        approve=around.approve,
        allow_outage=request.allow_outage,
    )
    _say(run, loaded.selection)
    sizes = _sizes(loaded.intent, request)
    if not sizes:
        return _finish(run, around)
    run.cut = partial(cut_run, loaded.selection, sizes)
    if request.atomic:
        return _finish(run, around)

    def open_journal(run_id: str) -> Journal:
        url = project.settings.journal
        opened = around.open_journal(url, project.root, project.private, run_id)
        opened.fence = journal.fence
        return opened

    return _in_batches(run, around, loaded.selection, request.max_fail, open_journal)


def _select(nornir: Nornir, loaded: LoadedIntent, request: Request) -> Selection:
    members = {
        name: list(nornir.inventory.children_of_group(name)) for name in nornir.inventory.groups
    }
    groups = {name: [host.name for host in hosts] for name, hosts in members.items()}
    limit = resolve_limit(request.limit, nornir.inventory.hosts, groups)
    return select(loaded.intent, request.playbook, vpns=request.vpns, limit=limit)


def _say(run: RunContext, selection: Selection) -> None:
    """What a person must know of the selection."""
    for warning in selection.intent.warnings:
        run.warn(warning)
    for one, other in selection.incomplete:
        run.warn(f"--limit leaves out an end of {one} - {other}: this tunnel is not verified")
    if "archive" in run.playbook.sections:
        # The archive path has nothing to do with tunnels.
        run.intent = replace(run.intent, tunnels=())


def _options(request: Request) -> dict[str, object]:
    """What was asked, for the record."""
    options: dict[str, object] = {
        "limit": request.limit,
        "vpns": request.vpns,
        "dry_run": request.dry_run,
    }
    if request.batch:
        options["batch"] = [str(one) for one in request.batch]
    if request.atomic:
        options["atomic"] = True
    if request.max_fail is not None:
        options["max_fail"] = request.max_fail
    return options


def _sizes(loaded: LoadedIntent, request: Request) -> tuple[BatchSize, ...]:
    """How many routers at a time, () for all at once.

    Raises:
        UsageError: the VPNs differ, or options that need batches have none.
    """
    sizes = request.batch
    if not sizes and "archive" not in request.playbook.sections:
        sizes = sizes_of(loaded.intent, request.playbook, request.vpns)
    if not sizes and (request.atomic or request.max_fail is not None):
        option = "--atomic" if request.atomic else "--max-fail"
        raise UsageError(f"{option} is about batches", cure="Give --batch, for example 1,10%,100%.")
    return sizes


def _in_batches(
    run: RunContext,
    around: Surroundings,
    selection: Selection,
    max_fail: int | None,
    open_journal: Callable[[str], Journal],
) -> RunResult:
    """Carry out the run as one change per batch, each with a record of its own."""

    def begin(child: RunContext, batch: Batch, run_id: str, batches: int) -> RunResult:
        child.journal, child.intent, child.cut = open_journal(run_id), batch.intent, None
        try:
            whole = {"batch": batch.number, "batches": batches, "of": run.run}
            options = {**whole, "limit": batch.members}
            child.journal.begin(child.playbook.name, options, version(PACKAGE))
            return _finish(child, around)
        finally:
            child.journal.close()

    _meet(run, around)
    cut, run.cut = run.cut, None
    if cut is None:
        raise RuntimeError("a run in batches needs a way to cut it")
    batches = Batches(run, cut, begin, hubs=selection.hubs, max_fail=max_fail)
    return _ended(run, batches.carry_out(), around)


def _finish(run: RunContext, around: Surroundings) -> RunResult:
    _meet(run, around)
    return _ended(run, carry_out(run), around)


def _meet(run: RunContext, around: Surroundings) -> None:
    """Set up each router of a run."""
    for name, intent in run.intent.routers.items():
        driver = around.driver_for(intent.platform)
        run.changes[name] = RouterChange(run, intent, run.nornir.inventory.hosts[name], driver)
    run.journal.routers(run.changes)
    if not run.dry_run:
        run.journal.intent(blueprint.write_tunnels(run.intent.tunnels))


def _ended(run: RunContext, result: RunResult, around: Surroundings) -> RunResult:
    """Record the end of a run."""
    errors = {one.name: str(one.error) for one in result.routers if one.error}
    with suppress(JournalError, LeaseLost):
        run.journal.end(result.outcome, around.report(result), errors)
    return result
