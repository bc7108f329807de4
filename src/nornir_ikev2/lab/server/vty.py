"""One vty line: reads commands, lets the shell carry them out, prints what comes back."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Protocol

from nornir_ikev2.lab.contracts import Terminal
from nornir_ikev2.lab.server import pager
from nornir_ikev2.lab.server.editor import END, INTERRUPT, Editor, Typed
from nornir_ikev2.lab.server.intercept import Interceptor, SessionDropped
from nornir_ikev2.lab.server.keys import Hangup, Keys

if TYPE_CHECKING:
    from nornir_ikev2.lab.router import VirtualRouter

LOGGER = logging.getLogger(__name__)
STATION = IPv4Address("192.0.2.10")
"""The management station: where every SSH session of the lab is said to come from."""
LENGTH, WIDTH = 24, 80
SLOW = re.compile(r"\s*(?:do\s+)?(?:ping|traceroute)\b")
"""Commands that Ctrl-C and Ctrl-^ end."""


class CommandLine(Protocol):
    """What a vty needs of `cli.shell.Shell`."""

    @property
    def prompt(self) -> str:
        """Host name, mode, `>` or `#`."""
        ...

    @property
    def closed(self) -> bool:
        """Whether the user has left."""
        ...

    @property
    def in_config(self) -> bool:
        """Whether this is a configuration mode."""
        ...

    async def execute(self, line: str) -> str:
        """Carry out a line and return what it prints."""
        ...

    def help(self, partial: str) -> str:
        """Text for `?`."""
        ...

    def complete(self, partial: str) -> str:
        """The line after Tab."""
        ...

    def close(self) -> None:
        """The session is over; locks are freed."""
        ...

    def end(self) -> None:
        """Ctrl-Z: back to privileged exec."""
        ...

    def interrupt(self) -> None:
        """Ctrl-C: the same, and the line is forgotten."""
        ...


ShellFactory = Callable[["VirtualRouter", Terminal, int], CommandLine]


class Wire(Protocol):
    """Where the bytes go."""

    def write(self, data: bytes) -> None:
        """Send output."""
        ...

    def close(self) -> None:
        """End the session."""
        ...

    def abort(self) -> None:
        """Cut the TCP session."""
        ...

    def line_done(self, line: str) -> None:
        """A line was carried out."""
        ...


class Vty:
    """Implements `contracts.Terminal`."""

    def __init__(
        self, router: VirtualRouter, wire: Wire, number: int, user: str, privilege: int
    ) -> None:
        self.user = user
        self.number = number
        self.address = STATION
        self.length = LENGTH
        self.width = WIDTH
        self.monitor = False
        self.keys = Keys(self._flush)
        self._router = router
        self._wire = wire
        self._editor = Editor(self.keys, self._put, lambda: self.width)
        self._out: list[str] = []
        self._loop = asyncio.get_running_loop()
        self._gone = False
        self._privilege = privilege
        self._faults = Interceptor(router, self)
        self.shell: CommandLine | None = None

    @property
    def prompt(self) -> str:
        """The prompt as it is printed."""
        prompt = self.shell.prompt if self.shell else ""
        return self._faults.prompt(prompt)

    async def run(self, make_shell: ShellFactory, command: str | None = None) -> None:
        """Serve this line until the user leaves; `command` is an SSH exec request."""
        self.shell = shell = make_shell(self._router, self, self._privilege)
        stop = self._router.buffer.watch(self._log)
        try:
            if command is not None:
                await self._command(command)
                return
            await self._faults.greet()
            self._put("\r\n")
            while not shell.closed:
                await self._take(await self._editor.read(self.prompt, assistant=shell))
        except (Hangup, SessionDropped):
            pass
        finally:
            stop()
            shell.close()
            self._flush()
            self._gone = True
            self._wire.close()

    async def _take(self, typed: Typed) -> None:
        shell = self.shell
        if shell is None:
            return
        if typed.key == INTERRUPT:
            shell.interrupt()
            return
        if typed.text.strip() or typed.key != END:
            await self._command(typed.text)
        if typed.key == END:
            shell.end()

    async def _command(self, line: str) -> None:
        if self.shell is None:
            return
        self._router.revert.touch(self)
        in_config = self.shell.in_config
        line, output = await self._faults.before(line, in_config=in_config)
        if output is None:
            output = await self._execute(line)
            output = self._faults.changed(line, output, in_config=in_config)
        self._wire.line_done(line)
        await self._faults.emit(line, output, in_config=in_config)

    async def _execute(self, line: str) -> str:
        if self.shell is None:
            return ""
        if not SLOW.match(line):
            return await self._carried_out(self.shell, line)
        task = asyncio.ensure_future(self._carried_out(self.shell, line))

        def stop() -> None:
            task.cancel()

        self.keys.on_escape = stop
        try:
            return await task
        except asyncio.CancelledError:
            if not task.cancelled() or self._gone:
                raise
            self.keys.drop()
            return ""
        finally:
            self.keys.on_escape = None

    async def _carried_out(self, shell: CommandLine, line: str) -> str:
        """Run a command; a fault of the model is an error on the terminal, not a lost session."""
        try:
            return await shell.execute(line)
        except (Hangup, SessionDropped):
            raise
        except Exception as error:
            LOGGER.exception("%s: a command failed", self._router.name)
            return f"% Error: the lab could not carry this out ({type(error).__name__})\n"

    async def carry_out(self, line: str) -> str:
        """Run one command for a script."""
        return (await self.shell.execute(line)).removesuffix("\n") if self.shell else ""

    async def show(self, text: str) -> None:
        """Print output in pages."""
        await pager.show(text, self.keys, self._put, length=self.length, width=self.width)

    async def ask(self, prompt: str, *, echo: bool = True) -> str:
        """Print a prompt and read one line, in which `?` and Tab mean themselves."""
        return (await self._editor.read(prompt.replace("\n", "\r\n"), echo=echo)).text

    async def confirm(self, prompt: str) -> bool:
        """Print `prompt[confirm]`; Enter or y is yes."""
        self._put(f"{prompt}[confirm]")
        key = await self.keys.key()
        self._put("\r\n" if key in "\r\n" else f"{key}\r\n")
        return key in "\r\nyY"

    def write(self, text: str) -> None:
        """Print now."""
        self._put(text.replace("\n", "\r\n"))

    def abort(self) -> None:
        """Cut the TCP session."""
        self._wire.abort()

    def flush(self) -> None:
        """Send what is printed so far."""
        self._flush()

    def hang_up(self) -> None:
        """The other side is gone."""
        self._gone = True
        self.keys.end()

    def _log(self, line: str) -> None:
        if self.monitor:
            self._put(f"\r\n{line}\r\n")

    def _put(self, text: str) -> None:
        if not self._out:
            self._loop.call_soon(self._flush)
        self._out.append(text)

    def _flush(self) -> None:
        if not self._out:
            return
        data = "".join(self._out).encode("utf-8", "surrogateescape")
        self._out.clear()
        if not self._gone and data:
            self._wire.write(data)
