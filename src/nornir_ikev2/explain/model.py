"""What an explanation is made of. Nothing here holds a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from nornir_ikev2.ike.model import Suite

Confidence = Literal["proved", "likely", "possible"]
Stage = Literal["now", "later", "beside"]
Status = Literal["up", "half-open", "down", "idle", "unread"]

CONFIDENCES: Final[tuple[Confidence, ...]] = ("proved", "likely", "possible")
STAGES: Final[tuple[Stage, ...]] = ("now", "later", "beside")


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that is wrong, and where to change it.

    Attributes:
        cause: a word for machines, `KEYS_SWAPPED`.
        router: the router to change.
        line: the configuration line to change, with its parents (`a / b`), masked; empty when a line is
            missing and no parent is there to hold it.
        detail: one sentence for people.
        cure: what to do.
        evidence: what was seen that says so, one sentence each.
        confidence: `proved` by the configurations or the router's own words, `likely`, `possible`.
        stage: `now` explains why the tunnel is down, `later` will bring a tunnel down that is up, `beside`
            does not bring it down.
    """

    cause: str
    router: str
    line: str
    detail: str
    cure: str
    evidence: tuple[str, ...] = ()
    confidence: Confidence = "proved"
    stage: Stage = "now"


@dataclass(frozen=True, slots=True)
class TunnelExplained:
    """One tunnel between two routers, with its causes, the likeliest first.

    `entries` are the tunnel interface or crypto map entry of each end, None where it has none;
    `predicted` is the IKE suite the configurations lead to, `negotiated` that of the SA both ends hold.
    """

    ends: tuple[str, str]
    entries: tuple[str | None, str | None]
    status: Status
    causes: tuple[Cause, ...] = ()
    predicted: Suite | None = None
    negotiated: Suite | None = None

    @property
    def healthy(self) -> bool:
        """Whether nothing is wrong with it; a crypto map that no traffic has met yet is healthy too."""
        return not self.causes and self.status in {"up", "idle"}


@dataclass(frozen=True, slots=True)
class Explained:
    """A whole explanation.

    Attributes:
        tunnels: of all routers that were asked, in the order of the inventory.
        routers: causes that concern a router and no single tunnel, by router.
        asked: every router that was asked.
        unread: why a router could not be read, by router.
        notes: what could not be looked at.
    """

    tunnels: tuple[TunnelExplained, ...] = ()
    routers: Mapping[str, tuple[Cause, ...]] = field(default_factory=dict[str, tuple[Cause, ...]])
    asked: tuple[str, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict[str, str])
    notes: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def healthy(self) -> bool:
        """Whether every router was read and nothing is wrong."""
        return (
            not self.unread
            and not any(self.routers.values())
            and all(one.healthy for one in self.tunnels)
        )
