"""What a struck deployment is compared with: the same one that went well, and how it must end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fakes.crash_site import SPEED, CrashSite, Snapshot, crash_site
from fakes.doomed import LABELS, Deployer

LEASE_SECONDS: Final = 8.0
TIMING: Final[dict[str, float]] = {
    "rollback_minutes": 120,
    "router_speed": SPEED,
    "first_wait": 0.05,
    "longest_wait": 0.5,
    "lease_seconds": LEASE_SECONDS,
    "margin_seconds": 20.0,
}


@dataclass
class Undisturbed:
    """A mode whose change went well once: what is before and after, and the records in their order."""

    mode: str
    keys: Path
    before: Snapshot
    after: Snapshot
    records: Sequence[str]

    @property
    def decided(self) -> int:
        """Number of the record that decides to keep."""
        return next(number for number, one in enumerate(self.records, 1) if "decision keep" in one)


def go_well(
    deployer: Deployer, folder: Path, mode: str, request: Mapping[str, object] | None = None
) -> Undisturbed:
    """Deploy once without a strike."""
    with crash_site(folder, mode) as site:
        before = site.snapshot()
        assert deployer.run(site.root, request=request)["exit"] == 0, site.log()
        after = site.snapshot()
        records = (site.root / LABELS).read_text().splitlines()
    assert before != after
    return Undisturbed(mode, folder / ".nornir" / "secrets.yaml", before, after, records)


def judge(site: CrashSite, undisturbed: Undisturbed, where: str) -> str:
    """All routers on one side, nothing left behind, and the journal says so."""
    now, journal = site.snapshot(), site.journal()
    said = f"{where}: {journal}\n{site.log()}"
    assert now in (undisturbed.before, undisturbed.after), said
    end = "new" if now == undisturbed.after else "old"
    assert site.timers() == [], said
    assert site.checkpoints() == [], said
    assert journal["unfinished"] == [], said
    assert len(journal["runs"]) <= 1, said
    for outcome, states, _ in journal["runs"].values():
        if end == "new":
            assert (outcome, set(states.values())) == ("kept", {"saved"}), said
        else:
            assert set(states.values()) <= {"restored", "untouched"}, said
            assert outcome in {"restored", "refused", None}, said
            assert outcome is not None or set(states.values()) <= {"untouched"}, said
    return end
