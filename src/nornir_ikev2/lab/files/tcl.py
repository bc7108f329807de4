"""`tclsh`, as far as file transfers need it: `puts [open "flash:x" w+] {text}` and `tclquit`.

A statement that is no TCL is carried out as an exec command, as IOS does.
"""

from __future__ import annotations

import re
from typing import Protocol, cast

from nornir_ikev2.lab.contracts import Call, ExecCommand, Terminal
from nornir_ikev2.lab.files.flash import NoSpaceError
from nornir_ikev2.lab.files.machine import Machine, machine
from nornir_ikev2.lab.files.paths import locate, system

PUTS = re.compile(r'puts \[open "(?P<url>[^"]+)" (?:w\+?|w)\] \{(?P<text>.*)\}', re.DOTALL)
LEAVE = {"tclquit", "exit"}


class ExecTerminal(Terminal, Protocol):
    """A terminal on which a script can carry out exec commands."""

    async def carry_out(self, line: str) -> str:
        """Run one exec command and return what it prints."""
        ...


async def tclsh(call: Call) -> str:
    """Read TCL until `tclquit`; a statement ends when its braces are closed."""
    router = machine(call)
    while True:
        statement = await call.terminal.ask(f"{router.hostname}(tcl)#")
        while statement.count("{") > statement.count("}"):
            statement += "\n" + await call.terminal.ask("+>")
        if statement.strip() in LEAVE:
            return ""
        found = PUTS.fullmatch(statement.strip())
        if found:
            call.terminal.write(_put(router, found))
        else:
            output = await cast("ExecTerminal", call.terminal).carry_out(statement)
            call.terminal.write(f"{output}\n" if output else "")


def _put(router: Machine, found: re.Match[str]) -> str:
    place = locate(router, found["url"])
    files = system(router, place)
    if files is None:
        return f'couldn\'t open "{place.url}": no such device\n'
    try:
        # puts ends what it writes with a newline, as the transfer's MD5 expects.
        files.write(place.name, f"{found['text']}\n".encode())
    except NoSpaceError:
        return f'error writing "{place.url}": no space left on device\n'
    return ""


COMMANDS = (ExecCommand("tclsh", tclsh, {"tclsh": "Tool Command Language shell"}),)
