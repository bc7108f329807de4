"""`reload`."""

from __future__ import annotations

from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.files.copying import save
from nornir_ikev2.lab.files.machine import machine
from nornir_ikev2.lab.files.paths import STARTUP

UNSAVED = "System configuration has been modified. Save? [yes/no]: "


async def reload(call: Call) -> str:
    """`reload`: asks whether to save, then whether to go on."""
    router = machine(call)
    stored = router.nvram.get(STARTUP)
    if stored is None or stored.data != router.running_text().encode():
        answer = (await call.terminal.ask(UNSAVED)).strip().lower()
        if answer.startswith("y"):
            call.terminal.write(f"{save(router)}\n")
    if await call.terminal.confirm("Proceed with reload? "):
        router.log.add(f"%SYS-5-RELOAD: Reload requested by {call.terminal.user} on vty")
        router.reload()
    return ""


COMMANDS = (ExecCommand("reload", reload, {"reload": "Halt and perform a cold restart"}),)
