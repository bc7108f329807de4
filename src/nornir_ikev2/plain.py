"""Text from routers, files and arguments made safe to show: no escape sequence reaches a terminal.

A hostile peer may name itself `ESC [ 2 J`; what is kept and shown here is only what people can read.
"""

from __future__ import annotations

import re
from typing import Final

ESCAPE: Final = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, SOS, PM, APC with their end
    r"|[ -/]*[0-OQ-WYZ\\`-~])"  # the rest
    r"|\x9b[0-?]*[ -/]*[@-~]"  # CSI in one character
)
"""Escape sequences of ECMA-48."""
CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and newline, and those that turn the direction of text around."""
_SILENT: Final = frozenset("\x00\x07")
"""NUL fills, BEL rings: neither is text."""


def without_escapes(text: str) -> str:
    """Drop escape sequences; what is left of control characters is written as IOS does: `^C`."""
    if not CONTROL.search(text):
        return text
    return CONTROL.sub(_shown, ESCAPE.sub("", text))


def _shown(match: re.Match[str]) -> str:
    character = match.group()
    if character in _SILENT:
        return ""
    if character < " " or character == "\x7f":
        return f"^{chr(ord(character) ^ 0x40)}"
    return f"<U+{ord(character):04X}>"
