"""What somebody else did on a router during a change, and an undo takes away with it. It is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from nornir_ikev2.change.journal.keymarks import as_typed

if TYPE_CHECKING:
    from nornir_ikev2.change.router import RouterChange

NAMED: Final = 20
"""Lines in a warning; the journal has all."""
_NUMBER: Final = re.compile(r"^\d+ (?=permit |deny |remark )")

Path = tuple[str, ...]


def lines_of_others(before: str, intended: str, now: str) -> list[str]:
    """Lines that neither the change nor what was there before explains, signed, with what they stand in.

    What stands in an object that the change itself made is left out: a router fills in lines of its own
    there, and the object goes in any case. Moved lines are not seen.

    Args:
        before: the checkpoint, normalised like the others.
        intended: the configuration after the whole change.
        now: what the router holds, the change done in part or in full.
    """
    old, wanted, there = (dict.fromkeys(_paths(text)) for text in (before, intended, now))
    made = {path[0] for path in wanted if len(path) == 1} - {path[0] for path in old}
    added = [
        path for path in there if path not in old and path not in wanted and path[0] not in made
    ]
    gone = [path for path in old if path in wanted and path not in there]
    return [f"+ {' / '.join(one)}" for one in _leaves(added)] + [
        f"- {' / '.join(one)}" for one in _tops(gone)
    ]


def name_lost(change: RouterChange, config: str, intended: str = "") -> None:
    """Say and record what an undo is about to take away that is not of this run.

    Args:
        change: the router; its checkpoint and plan are what others are told from.
        config: what it holds right before.
        intended: what it was to hold, where there is no plan.
    """
    plan = change.whole or change.plan
    intended = intended or (plan.intended if plan else "")
    before = change.old_config
    if not intended or not before:
        return
    normalise = change.driver.normalise
    found = lines_of_others(
        normalise(before), normalise(intended), normalise(as_typed(change, config))
    )
    if not found:
        return
    lines = [change.mask(line) for line in found]
    more = f" and {len(lines) - NAMED} more, see nornir show {change.run.run}"
    text = (
        f"{change.name}: changed since it was read, but not by this run (by somebody else, or by a restart);"
        " going back undoes that: "
        f"{'; '.join(lines[:NAMED])}{more if len(lines) > NAMED else ''}"
    )
    if text not in change.run.warnings:
        change.run.warn(text)
        change.run.note("lines of somebody else, undone:\n" + "\n".join(lines), change.name)


def _paths(config: str) -> Iterator[Path]:
    """Each line with the lines it stands in."""
    open_: list[tuple[int, str]] = []
    for line in config.splitlines():
        bare = line.strip()
        if not bare or bare.startswith("!") or bare == "end":
            continue
        depth = len(line) - len(line.lstrip())
        while open_ and open_[-1][0] >= depth:
            open_.pop()
        open_.append((depth, _NUMBER.sub("", bare)))
        yield tuple(text for _, text in open_)


def _leaves(paths: list[Path]) -> list[Path]:
    """Without a line that one of the others stands in."""
    parents = {path[:count] for path in paths for count in range(1, len(path))}
    return [path for path in paths if path not in parents]


def _tops(paths: list[Path]) -> list[Path]:
    """Without a line that stands in one of the others: it went with it."""
    gone = set(paths)
    return [
        path for path in paths if gone.isdisjoint(path[:count] for count in range(1, len(path)))
    ]
