"""The TCP side of a router's SSH server: what a packet meets before SSH sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from nornir_ikev2.lab.server.link import Outlet, Pipe

if TYPE_CHECKING:
    from nornir_ikev2.lab.router import VirtualRouter

GATE = "nornir_ikev2_gate"
"""Name under which an SSH connection finds its gate (`get_extra_info`)."""


class Gate(asyncio.Protocol):
    """One accepted TCP connection.

    Args:
        router: whose faults and vty lines count.
        make_ssh: makes the SSH protocol of one connection.
        known: the listener's set of open gates.
        line_done: told of each line that was carried out.
    """

    def __init__(
        self,
        router: VirtualRouter,
        make_ssh: Callable[[], asyncio.Protocol],
        known: set[Gate],
        line_done: Callable[[str], None],
    ) -> None:
        self.router = router
        self.line_done = line_done
        self.line: int | None = None
        self._make_ssh = make_ssh
        self._known = known
        self._ssh: asyncio.Protocol | None = None
        self._tcp: asyncio.Transport | None = None
        self._lost = False
        self._inward = Pipe(self._arrived, self._half_delay)
        self._outward = Pipe(self._leave, self._half_delay)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client connected; it meets silence while the path is cut."""
        self._tcp = cast("asyncio.Transport", transport)
        self._known.add(self)
        reachable = self.router.reachable()
        self.hold(held=not reachable)

    def hold(self, *, held: bool) -> None:
        """Cut or mend the path; the first time it is whole, SSH begins."""
        self._inward.hold(held=held)
        self._outward.hold(held=held)
        if not held and self._ssh is None and not self._lost:
            self._begin()

    def recheck(self) -> None:
        """Ask the network again."""
        self.hold(held=not self.router.reachable())

    def abort(self) -> None:
        """Reset the TCP session."""
        if self._tcp is not None:
            self._tcp.abort()

    def data_received(self, data: bytes) -> None:
        """From the client."""
        self._inward.push(data)

    def eof_received(self) -> bool:
        """The client will send no more; the SSH protocol above knows when to close."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The TCP session is over."""
        self._lost = True
        self._known.discard(self)
        if self._ssh is not None:
            self._ssh.connection_lost(exc)
        if self.line is not None:
            self.router.free_line(self.line)

    def pause_writing(self) -> None:
        """The client reads too slowly."""
        if self._ssh is not None:
            self._ssh.pause_writing()

    def resume_writing(self) -> None:
        """The client reads again."""
        if self._ssh is not None:
            self._ssh.resume_writing()

    def _begin(self) -> None:
        if self._tcp is None:
            return
        self.line = self.router.take_line()
        if self.line is None:
            self._tcp.close()
            return
        self._ssh = self._make_ssh()
        self._ssh.connection_made(Outlet(self._tcp, self._outward, {GATE: self}))

    def _arrived(self, data: bytes) -> None:
        if self._ssh is not None and not self._lost:
            self._ssh.data_received(data)

    def _leave(self, data: bytes) -> None:
        if self._tcp is not None and not self._tcp.is_closing():
            self._tcp.write(data)

    def _half_delay(self) -> float:
        fault = self.router.faults.get("delay")
        return fault.number("ms") / 2000 if fault else 0.0
