"""What other people do on a router while we work on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nornir_ikev2.lab.router import VirtualRouter

NAME = "operator"
CONSOLE = 0
DESK = IPv4Address("192.0.2.66")


@dataclass(slots=True)
class Elsewhere:
    """The terminal of somebody who is not looking; implements `contracts.Terminal`."""

    user: str = NAME
    number: int = CONSOLE
    address: IPv4Address = DESK
    length: int = 0
    width: int = 0
    monitor: bool = False

    def write(self, text: str) -> None:
        """Nobody reads it."""

    async def ask(self, prompt: str, *, echo: bool = True) -> str:
        """Enter, whatever is asked."""
        del prompt, echo
        return ""

    async def confirm(self, prompt: str) -> bool:
        """Yes, whatever is asked."""
        del prompt
        return True


def edit(router: VirtualRouter, lines: Sequence[str]) -> None:
    """Type configuration lines on the console."""
    router.config.apply([line.strip() for line in lines])
    router.log.add(f"%SYS-5-CONFIG_I: Configured from console by {NAME} on console")


def start_timer(router: VirtualRouter, user: str, minutes: int) -> None:
    """Begin a change of their own that waits for their `configure confirm`."""
    url, _ = router.revert.back_up()
    if url is not None and router.revert.pending is None:
        router.revert.start(Elsewhere(user), url, minutes)
