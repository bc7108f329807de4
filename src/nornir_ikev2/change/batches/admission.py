"""How many tunnels a hub lets negotiate at once: IOS refuses the rest, and they try again much later.

Source: Cisco, Call Admission Control for IKE; the counters of `show crypto ikev2 stats` and
`show crypto call admission statistics`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from nornir.core.task import Result, Task

from nornir_ikev2.change.batches.cut import Batch, cut
from nornir_ikev2.change.blast import dropping
from nornir_ikev2.change.workers import QUIET, run_steps
from nornir_ikev2.errors import CommandRefused

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.change.selection import Selection
    from nornir_ikev2.intent.sizes import BatchSize

DEFAULT: Final = 40
"""Incoming IKEv2 SAs in negotiation, unless `crypto ikev2 limit max-in-negotation-sa` says otherwise."""
COMMANDS: Final = ("show crypto ikev2 stats", "show crypto call admission statistics")
_IKEV2: Final = re.compile(r"Max in nego\(in/out\): *(\d+)/\d+")
_ALL: Final = re.compile(r"Max in nego: *(\d+)")
_BUSY: Final = re.compile(r"incoming IKEv2 SA Count: .* negotiating: *(\d+)")


def admitted(answers: Sequence[str]) -> int:
    """How many more tunnels may negotiate now, at least one.

    Args:
        answers: to `COMMANDS`; what they do not say is taken for the default. A limit of 0 is none.
    """
    text = "\n".join(answers)
    limits = [int(one) for pattern in (_IKEV2, _ALL) for one in pattern.findall(text)]
    limit = min([one for one in limits if one] or [DEFAULT])
    busy = max(map(int, _BUSY.findall(text)), default=0)
    return max(1, limit - busy)


def cut_run(selection: Selection, sizes: Sequence[BatchSize], run: RunContext) -> tuple[Batch, ...]:
    """Cut a run that was read and planned into batches that its hubs admit."""
    down = dropping(run)
    drops = [pair for pair in selection.pairs if frozenset(pair) in down]
    return cut(selection, sizes, room=_room(run, selection), dropping=drops)


def _room(run: RunContext, selection: Selection) -> dict[str, int]:
    """Ask hubs that have more tunnels in this run than IOS admits by default."""
    found: dict[str, int] = {}

    def ask(task: Task, change: RouterChange) -> Result:
        answers: list[str] = []
        for command in COMMANDS:
            with suppress(CommandRefused):  # old releases do not have both
                answers += change.session.show([command])
        found[change.name] = admitted(answers)
        return Result(task.host, severity_level=QUIET)

    ends = [end for pair in selection.pairs for end in pair]
    crowded = [name for name in selection.hubs if ends.count(name) > DEFAULT]
    run_steps(run, "prepare", [("admission", ask)], crowded)
    return found
