"""The SSH server of one router."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import asyncssh

from nornir_ikev2.lab.hostkeys import new_key
from nornir_ikev2.lab.server.gate import Gate
from nornir_ikev2.lab.server.session import LoginServer
from nornir_ikev2.lab.server.vty import ShellFactory

if TYPE_CHECKING:
    from nornir_ikev2.lab.router import VirtualRouter

POLL_SECONDS = 0.5
"""How often the path of open sessions is looked at, besides after each line that may cut it."""
MAY_CUT = re.compile(
    r"shut|crypto map|ip address|ip route|vrf|permit|deny|access-|no int|match addr|set peer"
    r"|^\s*(?:clear|copy|conf\w* re)"
)
"""Lines that can cut the path at once; looking is too dear for every line of a push."""
SERVER_VERSION = "Cisco-1.25"
OLD_KEX = ("diffie-hellman-group14-sha1",)
"""All that many IOS 15 images offer (netmiko issue 3892)."""
ODD = ("other-host-key", "old-ssh")
"""Faults that show in the SSH handshake."""

SshFactory = Callable[[], asyncio.Protocol]


class _Capture:
    """Takes the place of a tunnel in `asyncssh.listen`: the sockets are ours (see Gate)."""

    def __init__(self) -> None:
        self.make: Callable[[str, int], asyncio.Protocol] | None = None

    async def create_server(
        self, factory: Callable[[str, int], asyncio.Protocol], _host: str, _port: int
    ) -> asyncio.AbstractServer:
        self.make = factory
        return cast("asyncio.AbstractServer", self)  # asyncssh only keeps it

    def close(self) -> None:
        """Nothing was opened."""


async def ssh_factory(
    router: VirtualRouter,
    key: asyncssh.SSHKey,
    make_shell: ShellFactory,
    *,
    kex_algs: tuple[str, ...] = (),
) -> SshFactory:
    """What makes the SSH protocol of one connection; no `kex_algs` offers asyncssh's."""
    capture = _Capture()
    await asyncssh.listen(
        "127.0.0.1",
        0,
        tunnel=cast("asyncssh.SSHServerConnection", capture),  # its documented duck type
        server_factory=lambda: LoginServer(router, make_shell),
        server_host_keys=[key],
        server_version=SERVER_VERSION,
        kex_algs=kex_algs,
        line_editor=False,
        encoding=None,
        gss_host=None,
        agent_forwarding=False,
        allow_scp=False,
    )
    make = capture.make
    if make is None:
        raise RuntimeError("asyncssh did not ask for a listener")
    return lambda: make("127.0.0.1", 0)


class SshListener:
    """Listens while the router is up and no fault refuses connections.

    Args:
        router: whose server this is.
        key: host key.
        port: TCP port; 0 lets the system choose, see `port` after `start`.
        make_shell: makes the command line of a session.
        address: where to listen.
    """

    def __init__(
        self,
        router: VirtualRouter,
        key: asyncssh.SSHKey,
        port: int,
        make_shell: ShellFactory,
        *,
        address: str = "127.0.0.1",
    ) -> None:
        self.port = port
        self._address = address
        self.key = key
        self._router = router
        self._make_shell = make_shell
        self._factory: SshFactory | None = None
        self._odd: dict[str, SshFactory] = {}
        self._server: asyncio.Server | None = None
        self._gates: set[Gate] = set()
        self._poll: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._opening: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen.

        Raises:
            OSError: the port is taken.
        """
        self._factory = await ssh_factory(self._router, self.key, self._make_shell)
        await self._open()
        self._router.on_power.append(self._power)
        self._router.faults.on_change.append(self._update)

    async def stop(self) -> None:
        """Close everything."""
        self._close()
        for gate in tuple(self._gates):
            gate.abort()
        if self._poll is not None:
            self._poll.cancel()
        await self.settled()

    async def settled(self) -> None:
        """Wait until what power and faults asked for is done."""
        if self._opening is not None:
            await asyncio.wait([self._opening])

    def recheck(self, line: str) -> None:
        """Look at the path after a line that may have cut it."""
        if MAY_CUT.search(line):
            self._recheck()

    def _recheck(self) -> None:
        for gate in tuple(self._gates):
            gate.recheck()

    async def _open(self) -> None:
        if self._server is not None:
            return
        self._server = await self._loop.create_server(self._accept, self._address, self.port)
        self.port = int(self._server.sockets[0].getsockname()[1])

    def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _accept(self) -> Gate:
        self._watch()
        return Gate(self._router, self._make, self._gates, self.recheck)

    def _make(self) -> asyncio.Protocol:
        odd = next(filter(None, map(self._router.faults.get, ODD)), None)
        factory = self._odd.get(odd.kind.name) if odd else self._factory
        if factory is None:
            raise RuntimeError("the listener was not started")
        if odd:
            self._router.faults.acted(odd)
        return factory()

    def _power(self) -> None:
        if not self._router.up:
            for gate in tuple(self._gates):
                gate.abort()
        self._update()

    def _update(self) -> None:
        """Follow power and faults."""
        if not self._router.up or self._router.faults.get("ssh-refused"):
            self._close()
        elif self._server is None or any(map(self._router.faults.get, ODD)):
            self._opening = self._loop.create_task(self._reopen())
        self._recheck()

    async def _reopen(self) -> None:
        if "other-host-key" not in self._odd and self._router.faults.get("other-host-key"):
            made = await ssh_factory(self._router, new_key(), self._make_shell)
            self._odd["other-host-key"] = made
        if "old-ssh" not in self._odd and self._router.faults.get("old-ssh"):
            made = await ssh_factory(self._router, self.key, self._make_shell, kex_algs=OLD_KEX)
            self._odd["old-ssh"] = made
        await self._open()

    def _watch(self) -> None:
        if self._poll is None:
            self._poll = self._loop.call_later(POLL_SECONDS, self._look)

    def _look(self) -> None:
        self._poll = None
        self._recheck()
        if self._gates:
            self._watch()
