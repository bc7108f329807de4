"""Predicted tunnels for people and for scripts. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from nornir_ikev2.ike.model import ChildSuite, Negotiation, Selector, Suite
from nornir_ikev2.ike.predict import Predicted

_INDENT: Final = 11
_SHOWN: Final = 4
"""Selectors that are shown; more are counted."""


def text(found: Sequence[Predicted], width: int) -> str:
    """All tunnels as paragraphs, wrapped to a width."""
    parts: list[str] = []
    for item in found:
        lines = [_heading(item)]
        for name, said in _facts(item):
            lines += textwrap.wrap(
                said,
                max(width, 40),
                initial_indent=f"  {name}".ljust(_INDENT),
                subsequent_indent=" " * _INDENT,
                break_on_hyphens=False,
                break_long_words=False,
            )
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def record(item: Predicted) -> dict[str, Any]:
    """One tunnel for JSON."""
    return {
        "ends": list(item.ends),
        "ok": item.ok,
        "suite": asdict(item.suite) if item.suite else None,
        "reason": item.reason,
        "detail": item.detail,
        "entries": list(item.entries),
        "esp": _esp_record(item.child) if item.child else None,
        "notes": list(notes(item)),
    }


def notes(item: Predicted) -> Iterator[str]:
    """What else is worth knowing, one sentence each."""
    for starter, other, one in _directions(item):
        if any(step.notify == "INVALID_KE_PAYLOAD" for step in one.exchanges):
            yield (
                f"when {starter} starts, {other} refuses its first Diffie-Hellman group: one more"
                " IKE_SA_INIT (INVALID_KE_PAYLOAD)"
            )
        if one.half_open:
            yield (
                f"when {starter} starts, {one.half_open} alone shows the IKE SA as READY, and the other"
                " end has none"
            )
    if item.other_suite is not None:
        yield f"when {item.ends[1]} starts, IKE is {_suite(item.other_suite)}"
    yield from _callers(item)


def _callers(item: Predicted) -> Iterator[str]:
    """Who alone can start, where one end waits to be called."""
    forth, back = item.directions
    unknown = None in item.entries or item.reason == "NOT_PREDICTED"
    if unknown or (forth is None) == (back is None):
        return
    starter, waiting = item.ends if forth else item.ends[::-1]
    entry = item.entries[1 if forth else 0]
    yield f"only {starter} can start it: {entry} of {waiting} has no peer to call"


def _directions(item: Predicted) -> Iterator[tuple[str, str, Negotiation]]:
    first, second = item.ends
    forth, back = item.directions
    if forth is not None:
        yield first, second, forth
    if back is not None:
        yield second, first, back


def _heading(item: Predicted) -> str:
    ends = [
        f"{end} {entry}" if entry else end
        for end, entry in zip(item.ends, item.entries, strict=True)
    ]
    return f"{' - '.join(ends)}: {_result(item)}"


def _result(item: Predicted) -> str:
    if item.reason is None:
        return "up"
    if item.reason == "NOT_PREDICTED":
        return "can't be told"
    return f"up, but {item.reason}" if item.ok else f"down, {item.reason}"


def _facts(item: Predicted) -> Iterator[tuple[str, str]]:
    if item.detail:
        yield "why", item.detail
    if item.suite is not None and item.reason != "NOT_PREDICTED":
        yield "IKE", _suite(item.suite) + ("" if item.ok else " (agreed before it failed)")
    if item.child is not None:
        yield "ESP", _esp(item.child)
        yield "traffic", _traffic(item.child.selectors)
    for note in notes(item) if item.reason != "NOT_PREDICTED" else ():
        yield "note", note


def _suite(suite: Suite) -> str:
    integrity = f" {suite.integrity}" if suite.integrity else ""
    return f"{suite.encryption}{integrity} prf {suite.prf} group {suite.group}"


def _esp(child: ChildSuite) -> str:
    integrity = f" {child.integrity}" if child.integrity else ""
    pfs = f"PFS group {child.pfs}" if child.pfs else "no PFS"
    return f"{child.encryption}{integrity}, {child.mode} mode, {pfs}"


def _traffic(selectors: Sequence[Selector]) -> str:
    shown = [
        f"{one.local} - {one.remote}" + ("" if one.protocol == "ip" else f" {one.protocol}")
        for one in selectors[:_SHOWN]
    ]
    more = len(selectors) - _SHOWN
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _esp_record(child: ChildSuite) -> dict[str, Any]:
    return {
        "encryption": child.encryption,
        "integrity": child.integrity,
        "mode": child.mode,
        "pfs": child.pfs,
        "selectors": [
            {"local": str(one.local), "remote": str(one.remote), "protocol": one.protocol}
            for one in child.selectors
        ],
    }
