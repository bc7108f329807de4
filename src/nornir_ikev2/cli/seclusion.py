"""What a process that will hold keys does first: its files are private, and it leaves no memory behind."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from typing import Final

PR_SET_DUMPABLE: Final = 4
"""prctl(2)."""


def seclude() -> None:
    """Make files private (umask 077) and forbid core dumps.

    The limit alone does not hold where core dumps are piped to a program (core(5)), so on Linux the process
    is also marked as not dumpable. That keeps debuggers of the same user out too; children that run another
    program are not concerned.
    """
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
