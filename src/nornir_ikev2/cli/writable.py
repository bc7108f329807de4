"""Files that an option asks for: refused before anything happens where they could not be written after it."""

from __future__ import annotations

import os
from pathlib import Path

from nornir_ikev2.errors import UsageError


def need_writable(option: str, path: Path) -> None:
    """Look whether a file can be written.

    Raises:
        UsageError: the place is no file that can be written.
    """
    folder = path.parent
    place = path if path.exists() else folder
    if path.is_dir() or not folder.is_dir() or not os.access(place, os.W_OK):
        raise UsageError(
            f"{option}: {path} can't be written", cure="Name a file in a folder of yours."
        )
