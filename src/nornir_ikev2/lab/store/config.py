"""The running-config of one router."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from nornir_ikev2.lab.contracts import LineReply, Node
from nornir_ikev2.lab.grammar.modes import modes_for
from nornir_ikev2.lab.store import render
from nornir_ikev2.lab.store.editor import Editor
from nornir_ikev2.lab.store.session import ConfigSession
from nornir_ikev2.lab.store.type6 import MasterKey

if TYPE_CHECKING:
    from nornir_ikev2.ike.model import Release

SHIELD_OFF = "crypto engine compliance shield disable"
HEADERS = ("version ", "Building configuration", "Current configuration")
"""Lines of a saved configuration that are not commands."""


class RunningConfig:
    """Implements `contracts.Config`.

    Args:
        release: decides which lines exist.
        ports: interfaces of the hardware, canonical names.
        hostname: name until `hostname` is configured.

    Attributes:
        root: the tree of all lines.
        version: grows with every change.
        editor: the lines; `load` makes a new one.
        master: the master key of type 6, which no text shows.
        last_change: comment line with time and user, set by the session that configured last.
        locked_by: user and vty that hold the configuration lock, None when free.
    """

    def __init__(self, release: Release, ports: Sequence[str], *, hostname: str) -> None:
        self.release = release
        self.ports = tuple(ports)
        self.version = 0
        self.last_change = ""
        self.locked_by: tuple[str, int] | None = None
        self._first_name = hostname
        self._callbacks: list[Callable[[], None]] = []
        self._text: tuple[int, str] | None = None
        self._seen = 0
        self.master = MasterKey()
        self.editor = self._empty(shield_off=False)
        self.root: Node = self.editor.top.node
        self._furnish()

    def _empty(self, *, shield_off: bool) -> Editor:
        self.master.encrypting = False
        modes = modes_for(self.release.number, shield_off=shield_off)
        return Editor(modes, self.ports, self.master)

    def _furnish(self) -> None:
        """Add what a router has without any configuration: its ports, shut down, and a name."""
        self.root = self.editor.top.node
        session = ConfigSession(self)
        session.type(f"hostname {self._first_name}")
        for port in self.ports:
            session.type(f"interface {port}")
            session.type("shutdown")
        self._seen = self.editor.changes
        self.version += 1

    @property
    def lacks_master(self) -> bool:
        """Whether `password encryption aes` has no master key to work with."""
        return self.master.encrypting and not self.master.text

    @property
    def hostname(self) -> str:
        """Name in the prompt."""
        item = self.editor.top.items.get(("hostname",))
        return item.args.get("name", self._first_name) if item else self._first_name

    def session(self) -> ConfigSession:
        """A new place to type lines, in global configuration mode."""
        return ConfigSession(self)

    def text(self, *, full: bool = False) -> str:
        """All lines from `version` to `end`; `full` with the hidden defaults."""
        if full:
            return render.whole(self.editor.top, self._short_release(), full=True)
        if self._text is None or self._text[0] != self.version:
            text = render.whole(self.editor.top, self._short_release(), full=False)
            self._text = (self.version, text)
        return self._text[1]

    def _short_release(self) -> str:
        return ".".join(str(part) for part in self.release.number[:2]) or self.release.text

    def section(self, node: Node) -> str:
        """One top-level line and all inside it, as printed."""
        items = self.editor.top.items.values()
        item = next((one for one in items if one.node is node), None)
        return "\n".join(render.block(item, 0, full=False)) if item else ""

    def apply(self, lines: Sequence[str]) -> list[LineReply]:
        """Type lines in global configuration mode.

        A line may hold the lines of a banner; after `end` the next line begins anew.
        """
        session = ConfigSession(self)
        replies: list[LineReply] = []
        for line in lines:
            if session.closed:
                session = ConfigSession(self)
            first, *rest = line.split("\n")
            reply = session.type(first)
            if not first.lstrip().startswith("no "):
                for data in rest:
                    session.type(data)
            replies.append(LineReply(line, reply.message, reply.refused))
        return replies

    def load(self, text: str) -> list[LineReply]:
        """Start from an empty configuration and type `text`, as a router does at boot."""
        lines = [line for line in text.splitlines() if not line.startswith(HEADERS)]
        self.editor = self._empty(shield_off=any(line.strip() == SHIELD_OFF for line in lines))
        self._furnish()
        self.editor.booting = set(self.ports)
        replies = self.apply(lines)
        self.editor.booting = set()
        self._notify()
        return replies

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Call `callback` after each line that changed something."""
        self._callbacks.append(callback)

    def publish(self) -> None:
        """Count what changed since the last time, and tell the subscribers."""
        if self._seen != self.editor.changes:
            self.version += self.editor.changes - self._seen
            self._seen = self.editor.changes
            self._notify()

    def _notify(self) -> None:
        for callback in self._callbacks:
            callback()
