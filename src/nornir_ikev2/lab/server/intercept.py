"""The faults of `lab.faults` that show in a session: between the typed line and what comes back."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from nornir_ikev2.lab.cli.builtin import lock_text
from nornir_ikev2.lab.faults import ActiveFault
from nornir_ikev2.lab.log import stamp
from nornir_ikev2.lab.server import others

if TYPE_CHECKING:
    from nornir_ikev2.lab.router import VirtualRouter
    from nornir_ikev2.lab.server.vty import Vty

KEY = re.compile(r"(\s*pre-shared-key\s+(?:(?:local|remote)\s+)?(?:0\s+)?)(\S+)\s*")
CONFIGURE = re.compile(r"\s*conf\w*\s+t\w*\b")
TERMINAL_LENGTH = re.compile(r"\s*ter\w*\s+len\w*\b")
TERMINAL_WIDTH = re.compile(r"\s*ter\w*\s+wid\w*\b")
SHOW_LOCK = re.compile(r"\s*sh\w*\s+conf\w*\s+lock\b")
SHOW_VERSION = re.compile(r"\s*sh\w*\s+ver\w*\b")
LOCK_TTY = 3
PING = re.compile(r"\s*(?:do\s+)?ping\b")
SUCCESS = re.compile(r"Success rate is \d+ percent \(\d+/(\d+)\).*")
LONGEST = 4
"""A pause in the middle of output lasts this many hundredths of a second."""


class SessionDropped(Exception):
    """A fault cut the session."""


class Interceptor:
    """The faults of one router, at work in one session."""

    def __init__(self, router: VirtualRouter, vty: Vty) -> None:
        self._router = router
        self._faults = router.faults
        self._vty = vty

    async def greet(self) -> None:
        """Faults before the first prompt."""
        if fault := self._faults.get("banner"):
            raw = fault.values["text"].encode(fault.values["encoding"])
            # Bytes that are no UTF-8 pass the terminal as they are.
            self._vty.write(f"\n{raw.decode('utf-8', 'surrogateescape')}\n")
            self._faults.acted(fault)
        if fault := self._faults.get("slow-prompt"):
            self._faults.acted(fault)
            await asyncio.sleep(fault.number("seconds"))

    def prompt(self, prompt: str) -> str:
        """The prompt with a wrong name in it."""
        fault = self._faults.get("prompt-changed")
        if fault is None:
            return prompt
        return prompt.replace(self._router.hostname, fault.values["text"], 1)

    async def before(self, line: str, *, in_config: bool) -> tuple[str, str | None]:
        """The line to carry out, and an answer when it is not to be carried out."""
        self._wake(line, late=False)
        await self._arrival()
        if in_config:
            return self._config_line(line)
        if fault := self._matching("slow-command", line):
            self._faults.acted(fault)
            self._vty.flush()
            await asyncio.sleep(fault.number("seconds"))
        return self._exec_line(line)

    def _exec_line(self, line: str) -> tuple[str, str | None]:
        if fault := self._matching("deny-command", line):
            self._faults.acted(fault)
            return line, "Command authorization failed.\n"
        if CONFIGURE.match(line) and (fault := self._faults.get("config-locked")):
            self._faults.acted(fault)
            user = fault.values["user"]
            return line, (
                f"Configuration mode locked exclusively by user '{user}' process '412' "
                f"from terminal '{LOCK_TTY}'. Please try later."
            )
        if SHOW_LOCK.match(line) and (fault := self._faults.get("config-locked")):
            return line, lock_text((fault.values["user"], LOCK_TTY))
        ignored = ((TERMINAL_LENGTH, "no-more-length"), (TERMINAL_WIDTH, "narrow"))
        if any(what.match(line) and self._faults.get(name) for what, name in ignored):
            return line, ""
        return line, None

    async def _arrival(self) -> None:
        """A line typed into a cut path comes in when the path is whole again."""
        while self._faults.get("unreachable"):
            changed = asyncio.Event()
            self._faults.on_change.append(changed.set)
            try:
                await changed.wait()
            finally:
                self._faults.on_change.remove(changed.set)

    def _wake(self, line: str, *, late: bool) -> None:
        """Let faults that waited for this line begin; those that are done at once are done."""
        self._faults.typed(line, late=late)
        if fault := self._faults.get("edit"):
            self._faults.acted(fault)
            others.edit(self._router, fault.values["lines"].split(";"))
        if fault := self._faults.get("other-timer"):
            self._faults.acted(fault)
            others.start_timer(self._router, fault.values["user"], int(fault.number("minutes")))
        if fault := self._faults.get("drop"):
            self._faults.acted(fault)
            self._drop()
        if fault := self._faults.get("reload"):
            self._faults.acted(fault)
            self._router.reload(fault.number("seconds"))
            raise SessionDropped

    def _config_line(self, line: str) -> tuple[str, str | None]:
        if (fault := self._matching("refuse-line", line)) and fault.values["match"]:
            self._faults.acted(fault)
            return line, f"{fault.values['reply']}\n"
        if (fault := self._matching("alter-line", line)) and fault.values["match"]:
            self._faults.acted(fault)
            return line.replace(fault.values["match"], fault.values["becomes"]), None
        found = KEY.fullmatch(line)
        if found and (fault := self._faults.get("wrong-key")):
            self._faults.acted(fault)
            return f"{found[1]}{found[2][::-1]}x", None
        return line, None

    def changed(self, line: str, output: str, *, in_config: bool) -> str:
        """The output after faults that falsify it."""
        self._wake(line, late=True)
        if in_config:
            self._count_config_line(line)
            if fault := self._matching("say", line):
                self._faults.acted(fault)
                output = f"{fault.values['text']}\n{output}"
        elif SHOW_VERSION.match(line) and (fault := self._faults.get("other-serial")):
            return output.replace(self._router.serial, fault.values["serial"])
        elif PING.match(line) and self._faults.get("ping-loss"):
            return _lost(output)
        return output

    def _count_config_line(self, line: str) -> None:
        if not line.strip() or line.lstrip().startswith("!"):
            return
        if (fault := self._faults.get("drop-in-config")) and fault.due():
            self._faults.acted(fault)
            self._drop()
        if (fault := self._faults.get("reload-in-config")) and fault.due():
            self._faults.acted(fault)
            self._router.reload(fault.number("seconds"))
            raise SessionDropped

    async def emit(self, line: str, output: str, *, in_config: bool) -> None:
        """Print output, disturbed by what is on."""
        if in_config:
            if line.strip() and (fault := self._faults.get("syslog-in-config")):
                self._faults.acted(fault)
                self._vty.write(f"*{stamp(self._router.clock.now())}: {fault.values['text']}\n")
            await self._vty.show(output)
            return
        rows = output.split("\n")
        if fault := self._matching("drop-in-show", line):
            self._faults.acted(fault)
            await self._vty.show("\n".join(rows[: int(fault.number("after"))]))
            self._drop()
        if output and (fault := self._matching("stall", line)):
            self._faults.acted(fault)
            half = (len(rows) + 1) // 2
            await self._pause(rows[:half], fault.number("seconds"))
            rows = rows[half:]
        fault = self._faults.get("syslog-in-output")
        if fault and len(rows) > fault.number("after"):
            self._faults.acted(fault)
            after = int(fault.number("after"))
            noise = f"*{stamp(self._router.clock.now())}: {fault.values['text']}"
            await self._pause([*rows[:after], "", noise], LONGEST / 100)
            self._vty.write(f"{self.prompt(self._vty.prompt)}\n")
            rows = rows[after:]
        await self._vty.show("\n".join(rows))

    async def _pause(self, rows: list[str], seconds: float) -> None:
        self._vty.write("".join(f"{row}\n" for row in rows))
        self._vty.flush()
        await asyncio.sleep(seconds)

    def _matching(self, name: str, line: str) -> ActiveFault | None:
        fault = self._faults.get(name)
        return fault if fault and fault.concerns(line) else None

    def _drop(self) -> None:
        self._vty.flush()
        self._vty.abort()
        raise SessionDropped


def _lost(output: str) -> str:
    """A ping in which nothing came back."""
    rows = [
        SUCCESS.sub(r"Success rate is 0 percent (0/\1)", row).replace("!", ".")
        for row in output.split("\n")
    ]
    return "\n".join(rows)
