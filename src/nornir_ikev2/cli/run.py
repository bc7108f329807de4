"""`nornir run PLAYBOOK`: prepare, change, verify, then keep or undo."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nornir_ikev2.cli.around import evidence_of, on_stderr, progress_on_stderr, timing_of
from nornir_ikev2.cli.writable import need_writable
from nornir_ikev2.errors import NornirIkev2Error, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.outcome import RunResult
    from nornir_ikev2.intent.sizes import BatchSize
    from nornir_ikev2.playbook import Playbook
    from nornir_ikev2.project import Project
    from nornir_ikev2.report.live import Board, Lines

WIDTH: Final = 110
"""Columns of the SVG."""
FINDINGS: Final = 5
"""Exit code of a run that changes nothing and found something."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was typed. `yes` None: neither --yes nor --ask; `wait` and `lock_timeout` in seconds."""

    playbook: str
    limit: tuple[str, ...] = ()
    vpns: tuple[str, ...] = ()
    batch: str | None = None
    atomic: bool = False
    max_fail: str | None = None
    allow_outage: bool = False
    svg: Path | None = None
    verbose: int = 0
    dry_run: bool = False
    yes: bool | None = None
    as_json: bool = False
    wait: float = 0.0
    lock_timeout: float = 0.0


def run(project: Path | None, options: Options) -> int:
    """Carry out a playbook and report it; see DESIGN 5.4 for the exit codes.

    Raises:
        UsageError: the options make no sense.
        LoadError: files of the project are wrong.
        NornirIkev2Error: another run is under way, or the journal can't be used.
    """
    from nornir_ikev2.change.outcome import (  # noqa: PLC0415 - keeps start-up short
        EXIT,
        Failure,
        RunResult,
    )
    from nornir_ikev2.change.start import find_playbook  # noqa: PLC0415 - as above
    from nornir_ikev2.project import find  # noqa: PLC0415 - as above
    from nornir_ikev2.report.document import document  # noqa: PLC0415 - as above

    if options.svg is not None:
        need_writable("--svg", options.svg)
    try:
        found = find(project)
        playbook = find_playbook(found, options.playbook)
        if playbook.goal == "explain":
            return _explain(found, playbook, options)
        result = _carry_out(found, playbook, options)
    except UsageError:
        raise
    except NornirIkev2Error as error:
        # Refused before there was a run: the files are wrong, or another run is under way.
        if options.as_json and error.exit_code == EXIT["refused"]:
            early = RunResult("", options.playbook, "refused", failures=(Failure.of(error),))
            sys.stdout.write(json.dumps(document(early), indent=2) + "\n")
        raise
    _report(result, options, evidence_of(found))
    return result.exit_code


def _explain(project: Project, playbook: Playbook, options: Options) -> int:
    """A playbook that only asks: 0 when all is healthy, 5 when there are causes."""
    from nornir_ikev2.explain.inquiry import Wanted, ask  # noqa: PLC0415 - keeps start-up short
    from nornir_ikev2.report.explain import document, show  # noqa: PLC0415 - as above

    if options.batch or options.atomic or options.max_fail is not None:
        raise UsageError(
            f"{playbook.name} changes nothing: there are no batches",
            cure="Leave --batch, --atomic and --max-fail out.",
        )
    if options.vpns:
        raise UsageError(
            f"--vpn means nothing to {playbook.name}: which tunnels there are is read from the routers",
            cure="Use --limit with the routers of the VPN.",
        )
    with progress_on_stderr(options.verbose) as progress:
        explained = ask(project, Wanted(playbook, options.limit), progress)
    if options.as_json:
        sys.stdout.write(json.dumps(document(explained, playbook.name), indent=2) + "\n")
        for note in explained.notes:
            sys.stderr.write(f"{note}\n")
    else:
        _print(lambda console: show(explained, console), options, playbook.name)
    return 0 if explained.healthy else FINDINGS


def _carry_out(found: Project, playbook: Playbook, options: Options) -> RunResult:
    from nornir_ikev2.change.start import (  # noqa: PLC0415 - keeps start-up short
        Request,
        Surroundings,
        start,
    )
    from nornir_ikev2.report.document import document  # noqa: PLC0415 - as above

    ask = _asks(playbook, options)
    details = bool(options.verbose)
    request = Request(
        playbook,
        options.limit,
        options.vpns,
        options.dry_run,
        details,
        wait=options.wait,
        lock_timeout=options.lock_timeout,
        batch=_sizes(options.batch),
        atomic=options.atomic,
        max_fail=_max_fail(options),
        allow_outage=options.allow_outage,
    )
    with progress_on_stderr(options.verbose) as progress:
        around = Surroundings(
            progress,
            approve=(lambda context: _approve(context, progress)) if ask else None,
            report=lambda result: json.dumps(document(result, evidence_of(found))),
            timing=timing_of(found),
        )
        return start(found, request, around)


def _sizes(text: str | None) -> tuple[BatchSize, ...]:
    """The sizes in `--batch 1,10%,100%`.

    Raises:
        UsageError: one is none.
    """
    from nornir_ikev2.intent.sizes import batch_size  # noqa: PLC0415 - keeps start-up short

    if text is None:
        return ()
    found: list[BatchSize] = []
    for word in text.split(","):
        try:
            found.append(batch_size(word))
        except ValueError as error:
            cure = "For example --batch 1,10%,100%: one router, a tenth of them, then the rest."
            raise UsageError(f"--batch: `{word}` {error}", cure=cure) from None
    return tuple(found)


def _max_fail(options: Options) -> int | None:
    """The percentage in `--max-fail 10%`; None when it was not given.

    Raises:
        UsageError: it is none, or makes no sense here.
    """
    if options.max_fail is None:
        return None
    text = options.max_fail.strip().removesuffix("%")
    if not (text.isascii() and text.isdigit()) or int(text) > 100:  # noqa: PLR2004 - percent
        raise UsageError(
            f"--max-fail: `{options.max_fail}` is no percentage; expected 0% to 100%",
            cure="For example --max-fail 10%: a batch goes on while no more of its routers fail.",
        )
    if options.atomic:
        raise UsageError(
            "--atomic keeps all routers or none, --max-fail goes on without some",
            cure="Give one of them.",
        )
    return int(text)


def _asks(playbook: Playbook, options: Options) -> bool:
    """Whether somebody must agree.

    Raises:
        UsageError: nobody can.
    """
    ask = playbook.ask if options.yes is None else not options.yes
    if not ask or options.dry_run:
        return False
    if not sys.stdin.isatty():
        raise UsageError(
            f"{playbook.name} asks before it changes routers, and this is not a terminal",
            cure="Look first with --dry-run, then give --yes.",
        )
    return True


def _approve(context: RunContext, progress: Board | Lines) -> bool:
    """Show every line of the plan and ask."""
    from rich.text import Text  # noqa: PLC0415 - keeps start-up short

    from nornir_ikev2.report.terminal import show_plan  # noqa: PLC0415 - as above

    console = on_stderr()
    progress.pause()
    for change in context.changes.values():
        show_plan(change.outcome(), console)
    for warning in context.warnings:
        console.print(Text.assemble(("warning: ", "yellow"), warning))
    count = sum(change.changes for change in context.changes.values())
    sys.stderr.write(f"Change {count} routers? Type yes: ")
    sys.stderr.flush()
    agreed = sys.stdin.readline().strip().lower() in {"yes", "y"}
    progress.resume()
    return agreed


def _report(result: RunResult, options: Options, evidence: str | None) -> None:
    from nornir_ikev2.report.document import document  # noqa: PLC0415 - keeps start-up short
    from nornir_ikev2.report.terminal import show  # noqa: PLC0415 - as above

    if options.as_json:
        sys.stdout.write(json.dumps(document(result, evidence), indent=2) + "\n")
        for text in (*result.warnings, *map(str, result.failures)):
            sys.stderr.write(f"{text}\n")
    else:
        lines = bool(options.verbose)
        _print(
            lambda console: show(result, console, lines=lines, evidence=evidence),
            options,
            result.playbook,
        )


def _print(show: Callable[[Console], None], options: Options, playbook: str) -> None:
    """Print a report on stdout, and draw it where `--svg` asks for that."""
    from rich.console import Console  # noqa: PLC0415 - keeps start-up short

    show(Console(highlight=False, markup=False))
    if options.svg is not None:
        picture = Console(
            record=True, width=WIDTH, file=StringIO(), force_terminal=True, markup=False
        )
        picture.print(f"$ nornir run {playbook}", highlight=False)
        show(picture)
        picture.save_svg(str(options.svg), title="nornir-ikev2")
