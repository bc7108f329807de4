"""SCP to and from a router's file systems, as `ip scp server enable` allows it.

The protocol of BSD rcp: `C0644 SIZE NAME`, the data, and a zero byte after each step.
"""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING

from nornir_ikev2.lab.files.flash import NoSpaceError
from nornir_ikev2.lab.files.machine import sets
from nornir_ikev2.lab.files.paths import Location, locate, read, system

if TYPE_CHECKING:
    from nornir_ikev2.lab.router import VirtualRouter

OK = b"\x00"
SERVER = "ip scp server enable"


class ScpError(Exception):
    """The transfer was refused; the text goes to the client."""


class Transfer:
    """One transfer in either direction.

    Args:
        router: whose files.
        send: takes bytes to the client.
    """

    def __init__(self, router: VirtualRouter, send: Callable[[bytes], None]) -> None:
        self._router = router
        self._send = send
        self._stream = asyncio.StreamReader()

    def feed(self, data: bytes) -> None:
        """Bytes from the client."""
        self._stream.feed_data(data)

    def end(self) -> None:
        """The client sends no more."""
        self._stream.feed_eof()

    async def run(self, command: str) -> int:
        """Carry out `scp -t PATH` or `scp -f PATH`; the exit status."""
        try:
            words = shlex.split(command)
            options = {word for word in words[1:] if word.startswith("-")}
            place = locate(self._router, words[-1])
            if "-t" in options:
                await self._receive(place)
            else:
                await self._offer(place)
        except (ScpError, ValueError) as error:
            self._send(b"\x01" + str(error).encode() + b"\n")
            return 1
        except (asyncio.IncompleteReadError, EOFError):
            return 1
        return 0

    def _allowed(self) -> None:
        if not sets(self._router, SERVER):
            raise ScpError("Administratively disabled.")

    async def _receive(self, place: Location) -> None:
        self._allowed()
        files = system(self._router, place)
        if files is None:
            raise ScpError(f"{place.url}: no such device")
        self._send(OK)
        while header := await self._stream.readline():
            if header[:1] == b"C":
                _, size, name = header.decode().split(maxsplit=2)
                self._send(OK)
                data = await self._stream.readexactly(int(size))
                await self._stream.readexactly(1)
                try:
                    files.write(place.name or name.strip(), data)
                except NoSpaceError:
                    raise ScpError(f"{place.url}: No space left on device") from None
            self._send(OK)

    async def _offer(self, place: Location) -> None:
        self._allowed()
        await self._stream.readexactly(1)
        text = read(self._router, place)
        if text is None:
            raise ScpError(f"{place.url}: No such file or directory")
        data = text.encode()
        self._send(f"C0644 {len(data)} {place.default_name}\n".encode())
        await self._stream.readexactly(1)
        self._send(data + OK)
        await self._stream.readexactly(1)
