"""The clock that leases and timers are held against: it never steps, and runs on while the machine sleeps."""

from __future__ import annotations

import time
from typing import Final

# Linux's CLOCK_MONOTONIC stands still in suspend; a laptop that wakes up must see its leases over.
_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def seconds() -> float:
    """Seconds since some moment in the past."""
    return time.clock_gettime(_CLOCK)
