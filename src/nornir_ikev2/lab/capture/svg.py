"""A conversation as a sequence diagram in SVG, for documents."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from html import escape
from ipaddress import IPv4Address
from typing import Final

from nornir_ikev2.lab.capture.conversation import Conversation, Step
from nornir_ikev2.lab.capture.diagram import size, summary, title, words
from nornir_ikev2.lab.capture.meaning import meaning

_WIDTH: Final = 980
_LEFT, _RIGHT = 110, 950
_TOP: Final = 66
_LINE: Final = 15
_GAP: Final = 22
_COLUMNS: Final = 112
"""Letters of a payload line between the two lifelines."""

_STYLE: Final = """
  text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #1f2328 }
  .end { font-weight: bold; font-size: 14px }
  .title { font-weight: bold }
  .note { fill: #57606a }
  .time { fill: #57606a; font-size: 11px }
  .sealed { fill: #0550ae }
  .error { fill: #b42318 }
  line { stroke: #57606a }
  .life { stroke-dasharray: 3 4 }
"""

_OPEN: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
    ' viewBox="0 0 {width} {height}" role="img">'
)
_HEAD: Final = (
    '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8"'
    ' orient="auto"><path d="M0 0 8 4 0 8z" fill="#57606a"/></marker></defs>'
)


def svg(conversation: Conversation, names: Mapping[IPv4Address, str]) -> str:
    """Draw a conversation; what was encrypted on the wire is blue, errors are red."""
    parts: list[str] = []
    place = _TOP
    for step in conversation.steps:
        drawn, place = _step(step, place, outward=step.source == conversation.ends[0])
        parts.extend(drawn)
    ends = [title(end, names) for end in conversation.ends]
    return "\n".join(
        [
            _OPEN.format(width=_WIDTH, height=place + 50),
            f"<title>{escape(f'IKEv2 between {ends[0]} and {ends[1]}')}</title>",
            f"<style>{_STYLE}</style>",
            _HEAD,
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            _text(_LEFT, 28, ends[0], "end"),
            _text(_RIGHT, 28, ends[1], "end", anchor="end"),
            *(_lifeline(x, place) for x in (_LEFT, _RIGHT)),
            *parts,
            _text(_LEFT, place + 20, summary(conversation), "note"),
            _text(_LEFT, place + 38, "blue: encrypted on the wire", "sealed"),
            "</svg>\n",
        ]
    )


def _lifeline(x: int, bottom: int) -> str:
    return f'<line class="life" x1="{x}" y1="38" x2="{x}" y2="{bottom}"/>'


def _step(step: Step, place: int, *, outward: bool) -> tuple[list[str], int]:
    """The elements of one message, and where the next one begins."""
    start, stop = (_LEFT, _RIGHT) if outward else (_RIGHT, _LEFT)
    drawn = [
        _text(10, place + 4, f"{step.time:.3f} s", "time"),
        f'<line x1="{start}" y1="{place}" x2="{stop}" y2="{place}" marker-end="url(#head)"/>',
    ]
    said = meaning(step)
    note = f"  {said} ({size(step)})" if said else f"  {size(step)}"
    error = any(payload.error for payload in step.payloads)
    head = _text(0, 0, step.title, "error title" if error else "title", element="tspan")
    side, anchor = (_LEFT + 14, "start") if outward else (_RIGHT - 14, "end")
    drawn.append(
        f'<text x="{side}" y="{place - 6}" text-anchor="{anchor}">{head}'
        f'<tspan class="note" xml:space="preserve">{escape(note)}</tspan></text>'
    )
    for line, style in _lines(step):
        place += _LINE
        drawn.append(_text(side, place, line, style, anchor=anchor))
    return drawn, place + _GAP + _LINE


def _lines(step: Step) -> Sequence[tuple[str, str]]:
    clear, sealed = words(step)
    wrapped: list[tuple[str, str]] = []
    for part, style in ((clear, "plain"), (sealed, "sealed")):
        lines = textwrap.wrap(part, _COLUMNS, break_on_hyphens=False, break_long_words=False)
        wrapped.extend((line, style) for line in lines)
    return wrapped


def _text(
    x: int, y: int, said: str, style: str, *, anchor: str = "start", element: str = "text"
) -> str:
    place = f' x="{x}" y="{y}" text-anchor="{anchor}"' if element == "text" else ""
    return f'<{element}{place} class="{style}">{escape(said)}</{element}>'
