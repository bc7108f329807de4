"""What the journal knows of one run that must be brought to its end. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from nornir_ikev2.change.journal import blueprint
from nornir_ikev2.change.journal.blueprint import Blueprint
from nornir_ikev2.change.states import State

if TYPE_CHECKING:
    from nornir_ikev2.change.journal.history import History, PastRun
    from nornir_ikev2.change.journal.vault import Vault
    from nornir_ikev2.intent.model import TunnelIntent


@dataclass(frozen=True, slots=True)
class Known:
    """One touched router.

    Attributes:
        name: inventory name.
        state: the last one recorded; the router may be behind it, never ahead.
        kept: whether `keep` was decided for it.
        saved: whether startup-config may hold the change.
        file: its checkpoint on the router, empty when none was begun.
        before: the configuration to go back to; holds secrets.
        until: when its dead-man timer is over (seconds since 1970), None when none was about to start.
        wanted: what the run wanted of it, None in a journal of release 0.1.0.
    """

    name: str
    state: State
    kept: bool
    saved: bool = False
    file: str = ""
    before: str = field(default="", repr=False)
    until: float | None = None
    wanted: Blueprint | None = None

    @property
    def intended(self) -> str:
        """The configuration expected after the change, empty where that is not known; holds secrets."""
        return self.wanted.intended if self.wanted else ""


@dataclass(frozen=True, slots=True)
class Case:
    """One run with its touched routers, by name, and its tunnels."""

    past: PastRun
    routers: Mapping[str, Known]
    tunnels: tuple[TunnelIntent, ...] = ()

    @property
    def kept(self) -> list[Known]:
        """Routers that go forward."""
        return [one for one in self.routers.values() if one.kept]

    @property
    def undone(self) -> list[Known]:
        """Routers that go back."""
        return [one for one in self.routers.values() if not one.kept]


def load(history: History, vault: Vault, past: PastRun) -> Case:
    """Read all of a run that recovery needs.

    Raises:
        JournalError: the journal can't be read, or its key file is another one.
    """
    records = history.records(past.run)
    states = history.states(past.run)
    verdicts = history.verdicts(past.run)
    if (
        not verdicts and history.decision(past.run) == "keep"
    ):  # release 0.1.0 decided for all at once
        verdicts = dict.fromkeys(states, "keep")
    saved = history.ever(past.run, "saved")
    routers: dict[str, Known] = {}
    for name, state in states.items():
        if state == "untouched":
            continue
        record = records.get(name)
        plan = vault.open(record.plan) if record and record.plan else ""
        routers[name] = Known(
            name,
            cast("State", state),
            kept=verdicts.get(name) == "keep",
            saved=name in saved,
            file=record.file if record else "",
            before=vault.open(record.checkpoint) if record else "",
            until=record.until if record else None,
            wanted=blueprint.read(plan) if plan else None,
        )
    sealed = history.tunnels(past.run)
    tunnels = blueprint.read_tunnels(vault.open(sealed)) if sealed else ()
    return Case(past, routers, tunnels)
