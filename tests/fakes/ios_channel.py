"""A router behind a channel, just real enough to be typed at: echo, prompt, replies by table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Reply = str | Callable[[str], str]


@dataclass
class FakeIos:
    """Implements the `Channel` protocol of the driver.

    Attributes:
        replies: what a line (or the first words of it) is answered with.
        asks: replies that end in a question; the next line is its answer.
        before: text written before the echo of a line, without a prompt (log lines).
        drop_after: the session dies after so many lines; None never.
        pages: lines per page; 0 does not page.
        chunk: bytes handed out per read.
    """

    replies: Mapping[str, Reply] = field(default_factory=dict[str, Reply])
    asks: Mapping[str, str] = field(default_factory=dict[str, str])
    before: Mapping[str, str] = field(default_factory=dict[str, str])
    drop_after: int | None = None
    pages: int = 0
    chunk: int = 65536
    host: str = "R1"
    mode: str = ""
    end: str = "#"
    typed: list[str] = field(default_factory=list[str])
    closed: bool = False
    _out: str = ""
    _in: str = ""
    _question: str = ""
    _paged: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self._out = f"\r\n{self.prompt}"

    @property
    def prompt(self) -> str:
        name = self.host[:20] if self.mode else self.host
        return f"{name}{self.mode}{self.end}"

    def settimeout(self, timeout: float | None, /) -> None:
        """Time does not pass here."""

    def sendall(self, s: bytes, /) -> None:
        if self.closed:
            raise OSError("Socket is closed")
        self._in += s.decode()
        if self._paged and self._in.startswith(" "):
            self._in = self._in[1:]
            self._out += "\b" * 10 + " " * 10 + "\b" * 10
            self._page()
        while "\n" in self._in and not self.closed and not self._paged:
            line, self._in = self._in.split("\n", 1)
            self._line(line)

    def recv(self, nbytes: int, /) -> bytes:
        if not self._out:
            if self.closed:
                return b""
            raise TimeoutError
        size = min(nbytes, self.chunk)
        data, self._out = self._out[:size], self._out[size:]
        return data.encode()

    def _line(self, line: str) -> None:
        self.typed.append(line)
        if self.drop_after is not None and len(self.typed) > self.drop_after:
            self.closed = True
            return
        self._out += self.before.get(line, "") + line + "\r\n"
        if self._question:
            text, self._question = self.asks[self._question], ""
            self._out += text.replace("\n", "\r\n") + f"\r\n{self.prompt}"
            return
        reply = self._find(line)
        text = reply(line) if callable(reply) else reply
        if line in self.asks:
            self._question = line
            self._out += text
            return
        self._change_mode(line, text)
        if self.pages and text.count("\n") >= self.pages:
            self._paged = text.split("\n")
            self._page()
            return
        if text:
            self._out += text.replace("\n", "\r\n") + "\r\n"
        self._out += self.prompt

    def _page(self) -> None:
        now, self._paged = self._paged[: self.pages], self._paged[self.pages :]
        self._out += "\r\n".join(now) + "\r\n"
        self._out += " --More-- " if self._paged else self.prompt

    def _find(self, line: str) -> Reply:
        if line in self.replies:
            return self.replies[line]
        fit = [key for key in self.replies if key.endswith("*") and line.startswith(key[:-1])]
        return self.replies[max(fit, key=len)] if fit else ""

    def _change_mode(self, line: str, text: str) -> None:
        if line.startswith("configure terminal") and "%" not in text:
            self.mode = "(config)"
        elif line == "end":
            self.mode = ""
        elif self.mode and not line.startswith("!"):
            self.mode = "(config-if)" if line.startswith("interface ") else self.mode
