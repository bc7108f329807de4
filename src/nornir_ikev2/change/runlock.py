"""One run at a time per project: a lock on `.nornir/run.lock` that ends with its process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from nornir_ikev2.errors import PlanError

FILE: Final = "run.lock"


@contextmanager
def run_lock(private: Path, run: str) -> Generator[None]:
    """Hold the lock of a project.

    Args:
        private: the project's private folder.
        run: id of this run, for the message another one gets.

    Raises:
        PlanError: another run holds it.
    """
    handle = os.open(private / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 200, 0).decode(errors="replace").strip() or "unknown"
            raise PlanError(
                f"another run is under way in this project ({holder})",
                cure="Wait for it to end; nornir history shows it.",
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"run {run}, process {os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
