"""A run for people: what became of each router and tunnel, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich import box
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from nornir_ikev2.change.outcome import (
        BatchOutcome,
        RouterOutcome,
        RunResult,
        TunnelOutcome,
    )
    from nornir_ikev2.ike.model import Suite

SHOWN: Final = 40
"""Rows of a table, and lines of one router's plan, on a terminal; `--json` has all."""

NAMED: Final = 5
"""Routers of a batch that are named on a terminal."""

HEADLINES: Final = {
    "kept": ("green", "done: changed, verified on both ends, saved"),
    "unchanged": ("green", "nothing to do: every router is as it should be"),
    "planned": ("cyan", "dry run: nothing was sent"),
    "refused": ("red", "refused: no router was touched"),
    "restored": ("yellow", "failed: every router is proved to be as it was before"),
    "unrestored": ("red", "failed, and not every router is proved to be as it was before"),
}
GRADES: Final = {
    "virtual": "modelled routers",
    "strongswan": "modelled routers, real IKEv2 between real daemons",
    "cisco": "Cisco's software in a lab",
}
UNVERIFIED: Final = "done: changed and saved; no tunnel has both its ends in this run"
BAD: Final = {"unrestored": "red", "reverting": "red", "restored": "yellow"}


def show(
    result: RunResult, console: Console, *, lines: bool = False, evidence: str | None = None
) -> None:
    """Print a run.

    Args:
        result: how it ended.
        console: where to.
        lines: print every line of each router's plan, not just how many there are.
        evidence: grade of what the run proves, where its routers are those of a lab.
    """
    if lines or result.outcome == "planned":
        for router in result.routers:
            show_plan(router, console)
    if result.routers:
        console.print(_routers(result.routers))
    if result.tunnels:
        console.print(_tunnels(result.tunnels))
    if result.batches:
        console.print(_batches(result.batches))
    for warning in result.warnings:
        console.print(Text.assemble(("warning: ", "yellow"), warning))
    for failure in result.failures:
        console.print(Text.assemble(("failed: ", "red"), str(failure)))
    colour, headline = _headline(result)
    console.print(
        Text.assemble((headline, f"bold {colour}"), f"  ({result.seconds:.1f} s, run {result.run})")
    )
    if evidence is not None:
        console.print(Text(f"evidence grade: {evidence}, {GRADES.get(evidence, 'a lab')}", "dim"))


def _headline(result: RunResult) -> tuple[str, str]:
    """Colour and words for how a run ended."""
    colour, headline = HEADLINES[result.outcome]
    if result.outcome == "kept" and not result.tunnels:
        headline = UNVERIFIED
    kept = [batch for batch in result.batches if batch.outcome in {"kept", "unchanged"}]
    if kept and result.outcome in {"restored", "unrestored"}:
        of = f"{len(kept)} of {len(result.batches)} batches are kept and verified"
        headline = f"failed, but {of}; every router of the others is proved to be as it was before"
        if len(kept) == len(result.batches):
            headline = f"failed on some routers: {of}; those left out are as they were before"
        if result.outcome == "unrestored":
            headline = f"failed: {of}, and not every other router is proved to be as it was before"
    return colour, headline


def show_plan(router: RouterOutcome, console: Console) -> None:
    """Print every line of one router's plan, secrets masked, and what it does to SAs and management."""
    if not router.added and not router.removed:
        return
    console.print(Text(router.name, "bold"))
    for sign, colour, lines in (("-", "red", router.removed), ("+", "green", router.added)):
        for line in lines:
            console.print(Text(f"  {sign} {line}", colour), soft_wrap=True)
    for impact in router.impacts:
        console.print(Text(f"  ~ {impact}", "yellow"), soft_wrap=True)
    for why in router.cuts_management:
        console.print(Text(f"  ! may cut management: {why}", "bold red"), soft_wrap=True)


def _routers(routers: Sequence[RouterOutcome]) -> Table:
    table = _table("router", "state", "lines", "round trips")
    for router in routers[:SHOWN]:
        count = f"+{len(router.added)} -{len(router.removed)}"
        state = Text(router.state, BAD.get(router.state, ""))
        table.add_row(router.name, state, count, str(router.round_trips or ""))
    return _closed(table, len(routers))


def _batches(batches: Sequence[BatchOutcome]) -> Table:
    table = _table("batch", "routers", "outcome", "left out")
    for batch in batches[:SHOWN]:
        shown = ", ".join(batch.routers[:NAMED])
        more = f" and {len(batch.routers) - NAMED} more" if len(batch.routers) > NAMED else ""
        word = batch.outcome or "not begun"
        colour = HEADLINES[batch.outcome][0] if batch.outcome else ""
        table.add_row(
            str(batch.number), shown + more, Text(word, colour), ", ".join(batch.left_out)
        )
    return _closed(table, len(batches))


def _tunnels(tunnels: Sequence[TunnelOutcome]) -> Table:
    table = _table("tunnel", "VPN", "", "IKE suite", "")
    for tunnel in sorted(tunnels, key=lambda one: one.ok)[:SHOWN]:
        mark = Text("up", "green") if tunnel.negotiated else Text("predicted", "cyan")
        if not tunnel.ok:
            mark = Text("down", "red")
        words = tunnel.detail if not tunnel.ok else ""
        suite = tunnel.negotiated or tunnel.predicted
        name = " - ".join(tunnel.ends)
        table.add_row(
            name,
            tunnel.vpn,
            mark,
            suite_words(suite),
            " ".join(filter(None, (tunnel.reason if not tunnel.ok else "", words))),
        )
    return _closed(table, len(tunnels))


def suite_words(suite: Suite | None) -> str:
    """A suite in one short line, `aes-cbc-256 sha512 group 20`."""
    if suite is None:
        return ""
    integrity = suite.integrity or f"prf {suite.prf}"
    return f"{suite.encryption} {integrity} group {suite.group}"


WIDEST: Final = 1000
"""Columns of a screen that is never too narrow."""
HISTORY: Final = ("run", "playbook", "started", "outcome", "routers")


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _closed(table: Table, rows: int) -> Table:
    if rows > SHOWN:
        table.caption = f"and {rows - SHOWN} more (--json shows all)"
    return table


def history(rows: Iterable[tuple[str, str, str, str, str]], console: Console) -> None:
    """Print runs, the latest first: id, playbook, when, outcome, routers.

    No cell is folded: an id is copied into `nornir show` and `nornir recover`. Where the screen is too narrow
    the time loses its year and seconds, then the number of routers and the time go.
    """
    every = list(rows)
    short = [(run, name, when[5:16], outcome, count) for run, name, when, outcome, count in every]
    tables = [
        _unfolded(HISTORY, every),
        _unfolded(HISTORY, short),
        _unfolded(HISTORY[:4], [row[:4] for row in short]),
        _unfolded(("run", "playbook", "outcome"), [(row[0], row[1], row[3]) for row in short]),
    ]
    boundless = console.options.update(max_width=WIDEST)
    widths = [console.measure(one, options=boundless).maximum for one in tables]
    at = next((at for at, width in enumerate(widths) if width <= console.width), len(tables) - 1)
    console.width = max(console.width, widths[at])
    console.print(tables[at])


def _unfolded(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = _table(*columns)
    for column in table.columns:
        column.no_wrap = True
    for row in rows:
        table.add_row(*row)
    return table
