"""`dir`, `more`, `delete`, `verify /md5`, `show file systems`."""

from __future__ import annotations

import hashlib

from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.files.machine import machine, sets
from nornir_ikev2.lab.files.paths import Location, locate, read, system

FIRST_INODE = 11
ABSENT = "(No such file or directory)"


def directory(call: Call) -> str:
    """`dir [URL]`."""
    router = machine(call)
    url = call.args.get("url", f"{router.flash.name}:")
    place = locate(router, url)
    files = system(router, place)
    if files is None:
        return f"%Error opening {place.prefix}:/{place.name} (No such device)"
    names = [
        name
        for name in files.names()
        if not place.name or name == place.name or name.startswith(f"{place.name.rstrip('/')}/")
    ]
    if place.name and not names:
        return f"%Error opening {place.prefix}:/{place.name} {ABSENT}"
    rows = [_row(number, name, place, call) for number, name in enumerate(names, FIRST_INODE)]
    total = f"{files.size} bytes total ({files.free} bytes free)"
    head = f"Directory of {place.prefix}:/{place.name}"
    return "\n".join((head, "", *(rows or ["No files in directory"]), "", total))


def _row(number: int, name: str, place: Location, call: Call) -> str:
    files = system(machine(call), place)
    file = files.get(name) if files else None
    if file is None:
        return ""
    when = f"{file.modified:%b} {file.modified.day:2d} {file.modified:%Y %H:%M:%S} +00:00"
    return f"{number:5d}  -rw-  {len(file.data):15d}  {when}  {name}"


def more(call: Call) -> str:
    """`more URL`."""
    router = machine(call)
    place = locate(router, call.args["url"])
    text = read(router, place)
    if text is None:
        return f"%Error opening {place.url} {ABSENT}"
    return text.removesuffix("\n")


async def delete(call: Call) -> str:
    """`delete [/force] URL`, with IOS' two questions."""
    router = machine(call)
    place = locate(router, call.args["url"])
    quiet = "/force" in call.words or sets(router, "file prompt quiet")
    if not quiet:
        answer = await call.terminal.ask(f"Delete filename [{place.default_name}]? ")
        if answer.strip():
            place = Location(place.prefix, answer.strip())
        if not await call.terminal.confirm(f"Delete {place.prefix}:/{place.name}? "):
            return "Delete of {place} aborted!".format(place=f"{place.prefix}:/{place.name}")
    files = system(router, place)
    if files is None or not files.remove(place.name):
        return f"%Error deleting {place.prefix}:/{place.name} {ABSENT}"
    return ""


def verify(call: Call) -> str:
    """`verify /md5 URL [MD5]`."""
    router = machine(call)
    place = locate(router, call.args["url"])
    text = read(router, place)
    if text is None:
        return f"%Error verifying {place.url} {ABSENT}"
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    if wanted := call.args.get("md5"):
        if wanted.lower() == digest:
            return f".Verified ({place.url}) = {digest}"
        return f"%Error verifying {place.url}\nComputed signature  = {digest}"
    return f".MD5 of {place.url} Done!\nverify /md5 ({place.url}) = {digest}"


def file_systems(call: Call) -> str:
    """`show file systems`."""
    router = machine(call)
    rows = (
        ("-", "-", "opaque", "rw", "system:"),
        ("-", "-", "opaque", "rw", "tmpsys:"),
        (str(router.flash.size), str(router.flash.free), "disk", "rw", f"{router.flash.name}:"),
        (str(router.nvram.size), str(router.nvram.free), "nvram", "rw", "nvram:"),
        ("-", "-", "opaque", "wo", "syslog:"),
        ("-", "-", "network", "rw", "tftp:"),
        ("-", "-", "opaque", "rw", "null:"),
        ("-", "-", "network", "rw", "scp:"),
    )
    lines = ["File Systems:", "", "       Size(b)       Free(b)      Type  Flags  Prefixes"]
    for size, free, kind, flags, prefix in rows:
        mark = "*" if prefix == f"{router.flash.name}:" else " "
        lines.append(f"{mark}{size:>13} {free:>13} {kind:>9} {flags:>6}   {prefix}")
    return "\n".join(lines)


COMMANDS = (
    ExecCommand("dir [<url:URL>]", directory, {"dir": "List files on a filesystem"}),
    ExecCommand("more <url:URL>", more, {"more": "Display the contents of a file"}),
    ExecCommand("delete [/force] [/recursive] <url:URL>", delete, {"delete": "Delete a file"}),
    ExecCommand("verify /md5 <url:URL> [<md5:WORD>]", verify, {"verify": "Verify a file"}),
    ExecCommand("show file systems", file_systems, {"file": "Show filesystem information"}),
)
