"""Sizes of batches: `1`, `10%`. As `serial` of an Ansible play: one size per batch, the last one repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

EXPECTED: Final = "expected a number of routers like 5, or a share like 10%"
_SIZE: Final = re.compile(r"([0-9]{1,6})(%?)")
_WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class BatchSize:
    """So many routers, or so many percent of all of the run."""

    value: int
    percent: bool = False

    def of(self, total: int) -> int:
        """How many routers that is, at least one; a share is rounded down, as Ansible does."""
        return max(1, total * self.value // _WHOLE) if self.percent else self.value

    def __str__(self) -> str:
        return f"{self.value}%" if self.percent else str(self.value)


def batch_size(text: str | int) -> BatchSize:
    """Read one size.

    Raises:
        ValueError: it is none; the message says what was expected.
    """
    match = _SIZE.fullmatch(str(text).strip())
    if match is None or isinstance(text, bool):
        raise ValueError(f"is no size of a batch; {EXPECTED}")
    size = BatchSize(int(match[1]), bool(match[2]))
    if not size.value or (size.percent and size.value > _WHOLE):
        raise ValueError(f"is out of range; {EXPECTED}")
    return size


def slices(total: int, sizes: Sequence[BatchSize]) -> Iterator[slice]:
    """Cut so many routers into batches; without sizes there is one batch."""
    start, at = 0, 0
    while start < total:
        size = sizes[min(at, len(sizes) - 1)].of(total) if sizes else total
        yield slice(start, min(start + size, total))
        start, at = start + size, at + 1
