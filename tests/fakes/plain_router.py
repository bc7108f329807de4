"""A configuration and a command line with just enough of IOS to try the rooms around them."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from nornir_ikev2.ike.model import Release
from nornir_ikev2.lab.contracts import Call, ExecCommand, LineReply, Node, Router, Terminal
from nornir_ikev2.lab.kinds import KINDS
from nornir_ikev2.lab.router import VirtualRouter
from nornir_ikev2.lab.store.type6 import MasterKey
from nornir_ikev2.lab.topology import NodeSpec

SECTIONS = ("interface ", "archive", "line ", "crypto ikev2 proposal ", "ip access-list ")
SINGLE = ("hostname ", "description ", "ip address ", "path ", "maximum ", "group ")
BAD = "bogus"
WORD = r"\S+"


class PlainConfig:
    """Implements `contracts.Config`; knows a few sections, refuses lines with `bogus`."""

    def __init__(self) -> None:
        self.root = Node("", [Node("version 17.12"), Node("hostname Router")])
        self.version = 0
        self.last_change = ""
        self.master = MasterKey()
        self.lacks_master = False
        self._watchers: list[Callable[[], None]] = []

    def text(self, *, full: bool = False) -> str:
        del full
        return "\n".join([*_rows(self.root.children, 0), "end"])

    def section(self, node: Node) -> str:
        return "\n".join(_rows([node], 0))

    def apply(self, lines: Sequence[str]) -> list[LineReply]:
        section: Node | None = None
        replies: list[LineReply] = []
        for line in lines:
            text = line.strip()
            if text == "exit" or text.startswith("!") or not text:
                section = section if text.startswith("!t") else None
                replies.append(LineReply(line))
            elif BAD in text:
                replies.append(LineReply(line, "% Invalid input detected at '^' marker.", True))
            else:
                section = self._type(text, section)
                replies.append(LineReply(line))
        return replies

    def load(self, text: str) -> list[LineReply]:
        self.root.children[:] = [Node("version 17.12"), Node("hostname Router")]
        return self.apply([line for line in text.splitlines() if line != "end"])

    def subscribe(self, callback: Callable[[], None]) -> None:
        self._watchers.append(callback)

    def _type(self, text: str, section: Node | None) -> Node | None:
        bare = text.removeprefix("no ")
        at_top = section is None or bare.startswith((*SECTIONS, "hostname ", "file ", "username "))
        parent = self.root if at_top or section is None else section
        if text != bare:
            self._remove(parent, bare)
            return None if at_top else section
        found = parent.find(text)
        if found is None:
            found = self._add(parent, text)
        if at_top:
            return found if text.startswith(SECTIONS) else None
        return section

    def _add(self, parent: Node, text: str) -> Node:
        key = next((word for word in SINGLE if text.startswith(word)), None)
        old = next(parent.starting(key), None) if key else None
        node = old or Node(text)
        node.text = text
        if old is None:
            parent.children.append(node)
        self._changed()
        return node

    def _remove(self, parent: Node, text: str) -> None:
        kept = [node for node in parent.children if not f"{node.text} ".startswith(f"{text} ")]
        if len(kept) != len(parent.children):
            parent.children[:] = kept
            self._changed()

    def _changed(self) -> None:
        self.version += 1
        for watcher in self._watchers:
            watcher()


def _rows(nodes: Sequence[Node], depth: int) -> list[str]:
    rows: list[str] = []
    for node in nodes:
        rows.append(f"{' ' * depth}{node.text}")
        rows.extend(_rows(node.children, depth + 1))
    return rows


class PlainShell:
    """A command line over `ExecCommand` tables; no abbreviation, one configuration mode."""

    def __init__(
        self, router: Router, commands: Sequence[ExecCommand], terminal: Terminal, privilege: int
    ) -> None:
        self._router = router
        self._terminal = terminal
        self._commands = [(re.compile(regex(one.pattern)), one) for one in commands]
        self._sign = "#" if privilege > 1 else ">"
        self._typed: list[str] = []
        self.closed = False
        self.in_config = False

    @property
    def prompt(self) -> str:
        mode = "(config)" if self.in_config else ""
        return f"{self._router.hostname}{mode}{self._sign}"

    async def execute(self, line: str) -> str:
        if self.in_config:
            return self._configure(line)
        text = " ".join(line.split())
        if text in {"exit", "logout"}:
            self.closed = True
        elif text == "configure terminal":
            self.in_config = True
        elif text.startswith("terminal length "):
            self._terminal.length = int(text.split()[2])
        elif text.startswith("terminal width "):
            self._terminal.width = int(text.split()[2])
        elif text == "show fault":
            raise KeyError(text)
        elif text.startswith("ping "):
            await asyncio.Event().wait()
        elif text and not text.startswith("!"):
            return await self.run(text)
        return ""

    async def run(self, text: str) -> str:
        for pattern, command in self._commands:
            if found := pattern.fullmatch(text):
                args = {key: value for key, value in found.groupdict().items() if value}
                call = Call(self._router, self._terminal, tuple(text.split()), args)
                answer = command.run(call)
                return await answer if inspect.isawaitable(answer) else answer
        return "       ^\n% Invalid input detected at '^' marker.\n"

    def _configure(self, line: str) -> str:
        if line.strip() == "end":
            self.in_config = False
            return ""
        self._typed.append(line)
        reply = self._router.config.apply(self._typed)[-1]
        return reply.message

    def help(self, partial: str) -> str:
        return f"  word  help for {partial!r}\n"

    def complete(self, partial: str) -> str:
        return "configure " if "configure".startswith(partial.strip()) else partial

    def close(self) -> None:
        self.closed = True

    def end(self) -> None:
        self.in_config = False

    def interrupt(self) -> None:
        self.in_config = False


def regex(pattern: str) -> str:
    """The mini-language of patterns as a regular expression, on text with single blanks."""
    out = ""
    for token in re.findall(r"<(?:[^>]+)>|[\[\]{}|]|[^\s\[\]{}|<]+|\s+", pattern):
        if token.startswith("<"):
            name, _, kind = token[1:-1].partition(":")
            out += f" (?P<{name}>{'.+' if kind == 'LINE' else WORD})"
        elif token in "[{|":
            out += "|" if token == "|" else "(?:"
        elif token in "]}":
            out += {"]": ")?", "}": ")"}[token]
        elif token.strip():
            out += f" {re.escape(token)}"
    return out.removeprefix(" ")


ARCHIVE = "archive\n path flash:kept\n"


def plain_router(
    startup: str = ARCHIVE, *, folder: Path | None = None, scale: float = 1.0
) -> VirtualRouter:
    """A booted router named r1 that stands alone; needs a running event loop."""
    kind = KINDS["cisco_c8000v"]
    spec = NodeSpec(
        "r1", kind, kind_release(), 0, startup, ports=("GigabitEthernet1", "GigabitEthernet2")
    )
    router = VirtualRouter(
        spec, folder=folder, time_scale=scale, make_config=lambda _spec: PlainConfig()
    )
    router.boot()
    return router


def kind_release() -> Release:
    return Release("17.12.1", (17, 12, 1))
