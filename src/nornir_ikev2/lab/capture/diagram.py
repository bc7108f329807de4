"""A conversation as a sequence diagram in plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address
from typing import Final

from nornir_ikev2.lab.capture.conversation import Conversation, Step
from nornir_ikev2.lab.capture.meaning import meaning

WIDTH: Final = 100
"""Columns of the whole diagram."""
_MARGIN: Final = 10
_INNER: Final = WIDTH - _MARGIN - 2
LEGEND: Final = (
    "SK{...} was encrypted on the wire and is shown as decrypted with the keys of the IKE SA;"
    " the rest anybody on the way can read."
)


def text(conversation: Conversation, names: Mapping[IPv4Address, str]) -> str:
    """Draw a conversation; `names` are the routers by address, as far as they are known."""
    left, right = (title(end, names) for end in conversation.ends)
    gap = max(2, WIDTH - _MARGIN - len(left) - len(right))
    lines = [f"{'':{_MARGIN}}{left}{'':{gap}}{right}"]
    for step in conversation.steps:
        lines.extend(_step(step, outward=step.source == conversation.ends[0]))
    lines.append(_row("", " " * _INNER))
    lines.append(summary(conversation))
    if any(step.inside is not None for step in conversation.steps):
        lines.extend(textwrap.wrap(LEGEND, WIDTH))
    if any(step.encrypted and step.inside is None for step in conversation.steps):
        lines.append("SK{?} is encrypted and no key for it is known.")
    return "\n".join(lines) + "\n"


def title(end: IPv4Address, names: Mapping[IPv4Address, str]) -> str:
    """Router and address."""
    return f"{names[end]} {end}" if end in names else str(end)


def summary(conversation: Conversation) -> str:
    """How many messages of which exchange there were."""
    found = conversation.count()
    parts = ", ".join(f"{exchange} {number}" for exchange, number in found.items())
    repeats = sum(step.copies - 1 for step in conversation.steps)
    more = f"; {repeats} sent again" if repeats else ""
    return f"{sum(found.values())} messages on the wire: {parts}{more}"


def words(step: Step) -> tuple[str, str]:
    """Clear payloads, and encrypted ones in `SK{...}`; each "" when there are none."""
    clear = " ".join(str(payload) for payload in step.clear)
    if not step.encrypted:
        return clear, ""
    if step.inside is None:
        return clear, "SK{?}"
    return clear, "SK{" + " ".join(str(payload) for payload in step.inside) + "}"


def size(step: Step) -> str:
    """Length, and how it travelled where that is out of the ordinary."""
    parts = [f"{step.length} bytes"]
    if step.fragments > 1:
        parts.append(f"{step.fragments} fragments")
    if step.copies > 1:
        parts.append(f"sent {step.copies} times")
    return ", ".join(parts)


def _step(step: Step, *, outward: bool) -> Iterator[str]:
    label = f" {step.title} "
    yield _row("", " " * _INNER)
    if outward:
        arrow = f"---{label}".ljust(_INNER - 1, "-") + ">"
    else:
        arrow = "<" + f"{label}---".rjust(_INNER - 1, "-")
    yield _row(f"{step.time:.3f} s", arrow)
    said = meaning(step)
    note = f"{said} ({size(step)})" if said else size(step)
    for line in (note, *_wrapped(step)):
        yield _row("", f"   {line}".ljust(_INNER) if outward else f"{line}   ".rjust(_INNER))


def _wrapped(step: Step) -> Iterator[str]:
    for part in words(step):
        yield from textwrap.wrap(part, _INNER - 6, break_on_hyphens=False, break_long_words=False)


def _row(time: str, inner: str) -> str:
    return f"{time:<{_MARGIN}}|{inner}|".rstrip()
