"""`nornir history`: past runs of this project."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path


def run(project: Path | None, last: int, *, as_json: bool) -> int:
    """List past runs, the latest first; return 0.

    Raises:
        JournalError: the journal can't be read.
    """
    from rich.console import Console  # noqa: PLC0415 - keeps start-up short

    from nornir_ikev2.change.journal.history import History  # noqa: PLC0415 - as above
    from nornir_ikev2.project import find  # noqa: PLC0415 - as above
    from nornir_ikev2.report.terminal import history  # noqa: PLC0415 - as above

    found = find(project)
    book = History.open(found.settings.journal, found.root)
    try:
        runs = book.runs(last)
    finally:
        book.close()
    if as_json:
        data = [asdict(one) for one in runs]
        for one in data:
            del one["report"]
        sys.stdout.write(json.dumps(data, indent=2) + "\n")
        return 0
    rows = [
        (one.run, one.playbook, when(one.started), one.outcome or "not ended", str(one.routers))
        for one in runs
    ]
    history(rows, Console(highlight=False, markup=False))
    return 0


def when(seconds: float) -> str:
    """A time for people, in the local time zone."""
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%Y-%m-%d %H:%M:%S}"
