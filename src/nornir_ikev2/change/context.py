"""What all routers of one run share."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from nornir_ikev2.change.journal.keymarks import KeyMarks
from nornir_ikev2.change.progress import Progress, Silent
from nornir_ikev2.change.stop import Stop
from nornir_ikev2.change.timing import Timing
from nornir_ikev2.errors import JournalError
from nornir_ikev2.intent.model import Intent, SecretRef, TunnelIntent
from nornir_ikev2.playbook import Playbook

if TYPE_CHECKING:
    from nornir.core import Nornir
    from nornir.core.task import AggregatedResult

    from nornir_ikev2.change.batches.cut import Batch
    from nornir_ikev2.change.journal.record import Journal
    from nornir_ikev2.change.leases.held import Held
    from nornir_ikev2.change.outcome import Failure, TunnelOutcome
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.change.shelf import Step
    from nornir_ikev2.drivers.protocol import Driver, Ping, Renewal
    from nornir_ikev2.ike.model import Negotiation, Suite
    from nornir_ikev2.intent.lock import Lock
    from nornir_ikev2.verify.checks import Aspect, TunnelCheck
    from nornir_ikev2.verify.ends import TunnelKey


class Keys(Protocol):
    """Where keys come from; a `SecretStore`, or what the journal kept of one."""

    def get(self, ref: SecretRef) -> str:
        """One key; an error where there is none."""
        ...

    def values(self) -> set[str]:
        """Every key known, for masking."""
        ...


@dataclass(slots=True, eq=False, repr=False)
class RunContext:
    """One run.

    Attributes:
        run: its id.
        playbook, steps: what to do; steps by name.
        nornir: inventory and workers.
        driver_for: finds the driver of a platform.
        intent: what the routers of this run must be; the tunnels it can verify.
        lock: to be saved once the change is kept.
        store: resolves keys.
        journal: the record.
        held: the leases of its routers; None for a run that only looks.
        marks: what is recorded of keys that routers show only encrypted.
        parsers: folders of TTP templates.
        private: `.nornir/`.
        dry_run: plan only.
        details: ask routers for NAPALM's facts too.
        lock_timeout: seconds to wait for somebody else's configuration lock.
        changes: the routers, by name.
        predictions, other_suites: by VPN and ends; the other suite is what the other end may start.
        renewals: SAs that had to be re-established, by router.
        pings: results by (from, to).
        checked: outcome of each tunnel so far.
        judged: the same for one aspect, by router.
        results: Nornir's results by phase.
        allow_outage: a router may lose all its tunnels at once.
        cut: makes `stages` once every router was read; None: there are none.
        stages: batches of a change that is kept or undone as a whole.
        owed: SAs that must be re-established for what an earlier batch changed, by router.
        renewed: ends of tunnels whose SAs were re-established.
        deciding: set once `keep` is decided; a stop is too late then.
        recovering: this is not the run itself but the recovery of it.
    """

    run: str
    playbook: Playbook
    steps: Mapping[str, Step]
    nornir: Nornir
    driver_for: Callable[[str], Driver]
    intent: Intent
    store: Keys
    journal: Journal
    private: Path
    held: Held | None = None
    marks: KeyMarks = field(default_factory=KeyMarks)
    lock: Lock | None = None
    parsers: tuple[Path, ...] = ()
    progress: Progress = field(default_factory=Silent)
    timing: Timing = field(default_factory=Timing)
    stop: Stop = field(default_factory=Stop)
    dry_run: bool = False
    details: bool = False
    lock_timeout: float = 0.0
    approve: Callable[[RunContext], bool] | None = None
    changes: dict[str, RouterChange] = field(default_factory=dict["str", "RouterChange"])
    predictions: dict[TunnelKey, Negotiation] = field(
        default_factory=dict["TunnelKey", "Negotiation"]
    )
    other_suites: dict[TunnelKey, Suite] = field(default_factory=dict["TunnelKey", "Suite"])
    renewals: dict[str, list[Renewal]] = field(default_factory=dict["str", "list[Renewal]"])
    pings: dict[tuple[str, str], Ping] = field(default_factory=dict["tuple[str, str]", "Ping"])
    checked: tuple[TunnelOutcome, ...] = ()
    judged: dict[tuple[Aspect, str], list[TunnelCheck]] = field(
        default_factory=dict["tuple[Aspect, str]", "list[TunnelCheck]"]
    )
    failures: list[Failure] = field(default_factory=list["Failure"])
    warnings: list[str] = field(default_factory=list[str])
    results: dict[str, AggregatedResult] = field(default_factory=dict["str", "AggregatedResult"])
    allow_outage: bool = False
    cut: Callable[[RunContext], tuple[Batch, ...]] | None = None
    stages: tuple[Batch, ...] = ()
    owed: dict[str, list[Renewal]] = field(default_factory=dict["str", "list[Renewal]"])
    renewed: set[frozenset[str]] = field(default_factory=set["frozenset[str]"])
    deciding: bool = False
    recovering: bool = False
    _from: dict[str, list[TunnelIntent]] | None = None

    def fail(self, failure: Failure) -> None:
        """Note a failure; each text once."""
        if failure not in self.failures:
            self.failures.append(failure)
            with suppress(JournalError):
                self.journal.note(str(failure), kind="failure", router=failure.router)

    def note(self, text: str, router: str = "") -> None:
        """Write something into the journal; without it where that is broken."""
        with suppress(JournalError):
            self.journal.note(text, router=router)

    def warn(self, text: str) -> None:
        """Note a warning; each text once."""
        if text not in self.warnings:
            self.warnings.append(text)

    def tunnels_from(self, router: str) -> list[TunnelIntent]:
        """The tunnels of the run whose first end is a router."""
        if self._from is None:
            self._from = {}
            for tunnel in self.intent.tunnels:
                self._from.setdefault(tunnel.ends[0], []).append(tunnel)
        return self._from.get(router, [])

    def turn_to(self, tunnels: Sequence[TunnelIntent]) -> None:
        """Verify these tunnels from now on."""
        self.intent = replace(self.intent, tunnels=tuple(tunnels))
        self._from = None

    def until(self, seconds: float) -> float:
        """The time (monotonic) after so many seconds, sooner where a dead-man timer nears its end."""
        usable = self.timing.usable_seconds
        left = [one.timer_left for one in self.changes.values() if one.armed_at is not None]
        rest = self.timing.timer_seconds - usable
        return time.monotonic() + min([seconds, *(one - rest for one in left)])

    def touched(self) -> list[RouterChange]:
        """Routers that are not `untouched`."""
        return [one for one in self.changes.values() if one.state != "untouched"]
