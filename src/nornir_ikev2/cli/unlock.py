"""`nornir unlock ROUTER`: take a router away from a run that can't go on."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def run(project: Path | None, router: str, *, force: bool, as_json: bool) -> int:
    """Unlock a router and say whose it was; return 0.

    Raises:
        UsageError: no run ever held it.
        PlanError: its holder is alive.
        JournalError: the journal can't be used.
    """
    from nornir_ikev2.change.journal.database import open_engine  # noqa: PLC0415 - keeps start-up short
    from nornir_ikev2.change.leases.book import LeaseBook  # noqa: PLC0415 - as above
    from nornir_ikev2.change.leases.unlock import unlock  # noqa: PLC0415 - as above
    from nornir_ikev2.project import find  # noqa: PLC0415 - as above

    found = find(project)
    engine = open_engine(found.settings.journal, found.root)
    try:
        done = unlock(LeaseBook(engine), router, force=force)
    finally:
        engine.dispose()
    if as_json:
        lease = done.lease
        document = {
            "router": router,
            "unlocked": lease is not None,
            "run": lease.run if lease else None,
            "holder": str(lease.holder) if lease else None,
        }
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(done.said) + "\n")
    return 0
