"""What of a running-config says the same after an undone change. Pure."""

from __future__ import annotations

import re
from typing import Final

_NOISE: Final = re.compile(
    r"^(?:"
    r"Building configuration.*"
    r"|Current configuration ?: \d+ bytes.*"
    r"|! Last configuration change at .*"
    r"|! NVRAM config last updated at .*"
    r"|! No configuration change since last restart.*"
    r"|ntp clock-period \d+"
    r"|!Time: .*"
    r")\s*$"
)


def normalise(config: str) -> str:
    """Drop what changes without a change: sizes, time stamps, trailing blanks, line ends.

    Comment lines and empty lines mean nothing to IOS and go as well. Everything else stays in its order.
    """
    kept: list[str] = []
    for raw in config.splitlines():
        line = raw.rstrip()
        bare = line.lstrip()
        if not bare or bare == "!" or _NOISE.match(line):
            continue
        kept.append(line)
    return "\n".join(kept) + "\n" if kept else ""
