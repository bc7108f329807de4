"""Every secret this process has met, to be taken out of texts that nobody foresaw: tracebacks, above all.

What is meant to be shown or kept is masked where it is made; this is the net below.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

SHORTEST: Final = 4
"""Shorter ones would take words apart."""
MASK: Final = "<secret>"
_met: Final[set[str]] = set()


def meet(secrets: Iterable[str | None]) -> None:
    """Remember secrets, as soon as they are read."""
    _met.update(one for one in secrets if one and len(one) >= SHORTEST)


def redact(text: str) -> str:
    """A text without any secret that was met."""
    for one in sorted(_met, key=len, reverse=True):
        text = text.replace(one, MASK)
    return text
