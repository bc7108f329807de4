"""Files with saved outputs of routers, as arguments of a command."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from nornir_ikev2.errors import UsageError
from nornir_ikev2.plain import without_escapes

MAX_BYTES: Final = 64 * 1024 * 1024


GIVE: Final = "Give two files with the output of `show running-config`."
CONFIG: Final = re.compile(r"^(?:hostname|interface|crypto|version) \S", re.MULTILINE)
"""A line that every running-config has; a part of one with tunnels in it has one of them too."""


def read_saved(file: Path, cure: str) -> str:
    """Read the text of a saved output; escape sequences of terminals are dropped.

    Args:
        file: as typed; `-` is standard input.
        cure: what to give instead, for messages.

    Raises:
        UsageError: it can't be read, is too large, or is no text.
    """
    try:
        if str(file) == "-":
            # `buffer` is the bytes behind a terminal or pipe; other programs may put plain text there.
            source = getattr(sys.stdin, "buffer", sys.stdin)
            read = source.read(MAX_BYTES + 1)
            data = read if isinstance(read, bytes) else str(read).encode()
        else:
            with file.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{file} can't be read: {why}", cure=cure) from error
    if len(data) > MAX_BYTES:
        raise UsageError(f"{file} is larger than {MAX_BYTES // 1024 // 1024} MiB", cure=cure)
    if b"\0" in data:
        raise UsageError(f"{file} is no text: byte {data.index(0)} is 0", cure=cure)
    return without_escapes(data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n"))


def read_config(path: Path) -> str:
    """The text of a saved running-config.

    Raises:
        UsageError: it can't be read, or is no running-config.
    """
    text = read_saved(path, GIVE)
    if not CONFIG.search(text):
        raise UsageError(f"{path} is no running-config of IOS", cure=GIVE)
    return text
