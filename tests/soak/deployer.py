"""The process that deploys: one request per line on stdin, one answer per line on stdout, for hours.

It is a process of its own so that its memory, threads and files can be measured apart from the lab's.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nornir_ikev2.change.outcome import RunResult
from nornir_ikev2.change.progress import Silent
from nornir_ikev2.change.recovery.recover import Recovery, recover
from nornir_ikev2.change.start import Request, Surroundings, find_playbook, start
from nornir_ikev2.change.timing import Timing
from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.intent.sizes import batch_size
from nornir_ikev2.project import find
from nornir_ikev2.report.document import document


def main(root: Path, speed: float) -> None:
    """Serve until stdin ends."""
    for line in sys.stdin:
        asked: dict[str, Any] = json.loads(line)
        answer = carry_out(root, asked, speed)
        gc.collect()
        answer |= {"memory": memory(), "threads": threading.active_count(), "files": files()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def carry_out(root: Path, asked: dict[str, Any], speed: float) -> dict[str, Any]:
    """One run, as `nornir run` does it."""
    project = find(root)
    timing = Timing(
        project.settings.rollback_minutes, verify_seconds=20, margin_seconds=15, router_speed=speed
    )
    around = Surroundings(Silent(), timing=timing)
    try:
        if asked.get("recover"):
            return summary(recover(project, Recovery(), around))
        playbook = find_playbook(project, asked.pop("playbook"))
        asked["batch"] = tuple(batch_size(text) for text in asked.pop("batch", ()))
        result = start(project, Request(playbook, **asked), around)
    except NornirIkev2Error as error:
        return {
            "outcome": "refused",
            "code": error.exit_code,
            "failures": [{"message": str(error)}],
        }
    return document(result) | {"code": result.exit_code}


def summary(results: Sequence[RunResult]) -> dict[str, Any]:
    """What became of interrupted runs."""
    failures = [{"message": str(failure)} for one in results for failure in one.failures]
    outcomes = {one.outcome for one in results}
    worst = "unrestored" if "unrestored" in outcomes else "recovered"
    return {"outcome": worst, "code": 0, "failures": failures}


def memory() -> float:
    """Resident memory in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def files() -> int:
    """Open files, sockets among them."""
    return len(list(Path("/proc/self/fd").iterdir()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
