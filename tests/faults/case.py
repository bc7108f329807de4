"""One fault of a change: how it is made, and what must be true afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from faults.bench import Bench, Edit, Ended
from faults.sites import BOTH, DEFAULTS, SETTINGS, VPNS, Mode, in_mode, quick, timing

EXIT = {"kept": 0, "unchanged": 0, "refused": 1, "restored": 3, "unrestored": 4}
"""DESIGN 5.4."""


@dataclass(frozen=True)
class Trouble:
    """A fault of the lab, and the router that gets it."""

    router: str
    name: str
    values: Mapping[str, str | float] = field(default_factory=dict[str, "str | float"])


def trouble(router: str, name: str, /, **values: str | float) -> Trouble:
    """`for` is a keyword of Python: write `for_`."""
    return Trouble(router, name, {key.rstrip("_"): value for key, value in values.items()})


@dataclass(frozen=True)
class Case:
    """A row of the table in docs/reliability.md, in each of its modes.

    Attributes:
        fault: the row's words.
        outcome: of the run; fixes the exit code.
        troubles: faults of the lab.
        modes: where it applies.
        says: texts that stderr must hold.
        category: of the error of the router that `blamed` names.
        lost: routers that must be named `unrestored`.
        silent: noticed by silence; short timeouts are set.
        minutes, verify, back: see `sites.timing`.
        deployed: the VPN is there before; `edits` come after it.
        edits: of project files.
        prepare: done to lab and project before the run.
        after: more that must be true.
        others: user whose rollback timer must still run, by router.
        edited: routers that somebody else has changed for good; nothing of ours may be on them.
    """

    fault: str
    outcome: str
    troubles: Sequence[Trouble] = ()
    modes: tuple[Mode, ...] = BOTH
    says: tuple[str, ...] = ()
    category: str = ""
    blamed: str = ""
    lost: frozenset[str] = frozenset()
    silent: bool = False
    minutes: int = 20
    verify: int = 4
    back: int = 3
    deployed: bool = False
    edits: Mapping[str, Edit] = field(default_factory=dict[str, Edit])
    prepare: Callable[[Bench], None] | None = None
    after: Callable[[Bench, Ended], None] | None = None
    others: Mapping[str, str] = field(default_factory=dict[str, str])
    edited: frozenset[str] = frozenset()

    def lay_out(self, bench: Bench, mode: Mode, root: Any) -> None:
        """Project and routers as they are before the fault."""
        edits = {VPNS: in_mode(mode), SETTINGS: timing(self.minutes, self.verify, self.back)}
        if self.silent:
            edits[DEFAULTS] = quick
        bench.project(root, edits)
        if self.deployed:
            done = bench.nornir("run", "deploy-hub-spoke", "--json")
            assert done.code == 0, done.err
        for file, edit in self.edits.items():
            bench.edit(file, edit)
        if self.prepare:
            self.prepare(bench)
        bench.remember()
        for one in self.troubles:
            bench.fault(one.router, one.name, **one.values)
