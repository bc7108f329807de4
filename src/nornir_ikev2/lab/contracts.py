"""What the parts of a virtual router know of each other. No behaviour here.

server   bytes <-> lines           SSH, echo, `--More--`, passwords, faults
cli      lines <-> commands        grammar, modes, help, pipes
store    commands <-> running-config
files    flash, archive, replace, the dead-man timer
wan      running-configs -> packets, SAs, neighbours
show     state -> text in the shape of the captures
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from nornir_ikev2.ike.model import Release


@dataclass(slots=True)
class Node:
    """One line of the running-config and the lines inside it, in running-config order.

    `text` is the canonical form without indent and without trailing space: full keywords, full
    interface names (`GigabitEthernet2`), values as IOS stores them. `plain` is the line in clear where
    `text` holds an encrypted key that the router can read, else empty.
    """

    text: str
    children: list[Node] = field(default_factory=list["Node"])
    plain: str = field(default="", compare=False, repr=False)

    def find(self, text: str) -> Node | None:
        """The first child with exactly this text."""
        return next((node for node in self.children if node.text == text), None)

    def starting(self, prefix: str) -> Iterator[Node]:
        """The children whose text starts with `prefix`, in order."""
        return (node for node in self.children if node.text.startswith(prefix))


@dataclass(frozen=True, slots=True)
class LineReply:
    """The answer to one configuration line; `refused` is False for messages that are no errors."""

    line: str
    message: str = ""
    refused: bool = False


class Config(Protocol):
    """The running-config of one router. `version` grows with every change of it."""

    root: Node
    version: int

    def text(self, *, full: bool = False) -> str:
        """All lines as `show running-config` prints them after its two header lines, up to `end`.

        `full` also prints the lines that are defaults (`show running-config all`).
        """
        ...

    def section(self, node: Node) -> str:
        """One top-level line and all inside it, as printed."""
        ...

    def apply(self, lines: Sequence[str]) -> list[LineReply]:
        """Type lines in global configuration mode; one reply per line, none stops the rest."""
        ...

    def load(self, text: str) -> list[LineReply]:
        """Start from an empty configuration and type `text`, as a router does at boot."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Call `callback` after each line that changed something."""
        ...


class Timer(Protocol):
    """A call that is still to come."""

    def cancel(self) -> None:
        """Forget the call; harmless when it already happened."""
        ...


class Clock(Protocol):
    """The time of one router; its minutes may be shorter than ours."""

    def now(self) -> datetime:
        """Wall clock of the router, timezone UTC."""
        ...

    def seconds(self) -> float:
        """Router seconds since boot."""
        ...

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        """Call back after so many router seconds."""
        ...


class Log(Protocol):
    """The logging buffer; new lines also go to terminals that monitor."""

    def add(self, message: str) -> None:
        """Add a message such as `%SYS-5-CONFIG_I: Configured from ...`; the time stamp is added here."""
        ...

    def lines(self) -> list[str]:
        """All lines still in the buffer, with time stamps, oldest first."""
        ...


class Router(Protocol):
    """One virtual router, as seen by commands and by the WAN.

    Attributes:
        name: node name in the topology, never changes.
        kind: containerlab kind, `cisco_c8000v`.
        serial: serial number as `show version` prints it.
        ports: interface names that exist in hardware, canonical, in order.
    """

    name: str
    kind: str
    serial: str
    release: Release
    ports: tuple[str, ...]
    config: Config
    clock: Clock
    log: Log

    @property
    def hostname(self) -> str:
        """Name in the prompt."""
        ...


class Terminal(Protocol):
    """One vty line. `number` is the vty (0..), `length` 0 means no `--More--`."""

    user: str
    number: int
    address: IPv4Address
    length: int
    width: int
    monitor: bool

    async def ask(self, prompt: str, *, echo: bool = True) -> str:
        """Print a prompt and read one line."""
        ...

    async def confirm(self, prompt: str) -> bool:
        """Print `prompt[confirm]` and read one key: Enter or y is yes."""
        ...

    def write(self, text: str) -> None:
        """Print now, before the command ends (progress of a long command)."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """One exec command that matched.

    Attributes:
        words: the keywords that matched, in full, in order; also the optional ones.
        args: values by name.
    """

    router: Router
    terminal: Terminal
    words: tuple[str, ...]
    args: Mapping[str, str] = field(default_factory=dict[str, str])


Handler = Callable[[Call], "str | Awaitable[str]"]


@dataclass(frozen=True, slots=True)
class ExecCommand:
    """One exec command.

    `pattern` in the mini-language of `cli.grammar`: words, `<name:TYPE>`, `[optional]`, `{a|b}`, `{a|b}+`;
    for example `show crypto ikev2 sa [detailed]` or
    `ping <target:IP> [source <source:WORD>] [repeat <repeat:INT 1-2147483647>]`.
    Types: `WORD` (no blank), `LINE` (rest of line), `INT lo-hi`, `IP`, `MASK`, `IFNAME` (canonicalised:
    `Gi2` -> `GigabitEthernet2`), `HEX`, `URL`.
    `run` returns the text to print, lines joined by newline, "" for nothing.
    """

    pattern: str
    run: Handler
    help: Mapping[str, str] = field(default_factory=dict[str, str])
    privileged: bool = True
