"""Keeps the traceback of an unexpected error where only the user can read it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path


def write_crash(folder: Path, text: str) -> Path | None:
    """Write a traceback to `crash-TIME.log`, mode 0600.

    Args:
        folder: the project's private folder.
        text: the traceback, secrets masked.

    Returns:
        The file, None when it can't be written.
    """
    path = folder / f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.log"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        return None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return path
