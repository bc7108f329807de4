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

_NAMED_LIST: Final = re.compile(r"ip(?:v6)? access-list ")


def normalise(config: str) -> str:
    """Drop what changes without a change: sizes, time stamps, trailing blanks, line ends.

    Comment lines and empty lines mean nothing to IOS and go as well. Named access lists stand by name:
    IOS puts one that was deleted and came back after the others. Everything else stays in its order.
    """
    kept: list[str] = []
    for raw in config.splitlines():
        line = raw.rstrip()
        bare = line.lstrip()
        if not bare or bare == "!" or _NOISE.match(line):
            continue
        kept.append(line)
    return "\n".join(_by_name(kept)) + "\n" if kept else ""


def _by_name(lines: list[str]) -> list[str]:
    """Sort each run of named access lists."""
    sorted_, run = list[str](), list[list[str]]()
    for line in lines:
        if _NAMED_LIST.match(line):
            run.append([line])
        elif run and line.startswith(" "):
            run[-1].append(line)
        else:
            sorted_ += [one for block in sorted(run) for one in block]
            run.clear()
            sorted_.append(line)
    return sorted_ + [one for block in sorted(run) for one in block]
