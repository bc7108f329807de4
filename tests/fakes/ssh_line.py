"""A client that types at one SSH line and waits for text, never for time."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import asyncssh

from fakes.plain_router import PlainShell
from nornir_ikev2.lab.files.commands import COMMANDS
from nornir_ikev2.lab.hostkeys import new_key
from nornir_ikev2.lab.router import VirtualRouter
from nornir_ikev2.lab.server.listener import SshListener


class Line:
    """One interactive session."""

    def __init__(self, process: asyncssh.SSHClientProcess[bytes]) -> None:
        self._process = process
        self._seen = ""

    def type(self, text: str) -> None:
        self._process.stdin.write(text.encode())

    async def until(self, wanted: str) -> str:
        """All output up to and with `wanted`."""
        while wanted not in self._seen:
            data = await self._process.stdout.read(65536)
            if not data:
                raise EOFError(self._seen)
            self._seen += data.decode()
        head, _, self._seen = self._seen.partition(wanted)
        return head + wanted

    async def rest(self) -> str:
        """All output until the session ends."""
        text = self._seen
        while data := await self._process.stdout.read(65536):
            text += data.decode()
        return text


@asynccontextmanager
async def listening(router: VirtualRouter) -> AsyncGenerator[SshListener, None]:
    """The SSH server of a plain router."""
    listener = SshListener(
        router,
        new_key(),
        0,
        lambda one, terminal, privilege: PlainShell(one, COMMANDS, terminal, privilege),
    )
    await listener.start()
    try:
        yield listener
    finally:
        await listener.stop()


@asynccontextmanager
async def line(router: VirtualRouter) -> AsyncGenerator[Line, None]:
    """A login, with the first prompt already read."""
    async with listening(router) as listener, await login(listener) as connection:
        process = await connection.create_process(term_type="vt100", encoding=None)
        one = Line(process)
        await one.until(f"{router.hostname}#")
        yield one


async def login(listener: SshListener) -> asyncssh.SSHClientConnection:
    """A connection that checks the host key."""
    known = asyncssh.import_known_hosts(
        f"[127.0.0.1]:{listener.port} {listener.key.export_public_key().decode()}"
    )
    return await asyncssh.connect(
        "127.0.0.1", listener.port, username="admin", password="admin", known_hosts=known
    )
