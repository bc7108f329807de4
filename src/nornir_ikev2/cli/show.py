"""`nornir show RUN`: one past run in full."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nornir_ikev2.cli.history import when

if TYPE_CHECKING:
    from nornir_ikev2.change.journal.history import History, PastRun


def run(project: Path | None, run_id: str, *, as_json: bool) -> int:
    """Show one past run; return 0.

    Raises:
        UsageError: there is no such run.
        JournalError: the journal can't be read.
    """
    from nornir_ikev2.change.journal.history import History  # noqa: PLC0415 - keeps start-up short
    from nornir_ikev2.project import find  # noqa: PLC0415 - as above

    found = find(project)
    book = History.open(found.settings.journal, found.root)
    try:
        past = book.run(run_id)
        data = _document(book, past)
    finally:
        book.close()
    if as_json:
        sys.stdout.write(json.dumps(data, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(past, data)) + "\n")
    return 0


def _document(book: History, past: PastRun) -> dict[str, Any]:
    return {
        **asdict(past),
        "decision": book.decision(past.run),
        "states": book.states(past.run),
        "steps": [asdict(one) for one in book.steps(past.run)],
        "events": [asdict(one) for one in book.events(past.run)],
    }


def _lines(past: PastRun, data: dict[str, Any]) -> list[str]:
    out = [
        f"run {past.run}: {past.playbook}, {past.outcome or 'not ended'}",
        f"  started {when(past.started)} by {past.user} on {past.host} (process {past.pid})",
        f"  decision: {data['decision'] or 'none recorded'}",
        "",
        "routers",
    ]
    report = past.report or {}
    routers = report.get("routers", {})
    for router, recorded in data["states"].items():
        # Batches are runs of their own; the run they are part of records no state but their report.
        state = (
            routers.get(router, {}).get("state", recorded) if report.get("batches") else recorded
        )
        facts = routers.get(router, {}).get("facts", {})
        known = " ".join(filter(None, (facts.get("model"), facts.get("serial_number"))))
        out.append(f"  {router}: {state}{f'  ({known})' if known else ''}")
    for batch in report.get("batches", []):
        left_out = f", without {', '.join(batch['left_out'])}" if batch["left_out"] else ""
        run_id = f" (run {batch['run']})" if batch["run"] not in {"", past.run} else ""
        names = ", ".join(batch["routers"])
        out.append(
            f"  batch {batch['number']}: {names}: {batch['outcome'] or 'not begun'}{left_out}{run_id}"
        )
    for tunnel in report.get("tunnels", []):
        good = "up" if tunnel["negotiated"] else "predicted to come up, not proved"
        state = good if tunnel["ok"] else f"{tunnel['reason']}: {tunnel['detail']}"
        out.append(f"  {' - '.join(tunnel['ends'])} ({tunnel['vpn']}): {state}")
    out += ["", "what happened"]
    for event in data["events"]:
        router = f"{event['router']}: " if event["router"] else ""
        text = event["text"].replace("\n", "\n      ")
        out.append(f"  {when(event['at'])}  {event['kind']:<9} {router}{text}")
    return out
