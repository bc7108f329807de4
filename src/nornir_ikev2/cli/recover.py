"""`nornir recover [RUN]`: bring interrupted runs to their end."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nornir_ikev2.cli.around import on_stderr, timing_of
from nornir_ikev2.errors import NornirIkev2Error, UsageError

if TYPE_CHECKING:
    from nornir_ikev2.change.outcome import Outcome, RunResult

HEADLINES: Final[dict[Outcome, str]] = {
    "kept": "recovered: the change is confirmed and saved on every router",
    "restored": "recovered: every router is proved to be as it was before",
    "planned": "dry run: nothing was sent",
    "refused": "not recovered: nothing was done about this run",
    "unrestored": "not every router is where it belongs; they are named above, with what to do",
}
NOTHING: Final = "nothing to recover: no run was interrupted"
WORST: Final[tuple[Outcome, ...]] = (
    "unrestored",
    "refused",
    "planned",
    "restored",
    "kept",
    "unchanged",
)


@dataclass(frozen=True, slots=True)
class Options:
    """What was typed. `run` empty: every interrupted run; `wait` in seconds."""

    run: str = ""
    dry_run: bool = False
    ask: bool = False
    as_json: bool = False
    wait: float = 0.0


def run(project: Path | None, options: Options) -> int:
    """Recover and report; return 0 when every router is where it belongs, 4 when one is not.

    Of several runs one that can't be recovered makes it 1.

    Raises:
        UsageError: there is no such run, or nobody can be asked.
        PlanError: it needs no recovery, or is under way.
        JournalError: the journal can't be used.
    """
    from nornir_ikev2.change.outcome import Failure, RunResult  # noqa: PLC0415 - start-up stays short
    from nornir_ikev2.change.recovery.recover import Recovery, recover  # noqa: PLC0415 - as above
    from nornir_ikev2.change.start import Surroundings  # noqa: PLC0415 - as above
    from nornir_ikev2.project import find  # noqa: PLC0415 - as above
    from nornir_ikev2.report.document import document  # noqa: PLC0415 - as above
    from nornir_ikev2.report.live import Lines  # noqa: PLC0415 - as above

    if options.ask and not options.dry_run and not sys.stdin.isatty():
        raise UsageError("--ask needs a terminal", cure="Look first with --dry-run.")
    found = find(project)
    wanted = Recovery(options.run, options.dry_run, options.wait, _asked if options.ask else None)
    around = Surroundings(
        Lines(on_stderr()),
        report=lambda result: json.dumps(document(result)),
        timing=timing_of(found),
    )
    try:
        results = recover(found, wanted, around)
    except UsageError:
        raise
    except NornirIkev2Error as error:
        if options.as_json:
            refused = RunResult(options.run, "", "refused", failures=(Failure.of(error),))
            _print_json([refused])
        raise
    if options.as_json:
        _print_json(results)
    else:
        _print(results)
    outcomes = {one.outcome for one in results}
    return 4 if "unrestored" in outcomes else int("refused" in outcomes)


def _asked() -> bool:
    sys.stderr.write("Do this? Type yes: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"yes", "y"}


def _print_json(results: list[RunResult]) -> None:
    """One run as `run --json` prints it; several: their routers together, and each one under `runs`."""
    from nornir_ikev2.report.document import document  # noqa: PLC0415 - keeps start-up short

    runs = [document(one) for one in results]
    whole: dict[str, Any] = {
        "run": ",".join(one.run for one in results),
        "playbook": ",".join(one.playbook for one in results),
        "outcome": _worst(results),
        "routers": {name: router for one in runs for name, router in one["routers"].items()},
        "tunnels": [tunnel for one in runs for tunnel in one["tunnels"]],
        "failures": [failure for one in runs for failure in one["failures"]],
        "warnings": [warning for one in runs for warning in one["warnings"]],
        "runs": runs,
    }
    sys.stdout.write(json.dumps(whole, indent=2) + "\n")


def _worst(results: list[RunResult]) -> str:
    outcomes = {one.outcome for one in results}
    known = (outcome for outcome in WORST if outcome in outcomes)
    return next(known, "refused" if outcomes else "unchanged")


def _print(results: list[RunResult]) -> None:
    for one in results:
        for router in one.routers:
            sys.stdout.write(f"{router.name}: {router.state}\n")
        for warning in one.warnings:
            sys.stdout.write(f"warning: {warning}\n")
        for failure in one.failures:
            sys.stdout.write(f"failed: {failure}\n")
        sys.stdout.write(f"{HEADLINES[one.outcome]}  ({one.seconds:.1f} s, run {one.run})\n")
    if not results:
        sys.stdout.write(f"{NOTHING}\n")
