"""Finds the echo of typed lines in what a router prints. Pure.

The echo of a line is that line after a prompt, or alone where a log message pushed the prompt away, or in
two parts where a log message came into its middle.
"""

from __future__ import annotations

from nornir_ikev2.drivers.ios.patterns import LOG

_LONGEST_PROMPT = 110


class Echo:
    """Looks for one echo after the other.

    Attributes:
        prompt: what stood before the last echo that was found, "" where it stood alone.
    """

    def __init__(self) -> None:
        self._part = ""
        self._before = ""
        self.prompt = ""

    def match(self, line: str, wanted: str) -> bool:
        """Whether this output line completes the echo of `wanted`."""
        if echoes(line, wanted):
            self.prompt = line.rstrip()[: len(line.rstrip()) - len(wanted)]
            self._part = ""
            return True
        if LOG.search(line):
            self._begin(line, wanted)
            return False
        if self._part and self._part + line.strip() == wanted:
            self.prompt = self._before
            self._part = ""
            return True
        self._begin(line, wanted)
        return False

    def _begin(self, line: str, wanted: str) -> None:
        """Keep what may be the first part of an echo that a log message cut in two."""
        match = LOG.search(line)
        text = line[: match.start()] if match else line
        at = max(text.find("#"), text.find(">")) + 1
        part = text[at:].lstrip()
        if at and part and part != wanted and wanted.startswith(part):
            self._part = part
            self._before = text[:at]


def echoes(line: str, wanted: str) -> bool:
    """Whether a line is a prompt, or nothing, and then `wanted`."""
    text = line.rstrip()
    if not text.endswith(wanted):
        return False
    before = text[: len(text) - len(wanted)].rstrip()
    return not before or (before[-1] in "#>" and len(before) <= _LONGEST_PROMPT)
