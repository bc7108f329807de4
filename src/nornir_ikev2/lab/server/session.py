"""SSH logins and sessions: from asyncssh's callbacks to a vty."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import asyncssh

from nornir_ikev2.lab import passwords
from nornir_ikev2.lab.server.gate import GATE, Gate
from nornir_ikev2.lab.server.scp import Transfer
from nornir_ikev2.lab.server.vty import ShellFactory, Vty

if TYPE_CHECKING:
    from nornir_ikev2.lab.router import VirtualRouter

USERNAME = re.compile(
    r"username (?P<name>\S+)(?: privilege (?P<privilege>\d+))?.*?"
    r" (?:password|secret) (?:(?P<kind>\d) )?(?P<stored>\S+)$"
)


def account(router: VirtualRouter, user: str) -> tuple[int, str, str] | None:
    """Privilege, password type and stored password of a user of the running-config."""
    for node in router.config.root.starting(f"username {user} "):
        if found := USERNAME.match(node.text):
            return int(found["privilege"] or 1), found["kind"] or "0", found["stored"]
    return None


class LoginServer(asyncssh.SSHServer):
    """Checks passwords against the running-config and opens vty sessions."""

    def __init__(self, router: VirtualRouter, make_shell: ShellFactory) -> None:
        self._router = router
        self._make_shell = make_shell
        self._gate: Gate | None = None
        self._user = ""

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Find the TCP session below."""
        self._gate = conn.get_extra_info(GATE)

    async def begin_auth(self, username: str) -> bool:
        """A login is always needed."""
        self._user = username
        if fault := self._router.faults.get("slow-auth"):
            self._router.faults.acted(fault)
            await asyncio.sleep(fault.number("seconds"))
        return True

    def password_auth_supported(self) -> bool:
        """Passwords are."""
        return True

    def validate_password(self, username: str, password: str) -> bool:
        """Compare with the `username` line."""
        self._router.passwords += 1
        known = account(self._router, username)
        good = known is not None and passwords.matches(known[1], known[2], password)
        if not good:
            self._router.log.add(
                f"%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: {username}] "
                "[Source: 192.0.2.10] [localport: 22] [Reason: Login Authentication Failed]"
            )
        return good

    def kbdint_auth_supported(self) -> bool:
        """Keyboard-interactive asks for the same password."""
        return True

    def get_kbdint_challenge(
        self, username: str, lang: str, submethods: str
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        """One question."""
        del username, lang, submethods
        return "", "", "en", [("Password: ", False)]

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> bool:
        """One answer."""
        return len(responses) == 1 and self.validate_password(username, responses[0])

    def session_requested(self) -> LineSession | bool:
        """A vty for each session channel."""
        if self._gate is None:
            return False
        known = account(self._router, self._user)
        return LineSession(
            self._router, self._gate, self._user, known[0] if known else 1, self._make_shell
        )


class LineSession(asyncssh.SSHServerSession[bytes]):
    """One session channel; implements `vty.Wire`."""

    def __init__(
        self,
        router: VirtualRouter,
        gate: Gate,
        user: str,
        privilege: int,
        make_shell: ShellFactory,
    ) -> None:
        self._router = router
        self._gate = gate
        self._user = user
        self._privilege = privilege
        self._make_shell = make_shell
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None
        self._command: str | None = None
        self._vty: Vty | None = None
        self._task: asyncio.Task[None] | None = None
        self._transfer: Transfer | None = None

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """The channel is open."""
        self._channel = chan
        number = self._gate.line or 0
        self._vty = Vty(self._router, self, number, self._user, self._privilege)
        self._router.terminals[number] = self._vty

    def pty_requested(
        self, term_type: str | None, term_size: tuple[int, int, int, int], term_modes: object
    ) -> bool:
        """Granted; the lines keep IOS' own size, 80 by 24, until `terminal` says otherwise."""
        del term_type, term_size, term_modes
        return True

    def shell_requested(self) -> bool:
        """An ordinary login."""
        return True

    def exec_requested(self, command: str) -> bool:
        """One command, as `ssh router show version`."""
        self._command = command
        return True

    def session_started(self) -> None:
        """Begin to serve."""
        if self._command is not None and self._command.startswith("scp "):
            self._transfer = Transfer(self._router, self.write)
            self._task = asyncio.ensure_future(self._copy(self._transfer, self._command))
        elif self._vty is not None:
            self._task = asyncio.ensure_future(self._vty.run(self._make_shell, self._command))

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """Keys."""
        del datatype
        if self._transfer is not None:
            self._transfer.feed(data)
        elif self._vty is not None:
            self._vty.keys.feed(data)

    def eof_received(self) -> bool:
        """The client types no more; what it typed is still carried out."""
        if self._transfer is not None:
            self._transfer.end()
        if self._vty is not None:
            self._vty.keys.end()
        return True

    async def _copy(self, transfer: Transfer, command: str) -> None:
        status = await transfer.run(command)
        if self._channel is not None and not self._channel.is_closing():
            self._channel.exit(status)

    def connection_lost(self, exc: Exception | None) -> None:
        """The channel is gone."""
        del exc
        if self._vty is not None:
            self._vty.hang_up()
        if self._task is not None and not self._task.done():
            self._task.cancel()
        if self._channel is not None:
            self._channel.get_connection().close()

    def write(self, data: bytes) -> None:
        """Send output."""
        if self._channel is not None and not self._channel.is_closing():
            self._channel.write(data)  # pyright: ignore[reportUnknownMemberType]  # asyncssh leaves it untyped

    def close(self) -> None:
        """End the session; the connection follows when the client has seen all of it."""
        if self._channel is not None and not self._channel.is_closing():
            self._channel.exit(0)

    def abort(self) -> None:
        """Cut the TCP session."""
        self._gate.abort()

    def line_done(self, line: str) -> None:
        """A line was carried out: it may have cut the path it came by."""
        self._gate.line_done(line)
