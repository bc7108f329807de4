"""`--More--`: output in pages, as long as the terminal has a length."""

from __future__ import annotations

from collections.abc import Callable

from nornir_ikev2.lab.server.keys import Keys

MORE = " --More-- "
ERASE = "\b" * 9 + " " * 8 + "\b" * 9
"""What IOS sends to take ` --More-- ` away."""
PAGE, LINE = " ", "\r\n"
QUIT = "qQ\x03"


async def show(
    text: str, keys: Keys, write: Callable[[str], None], *, length: int, width: int
) -> None:
    """Write text, lines ended by CR LF, a last empty one too; pause before each page is full.

    Args:
        text: lines joined by newlines, "" writes nothing.
        keys: where an answer to `--More--` comes from.
        write: puts text on the terminal.
        length: lines of a page, 0 never pauses.
        width: columns, 0 never wraps.
    """
    if not text:
        return
    lines = text.split("\n")
    if not length or len(lines) < length:
        write("\r\n".join(lines) + "\r\n")
        return
    room = length - 1
    for line in lines:
        rows = max(1, -(-len(line) // width)) if width else 1
        if room < rows:
            room = await _ask(keys, write, length)
            if not room:
                return
        room -= rows
        write(f"{line}\r\n")


async def _ask(keys: Keys, write: Callable[[str], None], length: int) -> int:
    """Rows that may follow: a page for a blank, one for Enter, none for q; other keys page too."""
    write(MORE)
    key = await keys.key()
    write(ERASE)
    if key in QUIT:
        write("\r\n")
        return 0
    return 1 if key in LINE else length - 1
