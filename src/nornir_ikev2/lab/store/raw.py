"""Lines that are data: banners up to their delimiter, certificates up to `quit`."""

from __future__ import annotations

from dataclasses import dataclass, field

from nornir_ikev2.lab.cli.match import Match
from nornir_ikev2.lab.contracts import Node
from nornir_ikev2.lab.grammar.modes import Rule
from nornir_ikev2.lab.store.section import Section

ETX = "\x03"
SHOWN_ETX = "^C"
"""How a running-config prints the delimiter of a banner, whatever was typed."""


@dataclass(slots=True)
class Raw:
    """Data being collected for one line; `head` is the line up to the data."""

    rule: Rule
    found: Match
    section: Section
    head: str
    prompt: str = ""
    delimiter: str = ""
    lines: list[str] = field(default_factory=list[str])
    complete: bool = False

    def text(self) -> str:
        """The stored line; a banner with its text."""
        if self.rule.line.raw == "hex":
            return self.head
        body = "\n".join(self.lines)
        return f"{self.head}{body}{SHOWN_ETX}"

    def children(self) -> list[Node]:
        """The lines of a certificate."""
        if self.rule.line.raw != "hex":
            return []
        return [Node(line) for line in (*self.lines, "quit")]

    def feed(self, line: str) -> None:
        """Take the next line."""
        if not self.delimiter:
            if line.strip().lower() == "quit":
                self.complete = True
            elif line.strip():
                self.lines.append(" ".join(line.split()))
            return
        text, end, _ = line.partition(self.delimiter)
        self.lines.append(text)
        self.complete = bool(end)


def start_raw(rule: Rule, found: Match, section: Section) -> Raw:
    """Begin to collect what a `banner` or `certificate` line announces."""
    if rule.line.raw == "hex":
        return Raw(rule, found, section, " ".join(found.parts))
    text = found.args["text"]
    head = f"{' '.join(found.words)} {SHOWN_ETX}"
    for delimiter in (SHOWN_ETX, ETX, text[0]):
        if text.startswith(delimiter):
            break
    raw = Raw(rule, found, section, head, delimiter=delimiter)
    raw.feed(text[len(delimiter) :])
    return raw
