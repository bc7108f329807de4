"""`copy`, `write`, `erase`: data between files and configurations."""

from __future__ import annotations

from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.files import archive
from nornir_ikev2.lab.files.flash import NoSpaceError
from nornir_ikev2.lab.files.machine import Machine, machine, sets
from nornir_ikev2.lab.files.paths import STARTUP, Location, locate, read, system

SPEED = 6940
"""Bytes per second that the last line of a copy claims; copies take no time here."""


async def copy(call: Call) -> str:
    """`copy SOURCE DESTINATION`."""
    router = machine(call)
    source = locate(router, call.args["source"])
    target = await _destination(call, router, source)
    text = read(router, source)
    if text is None:
        return f"%Error opening {source.url} (No such file or directory)"
    if target.is_running:
        return merge(router, text)
    if target.is_startup and source.is_running:
        return save(router)
    if not await _overwrite(call, router, target):
        return ""
    return _store(router, target, text)


def _store(router: Machine, target: Location, text: str) -> str:
    files = system(router, target)
    if files is None and target.prefix != "null":
        return f"%Error opening {target.url} (No such device)"
    try:
        if files is not None:
            files.write(target.name, text.encode())
    except NoSpaceError:
        return f"%Error writing {target.url} (No space left on device)"
    return _copied(text)


async def _destination(call: Call, router: Machine, source: Location) -> Location:
    place = locate(router, call.args["target"])
    offered = place.default_name or source.default_name
    named = Location(place.prefix, place.name or offered)
    if sets(router, "file prompt quiet") or place.prefix == "null":
        return named
    answer = (await call.terminal.ask(f"Destination filename [{offered}]? ")).strip()
    if not answer or answer == offered:
        return named
    return locate(router, answer) if ":" in answer else Location(place.prefix, answer)


async def _overwrite(call: Call, router: Machine, target: Location) -> bool:
    files = system(router, target)
    exists = files is not None and files.get(target.name) is not None
    if not exists or target.is_startup or sets(router, "file prompt quiet"):
        return True
    call.terminal.write("%Warning:There is a file already existing with this name \n")
    return await call.terminal.confirm("Do you want to over write? ")


def merge(router: Machine, text: str) -> str:
    """Type the lines of a file; a line that fails does not stop the rest."""
    shown: list[str] = []
    for reply in router.config.apply(lines_of(text)):
        if reply.message:
            shown.extend((reply.line.strip(), reply.message) if reply.refused else (reply.message,))
    router.log.add("%SYS-5-CONFIG_I: Configured from memory by console")
    return "\n".join((*shown, _copied(text)))


def lines_of(text: str) -> list[str]:
    """The lines of a configuration file, up to its `end`."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.rstrip() == "end":
            break
        lines.append(line.rstrip("\r"))
    return lines


def save(router: Machine) -> str:
    """Running-config to startup-config."""
    head = "Building configuration..."
    try:
        router.nvram.write(STARTUP, router.running_text().encode())
        router.save_private()
    except NoSpaceError:
        return f"{head}\n% Configuration buffer full, can't add command: end\n%Aborting Save."
    archive.on_save(router)
    return f"{head}\n[OK]"


def write(call: Call) -> str:
    """`write [memory]`."""
    return save(machine(call))


async def erase(call: Call) -> str:
    """`erase startup-config`, `write erase`."""
    router = machine(call)
    question = "Erasing the nvram filesystem will remove all configuration files! Continue? "
    if not await call.terminal.confirm(question):
        return ""
    router.nvram.remove(STARTUP)
    router.log.add("%SYS-7-NV_BLOCK_INIT: Initialized the geometry of nvram")
    return "[OK]\nErase of nvram: complete"


def startup(call: Call) -> str:
    """`show startup-config`."""
    text = read(machine(call), Location("nvram", STARTUP))
    if text is None:
        return "startup-config is not present"
    size = len(text.encode())
    return f"Using {size} out of {machine(call).nvram.size} bytes\n{text}".removesuffix("\n")


def _copied(text: str) -> str:
    size = len(text.encode())
    seconds = max(size / SPEED, 0.001)
    return f"{size} bytes copied in {seconds:.3f} secs ({size / seconds:.0f} bytes/sec)"


COMMANDS = (
    ExecCommand("copy <source:URL> <target:URL>", copy, {"copy": "Copy from one file to another"}),
    ExecCommand("write [memory]", write, {"write": "Write running configuration to memory"}),
    ExecCommand("write erase", erase, {"erase": "Erase NV memory"}),
    ExecCommand("erase {startup-config|nvram:}", erase, {"erase": "Erase a filesystem"}),
    ExecCommand(
        "show startup-config", startup, {"startup-config": "Contents of startup configuration"}
    ),
)
