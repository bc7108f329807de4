"""A running-config as a tree of lines. Pure, total and linear in the number of lines.

The tree keeps every line that means something and drops comments (`!`) and empty lines. Three things of
IOS do not follow indentation and are put right here:

- a banner is one block whose children are its text, up to the delimiter;
- the hex lines of a certificate are children of the `certificate` line, up to `quit`;
- `exit-address-family`, `exit-af-interface` and `exit-af-topology` stand at the indent of the block they
  close; they become its last child, so that a block is always whole.

A bare `exit` or `end`, as typed scripts have them, only closes and is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

_CLOSERS = frozenset({"exit-address-family", "exit-af-interface", "exit-af-topology"})
_TYPED = frozenset({"exit", "end"})


@dataclass(frozen=True, slots=True)
class Block:
    """One line and the lines inside it.

    Attributes:
        text: the line without indent and without trailing blanks; "" for the root. Lines of a banner
            keep their indent.
        children: in order of the text.
        line_no: 1-based, 0 for the root.
    """

    text: str
    children: list[Block] = field(default_factory=list["Block"])
    line_no: int = field(default=0, compare=False)

    def find(self, text: str) -> Block | None:
        """The first child with exactly this text."""
        return next((child for child in self.children if child.text == text), None)

    def starting(self, prefix: str) -> Iterator[Block]:
        """The children whose text starts with `prefix`, in order."""
        return (child for child in self.children if child.text.startswith(prefix))

    def value(self, prefix: str) -> str | None:
        """What follows `prefix` (which ends with a blank) in the last child that has it."""
        found: str | None = None
        for child in self.starting(prefix):
            found = child.text[len(prefix) :].strip()
        return found

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Block]]:
        """Every block below this one with its depth (0 for children), in order of the text."""
        pending = [(depth, child) for child in reversed(self.children)]
        while pending:
            level, block = pending.pop()
            yield level, block
            pending.extend((level + 1, child) for child in reversed(block.children))


def parse(config: str) -> Block:
    """Read a configuration text.

    Args:
        config: `show running-config` or a file of configuration lines; any line ends.

    Returns:
        The root block. Never raises: odd indentation only changes what is inside what.
    """
    return _Parser(config.splitlines()).run()


def _indent(line: str) -> int:
    """Columns before the text; a tab reaches the next multiple of eight."""
    width = len(line) - len(line.lstrip())
    blanks = line[:width]
    return len(blanks.expandtabs(8)) if "\t" in blanks else width


class _Parser:
    """Keeps the open blocks as a stack of (indent, block), the root at the bottom."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._at = 0
        self._root = Block("")
        self._open: list[tuple[int, Block]] = [(-1, self._root)]

    def run(self) -> Block:
        lines = self._lines
        while self._at < len(lines):
            line = lines[self._at]
            self._at += 1
            text = line.strip()
            if not text or text[0] == "!":
                continue
            self._take(line, text)
        return self._root

    def _take(self, line: str, text: str) -> None:
        indent = _indent(line)
        stack = self._open
        if text in _CLOSERS and self._close(indent, text):
            return
        while stack[-1][0] >= indent:
            stack.pop()
        if text in _TYPED:
            return
        parent = stack[-1][1]
        block = Block(text, [], self._at)
        parent.children.append(block)
        if text.startswith("banner ") and indent == 0:
            self._banner(block, text)
        elif text.startswith("certificate ") and parent.text.startswith(
            "crypto pki certificate chain"
        ):
            self._certificate(block)
        else:
            stack.append((indent, block))

    def _close(self, indent: int, text: str) -> bool:
        """Make a closer the last child of the block at its own indent, if there is one."""
        stack = self._open
        while len(stack) > 1 and stack[-1][0] > indent:
            stack.pop()
        if len(stack) > 1 and stack[-1][0] == indent:
            stack.pop()[1].children.append(Block(text, [], self._at))
            return True
        return False

    def _banner(self, block: Block, text: str) -> None:
        """Take the lines up to the delimiter; IOS prints ETX as the two letters `^C`."""
        words = text.split(None, 2)
        if len(words) < 3:  # noqa: PLR2004 - banner, kind, delimiter with text
            return
        rest = words[2]
        delimiter = "^C" if rest.startswith("^C") else rest[0]
        if delimiter in rest[len(delimiter) :]:
            return
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            block.children.append(Block(line, [], self._at))
            if delimiter in line:
                return

    def _certificate(self, block: Block) -> None:
        """Take the hex lines up to `quit`; a chain cut short ends at the first line that is no hex."""
        while self._at < len(self._lines):
            text = self._lines[self._at].strip()
            if text != "quit" and not _is_hex(text):
                return
            self._at += 1
            block.children.append(Block(text, [], self._at))
            if text == "quit":
                return


def _is_hex(text: str) -> bool:
    return all(letter in "0123456789ABCDEFabcdef " for letter in text)
