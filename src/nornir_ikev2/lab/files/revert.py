"""The dead-man timer: `configure terminal revert` undoes a change that nobody confirms.

The timer belongs to the router, not to the session: it fires when nobody is connected.
Texts: Cisco's command reference and logged sessions. How IOS words the
refusal for a second timer, or for another user, was found in no source: those texts are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nornir_ikev2.lab.contracts import Terminal, Timer
from nornir_ikev2.lab.files import replace
from nornir_ikev2.lab.files.flash import NoSpaceError
from nornir_ikev2.lab.files.machine import Machine
from nornir_ikev2.lab.files.paths import locate, read

NONE_PENDING = "%No Rollback Confirmed Change pending"
WARNING = (
    "Rollback Confirmed Change: Rollback will begin in one minute.",
    'Enter "configure confirm" if you wish to keep what you\'ve configured',
)
MINUTE = 60


@dataclass(slots=True)
class Pending:
    """A change that waits for `configure confirm`.

    Attributes:
        url: the configuration that comes back.
        minutes: as given; counted from `since`, or from the last typed line when `idle`.
        since: router time of the start or of the last `configure revert timer`.
    """

    terminal: Terminal
    user: str
    url: str
    text: str
    minutes: int
    idle: bool
    since: datetime
    warning: Timer | None = None
    end: Timer | None = None

    def cancel(self) -> None:
        """Stop both calls."""
        for timer in (self.warning, self.end):
            if timer is not None:
                timer.cancel()


class RollbackTimer:
    """At most one pending change per router."""

    def __init__(self, router: Machine) -> None:
        self._router = router
        self.pending: Pending | None = None

    def back_up(self) -> tuple[str | None, str]:
        """Copy the running-config into the archive: its URL, or None with the error text."""
        router = self._router
        if router.archive.path is None:
            return None, replace.ARCHIVE_OFF
        try:
            url = router.archive.save()
        except NoSpaceError:
            return None, f"%Error opening {router.archive.path} (No space left on device)"
        router.log.add(
            f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_BACKUP: Backing up current running config to {url}"
        )
        head = "Rollback Confirmed Change: Backing up current running config to"
        return url, f"{head} {url}\n"

    def start(self, terminal: Terminal, url: str, minutes: int, *, idle: bool = False) -> None:
        """Begin to count."""
        router = self._router
        text = read(router, locate(router, url)) or router.running_text()
        self.forget()
        self.pending = Pending(
            terminal, terminal.user, url, text, minutes, idle, router.clock.now()
        )
        self._count()
        kind = "IDLETIMER" if idle else "ABSTIMER"
        router.log.add(
            f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_START_{kind}: User: {terminal.user}"
            f"(Priv: 15, View: 0): Scheduled to rollback to config {url} in {minutes} minutes"
        )

    def confirm(self, user: str) -> str:
        """Keep the change."""
        refusal = self._refusal(user)
        if not refusal:
            self.forget()
            self._router.log.add(
                f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_CONFIRM: User: {user}: "
                "Confirm the configuration change"
            )
        return refusal

    def now(self, user: str) -> str:
        """Undo the change at once."""
        return self._refusal(user) or self._roll()

    def reset(self, user: str, minutes: int, *, idle: bool) -> str:
        """Count from now again."""
        refusal = self._refusal(user)
        pending = self.pending
        if refusal or pending is None:
            return refusal
        pending.minutes, pending.idle, pending.since = minutes, idle, self._router.clock.now()
        self._count()
        return ""

    def touch(self, terminal: Terminal) -> None:
        """Somebody typed a line: an idle timer begins anew."""
        pending = self.pending
        if pending is not None and pending.idle and pending.terminal is terminal:
            self._count()

    def forget(self) -> None:
        """Drop what is pending, without a word."""
        if self.pending is not None:
            self.pending.cancel()
            self.pending = None

    def busy(self) -> str:
        """The refusal to start a second one."""
        user = self.pending.user if self.pending else ""
        return f"%Rollback Confirmed Change is already in progress, started by user {user}"

    def view(self) -> str:
        """`show archive config rollback timer`."""
        pending = self.pending
        if pending is None:
            return NONE_PENDING
        moment = f"{pending.since:%H:%M:%S} UTC {pending.since:%a %b} {pending.since.day}"
        return "\n".join(
            (
                f"Time configured(or reconfigured): {moment} {pending.since.year}",
                f"Timer type: {'idle' if pending.idle else 'absolute'} timer",
                f"Timer value: {pending.minutes} min",
                f"User: {pending.user}",
            )
        )

    def _refusal(self, user: str) -> str:
        if self.pending is None:
            return NONE_PENDING
        if self.pending.user != user:
            return f"%Only user {self.pending.user} may change this Rollback Confirmed Change"
        return ""

    def _count(self) -> None:
        pending = self.pending
        if pending is None:
            return
        pending.cancel()
        clock = self._router.clock
        pending.warning = clock.call_later((pending.minutes - 1) * MINUTE, self._warn)
        pending.end = clock.call_later(pending.minutes * MINUTE, self._fire)

    def _warn(self) -> None:
        pending = self.pending
        if pending is None:
            return
        pending.terminal.write("\n" + "\n".join(WARNING) + "\n")
        self._router.log.add(
            "%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_WARNING_ABSTIMER: System will rollback to config "
            f'{pending.url} in one minute. Enter "configure confirm" if you wish to keep '
            "what you've configured"
        )

    def _fire(self) -> None:
        pending = self.pending
        if pending is not None:
            pending.terminal.write("\n" + self._roll() + "\n")

    def _roll(self) -> str:
        pending = self.pending
        if pending is None:
            return NONE_PENDING
        self.forget()
        self._router.log.add(
            f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_ROLLBACK_START: Start rolling to: {pending.url}"
        )
        outcome = replace.replace(self._router, pending.text)
        return "\n".join(
            (
                f"Rollback Confirmed Change: rolling to:{pending.url}",
                "",
                "Rollback:Acquired Configuration lock.",
                replace.done_text(outcome),
            )
        )
