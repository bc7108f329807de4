"""The command line of one session, without any I/O of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, cast

from nornir_ikev2.lab.cli import help as question
from nornir_ikev2.lab.cli import pipes
from nornir_ikev2.lab.cli.builtin import PRIVILEGED, bound, finished
from nornir_ikev2.lab.cli.commands import ExecTable
from nornir_ikev2.lab.cli.entry import EnterConfig
from nornir_ikev2.lab.cli.help import Place
from nornir_ikev2.lab.cli.helptexts import EXEC
from nornir_ikev2.lab.cli.match import Match, Mismatch, match
from nornir_ikev2.lab.cli.values import Typed, split
from nornir_ikev2.lab.contracts import Call, Config, ExecCommand, LineReply, Router, Terminal

if TYPE_CHECKING:
    from nornir_ikev2.lab.cli.grammar import Grammar

HISTORY = 20
GLOBAL_WORDS = ("default", "do-exec", "end", "exit", "no")
INNER_WORDS = ("default", "exit", "no")
"""Words of every mode that `?` lists; recorded on IOS-XE 17.15.1."""
HIDDEN_WORDS = ("do", "end", "exit")


class Session(Protocol):
    """Where lines of configuration go (`store.session.ConfigSession`)."""

    closed: bool

    @property
    def prompt(self) -> str:
        """Prompt of the current mode."""
        ...

    @property
    def mode(self) -> str:
        """Name of the current mode."""
        ...

    @property
    def grammars(self) -> tuple[Grammar, Grammar]:
        """What may be typed now, and what may follow `no`."""
        ...

    def type(self, line: str) -> LineReply:
        """Carry out one line."""
        ...


class Configurable(Config, Protocol):
    """A running-config that sessions can edit (`store.config.RunningConfig`)."""

    @property
    def lacks_master(self) -> bool:
        """Whether keys should be encrypted and there is no master key."""
        ...

    last_change: str
    locked_by: tuple[str, int] | None

    def session(self) -> Session:
        """A new place to type lines."""
        ...


KEYS = re.compile(r"((?:pre-shared-key(?: local| remote)?|password|secret|key) (?:[0-9] )?)\S+")
"""What `hidekeys` of the configuration logger hides."""


class Shell:
    """User exec, privileged exec and configuration modes.

    Args:
        router: the router this session is on.
        commands: exec commands of the other rooms. A handler that returns `entry.EnterConfig`
            puts the session into configuration mode.
        terminal: the vty.
        privilege: level after login; 15 is privileged exec.

    Attributes:
        closed: the user has left.
        history: the last lines, oldest first.
    """

    def __init__(
        self,
        router: Router,
        commands: Sequence[ExecCommand],
        terminal: Terminal,
        *,
        privilege: int = 1,
    ) -> None:
        self.router = router
        self.terminal = terminal
        self.privilege = privilege
        self.closed = False
        self.history: list[str] = []
        self._session: Session | None = None
        self._version = 0
        self._typed = ""
        every = (*bound(self), *commands)
        self._tables = {level: ExecTable(every, privileged=level) for level in (False, True)}
        self._help: dict[str, str] = {}
        for command in commands:
            self._help.update(command.help)

    @property
    def config(self) -> Configurable:
        """The running-config of the router as it is now; a reload makes a new one."""
        return cast("Configurable", self.router.config)

    @property
    def in_config(self) -> bool:
        """Whether this is a configuration mode."""
        return self._session is not None

    @property
    def prompt(self) -> str:
        """What stands before the cursor."""
        if self._session is not None:
            return self._session.prompt
        return f"{self.router.hostname}{'#' if self.privilege >= PRIVILEGED else '>'}"

    @property
    def _table(self) -> ExecTable:
        return self._tables[self.in_config or self.privilege >= PRIVILEGED]

    async def execute(self, line: str) -> str:
        """Carry out one line and return all it prints, "" for nothing."""
        self._typed = line
        words = line.split()
        if self._session is None:
            if not words or words[0].startswith("!"):
                return ""
            self.history = [*self.history, line.strip()][-HISTORY:]
            return await self._exec(line, 0)
        if len(words) > 1 and words[0].lower() in {"do", "do-exec"}:
            return await self._exec(line, 1)
        reply = self._session.type(line)
        if not reply.refused:
            self._record(line)
        if self._session.closed:
            self._leave_config()
        return reply.message

    def invalid(self, word: str) -> str:
        """The error for the line under way, with the caret at the end of `word` and a blank."""
        at = self._typed.find(word) + len(word) + 1
        return Mismatch("invalid", at).message(self._typed, len(self.prompt))

    async def _exec(self, line: str, start: int) -> str:
        text, pipe = pipes.split(line)
        typed = split(text)
        table = self._table
        found = match(table.grammar, typed, start)
        if isinstance(found, Mismatch):
            return found.message(line, len(self.prompt))
        if self._absent(found):
            at = typed.tokens[start + len(found.words)].start
            return Mismatch("invalid", at).message(line, len(self.prompt))
        if "|" in line:
            return await self._piped(table.commands[found.number], found, line, pipe)
        return await self._run(table.commands[found.number], found)

    def _absent(self, found: Match) -> bool:
        """Whether a `show` line names an interface that the router hasn't."""
        name = found.args.get("interface")
        if name is None or found.words[0] != "show":
            return False
        return self.config.root.find(f"interface {name}") is None

    async def _piped(self, command: ExecCommand, found: Match, line: str, pipe: str) -> str:
        if pipes.lacking(pipe):
            return Mismatch("incomplete", 0).message(line, 0)
        output = await self._run(command, found)
        try:
            filtered = pipes.apply(output, pipe)
        except re.error:
            return "% Failed to compile regular expression."
        if filtered is None:
            at = line.index("|") + 2
            return Mismatch("invalid", at).message(line, len(self.prompt))
        return filtered

    async def _run(self, command: ExecCommand, found: Match) -> str:
        entering = found.words[:2] == ("configure", "terminal") or found.words == ("configure",)
        if entering and (message := self._locked_out()):
            return message
        call = Call(self.router, self.terminal, found.words, found.args)
        output = await finished(command.run(call))
        if isinstance(output, EnterConfig):
            self._enter_config()
        return str(output)

    def _locked_out(self) -> str:
        holder = self.config.locked_by
        if holder is None or holder == (self.terminal.user, self.terminal.number):
            return ""
        return (
            f"Configuration mode locked exclusively by user '{holder[0]}' process 'Exec' "
            f"from terminal '{holder[1]}'. Please try later."
        )

    def _enter_config(self) -> None:
        if self._session is None:
            self._session = self.config.session()
            self._version = self.config.version

    def _leave_config(self) -> None:
        if self._session is None:
            return
        self._session = None
        me = (self.terminal.user, self.terminal.number)
        if self.config.locked_by == me:
            self.config.locked_by = None
        if self.config.version != self._version:
            when = self.router.clock.now().strftime("%H:%M:%S UTC %a %b %d %Y")
            self.config.last_change = (
                f"! Last configuration change at {when} by {self.terminal.user}"
            )
        self.router.log.add(
            f"%SYS-5-CONFIG_I: Configured from console by {self.terminal.user} "
            f"on vty{self.terminal.number} ({self.terminal.address})"
        )

    def _record(self, line: str) -> None:
        """The configuration logger: with `notify syslog` every line goes into the log.

        `hidekeys` hides passwords and keys. Text: `%PARSER-5-CFGLOG_LOGGEDCMD` as public logs have it.
        """
        archive = self.config.root.find("archive")
        found = archive.find("log config") if archive is not None else None
        if found is None or found.find("logging enable") is None:
            return
        if next(found.starting("notify syslog"), None) is None or not line.strip("! "):
            return
        text = KEYS.sub(r"\1*****", line) if found.find("hidekeys") else line
        self.router.log.add(
            f"%PARSER-5-CFGLOG_LOGGEDCMD: User:{self.terminal.user}  logged command:{text.strip()} "
        )

    def end(self) -> None:
        """Ctrl-Z: back to privileged exec."""
        self._leave_config()

    def interrupt(self) -> None:
        """Ctrl-C: the same, and the line is forgotten."""
        self._leave_config()

    def close(self) -> None:
        """End the session; frees the configuration lock. The server calls it when a session breaks."""
        if self._session is not None:
            self._leave_config()
        self.closed = True

    def help(self, partial: str) -> str:
        """The answer to `?`."""
        if pipes.begun(partial) and (
            not self.in_config or partial.lstrip().lower().startswith("do ")
        ):
            return question.filters(partial)
        return question.words_after(self._place(split(partial)), partial)

    def complete(self, partial: str) -> str:
        """The line after Tab."""
        return question.completed(self._place(split(partial)), partial)

    def _place(self, typed: Typed) -> Place:
        """Which grammar a line is read with, from which word on, and the words beside it."""
        first = typed.tokens[0].text.lower() if typed.tokens else ""
        begun = len(typed.tokens) > 1 or typed.raw.endswith(" ")
        ports = tuple(self.router.ports)
        if self._session is None or (first in {"do", "do-exec"} and begun):
            start = 0 if self._session is None else 1
            return Place(self._table.grammar, start, EXEC, ports, texts=self._help)
        positive, negative = self._session.grammars
        mode = self._session.mode
        if first in {"no", "default"} and begun:
            return Place(negative, 1, mode, ports)
        extra: tuple[str, ...] = GLOBAL_WORDS if mode == "global" else INNER_WORDS
        if any(word.startswith("exit-") for word in positive.root.words):
            extra = tuple(word for word in extra if word != "exit")
        return Place(positive, 0, mode, ports, extra, HIDDEN_WORDS)
