"""What kind of router each is: read anyway, and with `-v` NAPALM's getter over the same SSH session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from nornir.core.task import Result, Task

from nornir_ikev2.change.workers import QUIET, run_steps
from nornir_ikev2.drivers.protocol import Getters
from nornir_ikev2.errors import DeviceError

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange

_VERSION: Final = re.compile(r"Version [^\s,]+")


def gather(run: RunContext) -> None:
    """Ask every router for NAPALM's facts and write them into the journal; costs some round trips."""

    def facts(task: Task, change: RouterChange) -> Result:
        session = change.session
        if not isinstance(session, Getters):
            return Result(task.host, severity_level=QUIET)
        try:
            change.getters = dict(session.facts())
        except DeviceError:
            raise
        except Exception as error:  # noqa: BLE001 - NAPALM's parsers raise anything; facts decide nothing
            run.warn(f"{change.name}: NAPALM could not read its facts ({type(error).__name__})")
            return Result(task.host, severity_level=QUIET)
        text = words(change.getters)
        run.note(f"facts: {text}", change.name)
        run.progress.message(f"{change.name}: {text}")
        return Result(task.host, result=text, severity_level=QUIET)

    run_steps(run, "prepare", [("facts", facts)], list(run.changes))


def words(facts: Mapping[str, Any]) -> str:
    """Facts in one line."""
    parts = [str(facts.get(key) or "") for key in ("vendor", "model", "serial_number")]
    found = _VERSION.search(str(facts.get("os_version") or ""))
    parts.append(found[0] if found else "")
    up = facts.get("uptime")
    if isinstance(up, int | float) and up > 0:
        parts.append(f"up {int(up) // 3600} h {int(up) // 60 % 60} min")
    return ", ".join(part for part in parts if part)
