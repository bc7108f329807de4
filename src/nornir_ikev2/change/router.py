"""One router in a run: what a step gets to work with."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from nornir_ikev2.change.blast import cuts_management
from nornir_ikev2.change.known import basic
from nornir_ikev2.change.leases import clock
from nornir_ikev2.change.outcome import Failure, RouterOutcome
from nornir_ikev2.change.states import UNCONFIRMED, State, check_move
from nornir_ikev2.errors import ConnectError, JournalError, LeaseLost, ReplyTimeout, SessionLost
from nornir_ikev2.redact import redact

if TYPE_CHECKING:
    from nornir.core.inventory import Host

    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.drivers.protocol import Driver, Reading, RouterPlan, Session
    from nornir_ikev2.ike.model import IkeConfig
    from nornir_ikev2.intent.model import RouterIntent
    from nornir_ikev2.verify.evidence import Evidence

T = TypeVar("T")
ENTER: Final = "(Enter)"
"""How an empty line is recorded."""


@dataclass(slots=True, eq=False, repr=False)
class RouterChange:
    """One router of a run. Used by one worker at a time.

    Attributes:
        run: what all routers share.
        intent: what this router must be.
        host: Nornir's.
        driver: for its platform.
        state: see `states`.
        reading, plan: set by `read_router` and `plan_change`.
        whole: all that the change will do here, where `plan` is one batch of it.
        origin: the configuration to go back to, where it is not the one that was read.
        checkpoint_file, checkpoint_url: name asked for, and where the router put it.
        armed_at: when the dead-man timer was started (`clock.seconds`), None while it was not.
        queued: the sections were handed to the session.
        reached: the state before the undo began.
        evidence, before: what it shows now, and showed before SAs were renewed.
        outlook: what its configuration will say about IKEv2 once changed, see `foresee`.
        failure: the first thing that went wrong here.
        getters: NAPALM's facts, where they were asked for.
    """

    run: RunContext
    intent: RouterIntent
    host: Host
    driver: Driver
    state: State = "untouched"
    reading: Reading | None = None
    origin: str | None = None
    plan: RouterPlan | None = None
    whole: RouterPlan | None = None
    checkpoint_file: str = ""
    checkpoint_url: str | None = None
    armed_at: float | None = None
    queued: bool = False
    reached: State = "untouched"
    evidence: Evidence | None = None
    before: Evidence | None = None
    outlook: IkeConfig | None = None
    failure: Failure | None = None
    getters: dict[str, Any] = field(default_factory=dict[str, Any])
    _session: Session | None = field(default=None)
    _trips: int = 0

    @property
    def name(self) -> str:
        """Inventory name."""
        return self.intent.name

    def foresee(self) -> None:
        """Work out `outlook`, while other routers are still being read."""
        if self.outlook is None and self.reading is not None and self.plan is not None:
            config = self.plan.intended or self.reading.config
            self.outlook = self.driver.view(self.name, config, self.reading.facts.release)

    @property
    def session(self) -> Session:
        """The session of this run, opened where there is none.

        Raises:
            ConnectError: it can't be opened.
        """
        if self._session is None:
            self._session = self.driver.open(self.host, self.permit)
        return self._session

    @property
    def connected(self) -> bool:
        """Whether there is a session whose transport is up."""
        return self._session is not None and self._session.alive

    @property
    def round_trips(self) -> int:
        """Waits for an answer in this run."""
        return self._trips + (self._session.round_trips if self._session else 0)

    @property
    def changes(self) -> bool:
        """Whether the plan has anything to do here."""
        return self.plan is not None and bool(self.plan.sections)

    def open(self) -> Session:
        """Open the session; a transient fault is tried once more, a refused login never.

        Raises:
            ConnectError: it can't be opened.
        """
        try:
            return self.session
        except ConnectError as error:
            if error.category != "transient" or self.run.stop.wait(self.run.timing.first_wait):
                raise
        return self.session

    def ask(self, question: Callable[[Session], T]) -> T:
        """Ask what changes nothing; once more, over a new session, where this one is lost or silent.

        Raises:
            DeviceError: category `transient` where the second session is lost or silent too.
        """
        if not self.connected:
            self.close()
        session = self.open()
        try:
            return question(session)
        except (SessionLost, ReplyTimeout) as error:
            error.category = "transient"  # nothing was written
            if self.run.stop.requested:
                raise
            self.run.note(f"asked once more: {error.message}", self.name)
        self.close()
        try:
            return question(self.session)
        except (SessionLost, ReplyTimeout) as error:
            error.category = "transient"
            raise

    def close(self) -> None:
        """Close the session; the next use opens another one."""
        if self._session is not None:
            self._trips += self._session.round_trips
            self._session.close()
            self._session = None

    def move(self, state: State, *, anyhow: bool = False) -> None:
        """Enter a state: on disk first.

        Args:
            state: allowed by the table.
            anyhow: go on when the journal can't be written; for undoing.

        Raises:
            JournalError: the journal can't be written.
        """
        check_move(self.name, self.state, state, recovering=self.run.recovering)
        try:
            self.run.journal.state(self.name, state)
        except (JournalError, LeaseLost) as error:
            if not anyhow:
                raise
            self.run.warn(str(error))
        self.moved(state)

    def moved(self, state: State) -> None:
        """Enter a state that is on disk already; see `move_all`."""
        check_move(self.name, self.state, state, recovering=self.run.recovering)
        self.state = state
        self.run.progress.state(self.name, state)

    def permit(self, lines: Sequence[str]) -> None:
        """Asked by the session before every write: recorded first, and only while this run may write.

        Raises:
            LeaseLost: it may not, or no longer.
            JournalError: it can't be recorded.
        """
        self._check_permit()
        self.run.journal.act(self.name, [line or ENTER for line in lines])
        self._check_permit()  # recording may have taken a while

    def _check_permit(self) -> None:
        if self.run.held is None:
            raise LeaseLost("this run only looks: it may not write to a router")
        self.run.held.check()
        if self.state in UNCONFIRMED and self.timer_left <= 0:
            raise LeaseLost(
                f"the dead-man timer of {self.name} is over: what was typed before is undone",
                cure="Something was slow; `nornir show last` says what. Raise rollback_minutes.",
            )

    def armed(self, since: float) -> None:
        """Note that the dead-man timer runs, at the latest since this moment of `clock.seconds`."""
        self.armed_at = since

    def extend(self) -> None:
        """Let the dead-man timer count anew.

        Raises:
            DeviceError: it could not be reached, or refused.
        """
        timing = self.run.timing
        self.run.journal.timer(
            self.name, timing.rollback_minutes, time.time() + timing.timer_seconds
        )
        since = clock.seconds()
        self.session.extend(timing.rollback_minutes)
        self.armed(since)

    @property
    def timer_left(self) -> float:
        """Seconds of our clock until the timer fires, infinite without one."""
        if self.armed_at is None:
            return float("inf")
        return self.armed_at + self.run.timing.timer_seconds - clock.seconds()

    def mask(self, text: str) -> str:
        """A text without secrets."""
        secrets = set(self.run.store.values())
        if self.host.password:
            secrets.add(self.host.password)
        return redact(self.driver.mask(text, secrets))

    @property
    def old_config(self) -> str:
        """The configuration to go back to, empty before the first reading; holds secrets."""
        if self.origin is not None:
            return self.origin
        return self.reading.config if self.reading else ""

    def is_checkpoint(self, config: str) -> bool:
        """Whether a configuration equals the one before the change."""
        return self.driver.normalise(config) == self.driver.normalise(self.old_config)

    def outcome(self) -> RouterOutcome:
        """This router for the report."""
        plan = self.whole or self.plan
        return RouterOutcome(
            name=self.name,
            state=self.state,
            changed=bool(plan and plan.sections)
            and self.state in {"confirmed", "saved", "unrestored"},
            added=plan.added if plan else (),
            removed=plan.removed if plan else (),
            impacts=plan.impacts if plan else (),
            cuts_management=cuts_management(self),
            error=self.failure,
            round_trips=self.round_trips,
            facts={**basic(self.reading), **self.getters},
        )


def move_all(run: RunContext, changes: Sequence[RouterChange], state: State) -> None:
    """Enter one state with many routers, in one transaction.

    Raises:
        JournalError: the journal can't be written; no router entered the state.
    """
    for change in changes:
        check_move(change.name, change.state, state, recovering=run.recovering)
    run.journal.states([change.name for change in changes], state)
    for change in changes:
        change.moved(state)
