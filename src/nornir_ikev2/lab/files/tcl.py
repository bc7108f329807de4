"""`tclsh`, as far as file transfers need it: `puts [open "flash:x" w+] {text}` and `tclquit`."""

from __future__ import annotations

import re

from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.files.flash import NoSpaceError
from nornir_ikev2.lab.files.machine import Machine, machine
from nornir_ikev2.lab.files.paths import locate, system

PUTS = re.compile(r'puts \[open "(?P<url>[^"]+)" (?:w\+?|w)\] \{(?P<text>.*)\}', re.DOTALL)
LEAVE = {"tclquit", "exit"}


async def tclsh(call: Call) -> str:
    """Read TCL until `tclquit`; a statement ends when its braces are closed."""
    router = machine(call)
    shown = ""
    while True:
        statement = await call.terminal.ask(f"{shown}{router.hostname}(tcl)#")
        while statement.count("{") > statement.count("}"):
            statement += "\n" + await call.terminal.ask("+>")
        if statement.strip() in LEAVE:
            return ""
        shown = _evaluate(router, statement)


def _evaluate(router: Machine, statement: str) -> str:
    if not statement.strip():
        return ""
    found = PUTS.fullmatch(statement.strip())
    if not found:
        word = statement.split(maxsplit=1)[0]
        return f'invalid command name "{word}"\n'
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
