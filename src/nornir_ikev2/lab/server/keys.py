"""What the user typed and no one has read yet."""

from __future__ import annotations

import asyncio
import codecs
import re
from collections.abc import Callable

PLAIN = re.compile(r"[^\x00-\x1f\x7f?]*")
"""Keys an editor may take in one go: nothing that edits, ends or asks."""
RAW = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")
"""The same where `?` and Tab mean themselves."""


class Hangup(Exception):
    """No more keys will come."""


class Keys:
    """A queue of characters; a CR LF that came in one packet counts as one Enter.

    Args:
        before_wait: called before waiting, so that output goes out first.

    Attributes:
        on_escape: called at once when Ctrl-C or Ctrl-^ comes in.
    """

    def __init__(self, before_wait: Callable[[], None]) -> None:
        self._before_wait = before_wait
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._text = ""
        self._at = 0
        self._ended = False
        self._came = asyncio.Event()
        self.on_escape: Callable[[], None] | None = None

    def feed(self, data: bytes) -> None:
        """Add what came from the network."""
        text = self._decoder.decode(data).replace("\r\n", "\r")
        self._text = self._text[self._at :] + text
        self._at = 0
        if self.on_escape and ("\x1e" in text or "\x03" in text):
            self.on_escape()
        self._came.set()

    def end(self) -> None:
        """The user will type no more."""
        self._ended = True
        self._came.set()

    @property
    def waiting(self) -> bool:
        """Whether unread keys are there."""
        return self._at < len(self._text)

    async def key(self) -> str:
        """The next key.

        Raises:
            Hangup: the session is over.
        """
        while not self.waiting:
            if self._ended:
                raise Hangup
            self._came.clear()
            self._before_wait()
            await self._came.wait()
        self._at += 1
        return self._text[self._at - 1]

    def run(self, pattern: re.Pattern[str]) -> str:
        """As many of the waiting keys as match, without waiting."""
        found = pattern.match(self._text, self._at)
        if not found:
            return ""
        self._at = found.end()
        return found[0]

    def drop(self) -> None:
        """Forget what waits."""
        self._text, self._at = "", 0
