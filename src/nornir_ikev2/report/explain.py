"""An explanation for people and as JSON. Keys of the JSON are a contract: more may come, none may go."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from rich import box
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from nornir_ikev2.explain.model import Cause, Explained, TunnelExplained

COLOURS: Final = {
    "up": "green",
    "idle": "green",
    "half-open": "red",
    "down": "red",
    "unread": "yellow",
}
SHOWN: Final = 3
"""Causes of one tunnel on a terminal; `--json` has all."""


def document(explained: Explained, playbook: str) -> dict[str, Any]:
    """The whole explanation."""
    return {
        "run": "",
        "playbook": playbook,
        "outcome": "healthy" if explained.healthy else "findings",
        "seconds": round(explained.seconds, 3),
        "tunnels": [_tunnel(one) for one in explained.tunnels],
        "routers": {name: _router(explained, name) for name in explained.asked},
        "notes": list(explained.notes),
    }


def _router(explained: Explained, name: str) -> dict[str, Any]:
    """A router as in the document of a change, never touched, with the causes that concern it alone."""
    return {
        "state": "untouched",
        "changed": False,
        "added": [],
        "removed": [],
        "error": explained.unread.get(name),
        "causes": _causes(explained.routers.get(name, ())),
    }


def _tunnel(one: TunnelExplained) -> dict[str, Any]:
    return {
        "vpn": None,
        "ends": list(one.ends),
        "ok": one.healthy,
        "predicted": asdict(one.predicted) if one.predicted else None,
        "negotiated": asdict(one.negotiated) if one.negotiated else None,
        "reason": one.causes[0].cause if one.causes else None,
        "entries": list(one.entries),
        "status": one.status,
        "causes": _causes(one.causes),
    }


def _causes(causes: Sequence[Cause]) -> list[dict[str, Any]]:
    return [
        {
            "rank": rank,
            "cause": one.cause,
            "router": one.router,
            "line": one.line,
            "detail": one.detail,
            "evidence": list(one.evidence),
            "cure": one.cure,
            "confidence": one.confidence,
            "stage": one.stage,
        }
        for rank, one in enumerate(causes, 1)
    ]


def show(explained: Explained, console: Console) -> None:
    """Print an explanation: every tunnel with its state, then the causes, likeliest first."""
    if explained.tunnels:
        console.print(_table(explained.tunnels))
    for one in explained.tunnels:
        if one.causes:
            console.print(Text.assemble((" - ".join(one.ends), "bold"), f"  {_words(one)}"))
            _print(one.causes, console)
    for name, causes in explained.routers.items():
        if causes:
            console.print(Text(name, "bold"))
            _print(causes, console)
    for note in explained.notes:
        console.print(Text.assemble(("note: ", "yellow"), note))
    bad = sum(not one.healthy for one in explained.tunnels)
    colour, words = ("green", "every tunnel is healthy") if explained.healthy else (
        "red", f"{bad} of {len(explained.tunnels)} tunnels have causes")  # fmt: skip
    if not explained.healthy and not bad:
        words = "every tunnel that could be looked at is healthy, but something beside them is not"
    if not explained.tunnels and not explained.unread:
        words = "there is no tunnel between these routers"
    console.print(Text.assemble((words, f"bold {colour}"), f"  ({explained.seconds:.1f} s)"))


def _words(one: TunnelExplained) -> str:
    ends = [f"{end} {entry}" for end, entry in zip(one.ends, one.entries, strict=True) if entry]
    return f"{one.status}  ({', '.join(ends)})"


def _table(tunnels: Sequence[TunnelExplained]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("tunnel", "", "first cause", "router"):
        table.add_column(column, overflow="fold")
    for one in sorted(tunnels, key=lambda one: one.healthy):
        first = one.causes[0] if one.causes else None
        table.add_row(
            " - ".join(one.ends),
            Text(one.status, COLOURS[one.status]),
            first.cause if first else "",
            first.router if first else "",
        )
    return table


def _print(causes: Sequence[Cause], console: Console) -> None:
    for rank, one in enumerate(causes[:SHOWN], 1):
        when = {"now": "", "later": ", not yet felt", "beside": ", beside"}[one.stage]
        head = f" {rank}. {one.cause} on {one.router} ({one.confidence}{when})"
        console.print(Text(head, "yellow"))
        rows = [("", one.detail), ("line", one.line), *(("seen", seen) for seen in one.evidence)]
        for name, text in [*rows, ("cure", one.cure)]:
            if text:
                console.print(Text(f"      {name + ':' if name else '':<6}{text}"), soft_wrap=True)
    if len(causes) > SHOWN:
        console.print(Text(f"    and {len(causes) - SHOWN} more (--json shows all)"))
