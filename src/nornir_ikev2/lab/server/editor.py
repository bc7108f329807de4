"""The line editor of IOS: echo, the emacs keys, history, help on `?`, and the `$` of long lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from nornir_ikev2.lab.server.keys import PLAIN, RAW, Keys

ENTER: Final = "\r\n"
END, INTERRUPT, LITERAL = "\x1a", "\x03", "\x16"
HISTORY = 20
SCROLL = 10
"""Columns kept to the left of the cursor when a long line scrolls; IOS' own number is not known."""


class Assistant(Protocol):
    """Help and completion of the command line (`cli.shell.Shell`)."""

    def help(self, partial: str) -> str:
        """Text for `?`."""
        ...

    def complete(self, partial: str) -> str:
        """The line after Tab."""
        ...


@dataclass(frozen=True, slots=True)
class Typed:
    """One line and the key that ended it: Enter, Ctrl-Z or Ctrl-C."""

    text: str
    key: str


class Editor:
    """Reads lines and echoes them.

    Args:
        keys: where keys come from.
        write: where echo goes.
        width: columns of the terminal now; 0 for no limit.
    """

    def __init__(self, keys: Keys, write: Callable[[str], None], width: Callable[[], int]) -> None:
        self._keys = keys
        self._write = write
        self._width = width
        self._history: list[str] = []
        self._prompt = ""
        self._line = ""
        self._at = 0
        self._shown = ""
        self._cursor = 0
        self._echo = True
        self._recalled = 0

    @property
    def pending(self) -> str:
        """Prompt and line as they stand on the screen, to draw again after other output."""
        return self._prompt + (self._shown if self._echo else "")

    async def read(
        self, prompt: str, *, echo: bool = True, assistant: Assistant | None = None
    ) -> Typed:
        """Print a prompt and read one line; without `assistant`, `?` and Tab are plain keys."""
        self._prompt, self._line, self._at = prompt, "", 0
        self._shown, self._cursor, self._echo = "", 0, echo
        self._recalled = len(self._history)
        self._write(prompt)
        plain = PLAIN if assistant else RAW
        while True:
            text = self._keys.run(plain)
            if text:
                self._insert(text)
            key = await self._keys.key()
            if key in ENTER or key in {END, INTERRUPT}:
                break
            await self._act(key, assistant)
        line = self._line
        self._prompt = self._shown = ""
        self._write({END: "^Z\r\n", INTERRUPT: "^C\r\n"}.get(key, "\r\n"))
        if assistant and line.strip() and key in ENTER:
            self._history = [*self._history[1 - HISTORY :], line]
        return Typed(line, "\r" if key in ENTER else key)

    async def _act(self, key: str, assistant: Assistant | None) -> None:
        if key == LITERAL:
            self._insert(await self._keys.key())
        elif key == "\x1b":
            await self._escape()
        elif assistant and key == "?":
            self._help(assistant)
        elif assistant and key == "\t":
            self._complete(assistant)
        elif key in MOVES:
            self._place(self._line, MOVES[key](self._line, self._at))
        elif key in EDITS:
            self._place(*EDITS[key](self._line, self._at))
        elif key in "\x10\x0e":
            self._recall(-1 if key == "\x10" else 1)
        elif key in "\x0c\x12":
            self._redraw()
        elif key >= " ":
            self._insert(key)

    async def _escape(self) -> None:
        if await self._keys.key() not in "[O":
            return
        arrow = {"A": "\x10", "B": "\x0e", "C": "\x06", "D": "\x02"}
        key = arrow.get(await self._keys.key())
        if key:
            await self._act(key, None)

    def _insert(self, text: str) -> None:
        line = self._line[: self._at] + text + self._line[self._at :]
        at = self._at + len(text)
        at_end = self._at == len(self._line)
        if at_end and self._echo and self._fits(line) and len(self._shown) == len(self._line):
            self._line, self._at = line, at
            self._shown, self._cursor = line, at
            self._write(text)
        else:
            self._place(line, at)

    def _fits(self, line: str) -> bool:
        width = self._width()
        return not width or len(self._prompt) + len(line) < width

    def _place(self, line: str, at: int) -> None:
        """Show another line, with the cursor there."""
        self._line, self._at = line, at
        if not self._echo:
            return
        shown, cursor = self._window(line, at)
        common = _common(self._shown, shown)
        back = self._cursor - common
        parts = ["\b" * back if back >= 0 else self._shown[self._cursor : common], shown[common:]]
        surplus = len(self._shown) - len(shown)
        if surplus > 0:
            parts.append(" " * surplus + "\b" * surplus)
        parts.append("\b" * (len(shown) - cursor))
        self._shown, self._cursor = shown, cursor
        self._write("".join(parts))

    def _window(self, line: str, at: int) -> tuple[str, int]:
        """The part of a long line that is seen: `$` marks where more is hidden."""
        width = self._width()
        room = width - len(self._prompt) - 1
        if not width or len(line) <= room or room <= SCROLL:
            return line, at
        start = max(0, at - room + 1)
        start += -start % SCROLL
        if start == 0:
            return f"{line[: room - 1]}$", at
        seen = line[start : start + room - 1]
        return f"${seen}", at - start + 1

    def _redraw(self) -> None:
        self._write("\r\n" + self._prompt)
        self._shown, self._cursor = "", 0
        self._place(self._line, self._at)

    def _help(self, assistant: Assistant) -> None:
        text = assistant.help(self._line[: self._at]).rstrip("\n")
        self._write("?\r\n" + "".join(f"{row}\r\n" for row in (*text.split("\n"), "")))
        self._write(self._prompt)
        self._shown, self._cursor = "", 0
        self._place(self._line, self._at)

    def _complete(self, assistant: Assistant) -> None:
        line = assistant.complete(self._line)
        self._line, self._at = line, len(line)
        self._redraw()

    def _recall(self, step: int) -> None:
        place = self._recalled + step
        if 0 <= place <= len(self._history):
            self._recalled = place
            line = self._history[place] if place < len(self._history) else ""
            self._place(line, len(line))


def _common(one: str, other: str) -> int:
    length = min(len(one), len(other))
    return next((n for n in range(length) if one[n] != other[n]), length)


def _word_start(line: str, at: int) -> int:
    return line[:at].rstrip().rfind(" ") + 1


def _erase_word(line: str, at: int) -> tuple[str, int]:
    start = _word_start(line, at)
    return line[:start] + line[at:], start


def _backspace(line: str, at: int) -> tuple[str, int]:
    return line[: max(0, at - 1)] + line[at:], max(0, at - 1)


MOVES: Final[dict[str, Callable[[str, int], int]]] = {
    "\x01": lambda _line, _at: 0,
    "\x05": lambda line, _at: len(line),
    "\x02": lambda _line, at: max(0, at - 1),
    "\x06": lambda line, at: min(len(line), at + 1),
}
EDITS: Final[dict[str, Callable[[str, int], tuple[str, int]]]] = {
    "\x08": _backspace,
    "\x7f": _backspace,
    "\x17": _erase_word,
    "\x15": lambda line, at: (line[at:], 0),
    "\x18": lambda line, at: (line[at:], 0),
    "\x0b": lambda line, at: (line[:at], at),
    "\x04": lambda line, at: (line[:at] + line[at + 1 :], at),
}
