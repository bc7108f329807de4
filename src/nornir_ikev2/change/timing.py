"""How long a run waits for what. Seconds of our clock, except where said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from nornir_ikev2.settings import Settings


@dataclass(frozen=True, slots=True)
class Timing:
    """Waits of a run.

    Attributes:
        rollback_minutes: of the dead-man timer, minutes of the router's clock.
        verify_seconds: how long tunnels and neighbours may take to come up.
        margin_seconds: how much longer than its timer a router may take to come back.
        first_wait, longest_wait: between two looks at a router, growing.
        lease_seconds: how long a run may write to its routers without a sign of life.
        mend_seconds: how long a change that must be undone waits for a journal that can't be written.
        router_speed: seconds of the router's clock per second of ours; 1 but in a lab that runs fast.
    """

    rollback_minutes: int = 5
    verify_seconds: float = 60.0
    margin_seconds: float = 90.0
    first_wait: float = 0.25
    longest_wait: float = 3.0
    lease_seconds: float = 45.0
    mend_seconds: float = 60.0
    router_speed: float = 1.0

    @classmethod
    def of(cls, settings: Settings, router_speed: float = 1.0) -> Self:
        """The waits that `nornir.yaml` asks for."""
        return cls(
            rollback_minutes=settings.rollback_minutes,
            verify_seconds=float(settings.verify_seconds),
            margin_seconds=float(settings.return_seconds),
            router_speed=router_speed,
        )

    @property
    def usable_seconds(self) -> float:
        """How much of the timer a run may use; the rest is for confirming every router."""
        return self.timer_seconds * 0.8

    @property
    def timer_seconds(self) -> float:
        """The dead-man timer on our clock."""
        return self.rollback_minutes * 60 / self.router_speed

    def next_wait(self, wait: float) -> float:
        """The wait after this one."""
        return min(wait * 1.6, self.longest_wait)
