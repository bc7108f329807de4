"""What commands that work on routers have around them: where progress goes, and how fast time passes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from rich.console import Console

    from nornir_ikev2.change.timing import Timing
    from nornir_ikev2.project import Project
    from nornir_ikev2.report.live import Board, Lines


def on_stderr() -> Console:
    """A console on stderr."""
    from rich.console import Console  # noqa: PLC0415 - keeps start-up short

    return Console(stderr=True, highlight=False, markup=False)


def progress_on_stderr(verbose: int) -> Board | Lines:
    """A board on a terminal, else lines."""
    from nornir_ikev2.report.live import Board, Lines  # noqa: PLC0415 - keeps start-up short

    console = on_stderr()
    if console.is_terminal and not verbose:
        return Board(console)
    return Lines(console, verbose=bool(verbose))


def timing_of(project: Project) -> Timing:
    """The waits of a run; a lab may run faster than the clock, and then its timers do too."""
    from nornir_ikev2.change.timing import Timing  # noqa: PLC0415 - keeps start-up short

    speed = 1.0
    with suppress(ValueError, TypeError):
        speed = float(_lab(project).get("time_scale") or 1.0)
    return Timing.of(project.settings, router_speed=speed)


def evidence_of(project: Project) -> str | None:
    """The grade of what a run proves, where the routers are those of a lab of ours."""
    from nornir_ikev2.lab.state import GRADES  # noqa: PLC0415 - keeps start-up short

    lab = _lab(project)
    return str(lab.get("grade") or "") or GRADES.get(str(lab.get("provider")))


def _lab(project: Project) -> Mapping[str, Any]:
    """What the lab of the project wrote about itself, empty when none is up."""
    try:
        lab: object = json.loads((project.private / "lab.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cast("Mapping[str, Any]", lab) if isinstance(lab, dict) else {}
