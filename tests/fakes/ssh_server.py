"""An SSH server that lets nobody in and remembers who tried; it speaks no IOS."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import asyncssh


@dataclass
class SshServer:
    """Listens on 127.0.0.1 while the `with` block runs.

    Attributes:
        kinds: types of its host keys, for example `ssh-rsa`.
        options: for `asyncssh.listen`, such as `kex_algs`.
        connections: how many TCP connections got as far as SSH.
        users: names that began to log in.
        passwords: every password it was sent.
    """

    kinds: Sequence[str] = ("ssh-ed25519",)
    options: dict[str, Any] = field(default_factory=dict[str, Any])
    connections: int = 0
    users: list[str] = field(default_factory=list[str])
    passwords: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.keys = [asyncssh.generate_private_key(kind) for kind in self.kinds]  # pyright: ignore[reportUnknownMemberType]  # its kwargs have no type
        self.open: list[asyncssh.SSHServerConnection] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def line(self, number: int = 0) -> str:
        """A line of known_hosts for one of its keys."""
        return f"[127.0.0.1]:{self.port} {self.public(number)}\n"

    def public(self, number: int = 0) -> str:
        """`TYPE BASE64` of one of its keys."""
        return " ".join(self.keys[number].export_public_key().decode().split()[:2])

    def fingerprint(self, number: int = 0) -> str:
        """Of one of its keys, as asyncssh counts it."""
        return self.keys[number].get_fingerprint()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        acceptor = self._loop.run_until_complete(
            asyncssh.listen(
                "127.0.0.1",
                0,
                server_factory=lambda: _Doorkeeper(self),
                server_host_keys=self.keys,
                **self.options,
            )
        )
        self.port = acceptor.get_port()
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._close(acceptor))
        self._loop.close()

    async def _close(self, acceptor: asyncssh.SSHAcceptor) -> None:
        acceptor.close()
        for connection in self.open:
            connection.abort()
            await connection.wait_closed()
        await acceptor.wait_closed()


class _Doorkeeper(asyncssh.SSHServer):
    def __init__(self, server: SshServer) -> None:
        self._server = server

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._server.connections += 1
        self._server.open.append(conn)

    def begin_auth(self, username: str) -> bool:
        self._server.users.append(username)
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        del username
        self._server.passwords.append(password)
        return False
