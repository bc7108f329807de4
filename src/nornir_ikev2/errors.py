"""Every error this project raises on purpose; nothing here does work.

    NornirIkev2Error            exit 1   the base: catch this to catch all of ours
    +-- UsageError              exit 2   the command line makes no sense
    +-- LoadError               exit 1   files of the project are wrong (carries every fault found)
    +-- PlanError               exit 1   the change is refused before any router is touched
    +-- DeviceError             exit 3   a router did not do as asked (host, step, line)
    |   +-- ConnectError                 no session (category transient, auth or hostkey)
    |   |   +-- AuthRefused              password refused; never retried
    |   |   +-- HostKeyRefused           unknown or changed host key; no password was sent
    |   +-- SessionLost                  the session ended; what was applied is unknown
    |   +-- ReplyTimeout                 the end marker did not come in time
    |   +-- CommandRefused               the router answered a line with an error
    |   +-- LockedByOther                another user's timer or configuration lock
    +-- VerifyError             exit 3   the change is in place but does not work
    +-- UndoError               exit 4   a router is not proved restored
    +-- LeaseLost               exit 3   this run may no longer write: its lease is over, or taken
    +-- JournalError            exit 1   the journal can't be written or read

`category` is the machine-readable class of the fault, as in the JSON output.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Category = Literal[
    "transient",
    "permanent",
    "refused_input",
    "auth",
    "hostkey",
    "locked",
    "unknown_state",
    "rollback_failed",
]


class NornirIkev2Error(Exception):
    """Base of all errors of this project.

    Attributes:
        exit_code: process exit status when this error ends a command.
        category: class of the fault for JSON output.
        cure: the next thing the user can do, one sentence, may be empty.
    """

    exit_code: int = 1
    category: Category = "permanent"

    def __init__(self, message: str, *, cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.message}\n  {self.cure}" if self.cure else self.message


class UsageError(NornirIkev2Error):
    """The command line can't be carried out as written."""

    exit_code = 2
    category: Category = "refused_input"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in one file.

    Attributes:
        file: path as the user knows it, relative to the project where possible.
        line: 1-based line, 0 when the file as a whole is meant.
        path: where in the document, for example `vpns.branches.ike.lifetime`.
        message: what is wrong and what was expected; never holds a secret.
        cure: the next thing to do, may be empty.
    """

    file: str
    line: int
    path: str
    message: str
    cure: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = f" {self.path}:" if self.path else ""
        cure = f"\n    {self.cure}" if self.cure else ""
        return f"{place}:{where} {self.message}{cure}"


class LoadError(NornirIkev2Error):
    """Files of the project are wrong; carries all faults, not just the first."""

    category: Category = "refused_input"

    def __init__(self, faults: list[Fault] | tuple[Fault, ...], *, cure: str = "") -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults), cure=cure)


class PlanError(NornirIkev2Error):
    """The change is refused before any router was touched."""

    category: Category = "refused_input"


class DeviceError(NornirIkev2Error):
    """A router did not do what was asked.

    Attributes:
        host: inventory name of the router, empty where not yet known.
        step: step of the playbook, empty where not yet known (the engine fills it in).
        line: configuration or exec line concerned, secrets masked, may be empty.
    """

    exit_code = 3

    def __init__(
        self, message: str, *, host: str = "", step: str = "", line: str = "", cure: str = ""
    ) -> None:
        super().__init__(message, cure=cure)
        self.host = host
        self.step = step
        self.line = line


class ConnectError(DeviceError):
    """No session could be opened; the router was not touched."""

    category: Category = "transient"


class AuthRefused(ConnectError):
    """The router refused the credentials."""

    category: Category = "auth"


class HostKeyRefused(ConnectError):
    """The router's host key is unknown or differs from the recorded one."""

    category: Category = "hostkey"


class SessionLost(DeviceError):
    """The session ended in the middle of an exchange."""

    category: Category = "unknown_state"


class ReplyTimeout(DeviceError):
    """The router was silent for longer than the exchange may take."""

    category: Category = "unknown_state"


class CommandRefused(DeviceError):
    """The router answered a line with an error; `reply` holds its words, secrets masked."""

    category: Category = "permanent"

    def __init__(
        self,
        message: str,
        *,
        reply: str = "",
        host: str = "",
        step: str = "",
        line: str = "",
        cure: str = "",
    ) -> None:
        super().__init__(message, host=host, step=step, line=line, cure=cure)
        self.reply = reply


class LockedByOther(DeviceError):
    """Somebody else holds the configuration lock or a rollback timer."""

    category: Category = "locked"


class VerifyError(NornirIkev2Error):
    """The change is in place but a check did not pass."""

    exit_code = 3


class LeaseLost(NornirIkev2Error):
    """This run may no longer write to a router: its lease or its timer is over, or another run took it."""

    exit_code = 3
    category: Category = "locked"


class UndoError(NornirIkev2Error):
    """At least one router is not proved to be as it was before."""

    exit_code = 4
    category: Category = "rollback_failed"


class JournalError(NornirIkev2Error):
    """The journal can't be written or read."""
