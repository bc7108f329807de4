"""What a run leaves behind, for reports and scripts. Nothing here holds a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from nornir_ikev2.change.states import State
from nornir_ikev2.drivers.protocol import Impact
from nornir_ikev2.errors import CommandRefused, DeviceError, NornirIkev2Error
from nornir_ikev2.ike.model import Suite

Outcome = Literal["kept", "unchanged", "planned", "refused", "restored", "unrestored"]

EXIT: Final[dict[Outcome, int]] = {
    "kept": 0,
    "unchanged": 0,
    "planned": 0,
    "refused": 1,
    "restored": 3,
    "unrestored": 4,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that went wrong.

    Attributes:
        router: inventory name, empty when it concerns no single router.
        step: step of the playbook, empty outside of steps.
        line: the line concerned, masked, may be empty.
        reply: the router's words, masked, may be empty.
        category: see `errors.Category`.
        cure: the next thing to do, may be empty.
    """

    message: str
    router: str = ""
    step: str = ""
    line: str = ""
    reply: str = ""
    category: str = "permanent"
    cure: str = ""

    @classmethod
    def of(cls, error: NornirIkev2Error, *, router: str = "", step: str = "") -> Failure:
        """Describe an error; what it knows itself wins over the arguments."""
        device = error if isinstance(error, DeviceError) else None
        return cls(
            message=error.message,
            router=(device.host if device else "") or router,
            step=(device.step if device else "") or step,
            line=device.line if device else "",
            reply=error.reply if isinstance(error, CommandRefused) else "",
            category=error.category,
            cure=error.cure,
        )

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.router, self.step) if part)
        text = f"{place}: {self.message}" if place else self.message
        if self.line and self.line not in self.message:
            text += f"\n    line: {self.line}"
        for line in self.reply.splitlines():
            text += f"\n    reply: {line}"
        return text + (f"\n    {self.cure}" if self.cure else "")


@dataclass(frozen=True, slots=True)
class RouterOutcome:
    """One router at the end.

    `impacts` and `cuts_management` say what else the lines do. `added` and `removed` are masked lines,
    `changed` what holds now, `facts` under NAPALM's names.
    """

    name: str
    state: State
    changed: bool = False
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    impacts: tuple[Impact, ...] = ()
    cuts_management: tuple[str, ...] = ()
    error: Failure | None = None
    round_trips: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class TunnelOutcome:
    """One tunnel at the end; `reason` is a word for machines, `detail` a sentence for people."""

    vpn: str
    ends: tuple[str, str]
    ok: bool
    predicted: Suite | None = None
    negotiated: Suite | None = None
    reason: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """One batch of a run.

    Attributes:
        number: from 1.
        run: id of its own record in the journal, empty while it did not begin.
        routers: those it counts; hubs come with them.
        left_out: those that failed and were done without, see `--max-fail`.
    """

    number: int
    routers: tuple[str, ...]
    run: str = ""
    outcome: Outcome | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunResult:
    """The whole run."""

    run: str
    playbook: str
    outcome: Outcome
    routers: tuple[RouterOutcome, ...] = ()
    tunnels: tuple[TunnelOutcome, ...] = ()
    failures: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()
    batches: tuple[BatchOutcome, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def exit_code(self) -> int:
        """Process exit status of DESIGN 5.4."""
        return EXIT[self.outcome]
