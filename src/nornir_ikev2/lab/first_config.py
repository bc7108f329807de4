"""The first minutes of a router that boots: wait for SSH, then for the login, then for its startup-config.

vrnetlab types a startup-config of C8000V and CSR1000V on the console after the boot, so SSH may answer
before it is there; IOL and IOSv take theirs at the first boot only.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import asyncssh

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab import hostkeys
from nornir_ikev2.lab.state import NodeStatus

LOOK_SECONDS: Final = 5.0
LOGIN_SECONDS: Final = 20.0
ANSWER_SECONDS: Final = 120.0
ASIDE: Final = ("hostname ", "no shutdown", "end", "exit")
"""Lines that a running-config shows in another form, or not at all."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for SSH, and for lines that the boot itself still types."""

    boot: float = 900.0
    lines: float = 120.0
    look: float = LOOK_SECONDS


async def host_key(node: NodeStatus, patience: Patience) -> str:
    """Wait until a router answers on SSH; its known_hosts line.

    A TCP connection alone says nothing: the container answers for a machine that still boots.

    Raises:
        NornirIkev2Error: it does not answer in time.
    """
    deadline = time.monotonic() + patience.boot
    while True:
        with contextlib.suppress(OSError, asyncssh.Error, asyncio.TimeoutError):
            key = await asyncio.wait_for(
                asyncssh.get_server_host_key(node.hostname, node.port), LOGIN_SECONDS
            )
            if key is not None:
                return hostkeys.known_host(node.hostname, node.port, key)
        if time.monotonic() > deadline:
            raise NornirIkev2Error(
                f"{node.name} ({node.hostname}) does not answer on SSH",
                cure=f"Look at its console: docker logs of the container of {node.name}.",
            )
        await asyncio.sleep(patience.look)


async def settle(node: NodeStatus, startup: str, known: str, patience: Patience) -> list[str]:
    """Wait until the startup-config is there; type what the boot did not.

    Args:
        node: it answers on SSH already.
        startup: lines of its startup-config.
        known: its known_hosts line.
        patience: how long to wait for the boot to type them.

    Returns:
        Lines that it did not take; releases show some lines in another form, so they are a warning.

    Raises:
        NornirIkev2Error: nobody can log in.
    """
    wanted = lines_of(startup)
    deadline = time.monotonic() + patience.lines
    while True:
        shown = await _say(node, known, ("show running-config",), patience)
        missing = absent(wanted, shown)
        if not missing:
            return []
        if time.monotonic() > deadline:
            break
        await asyncio.sleep(patience.look)
    await _say(node, known, ("configure terminal", *wanted, "end", "write memory"), patience)
    return absent(wanted, await _say(node, known, ("show running-config",), patience))


def lines_of(startup: str) -> list[str]:
    """The lines of a startup-config that mean something, with their indent."""
    return [line.rstrip() for line in startup.splitlines() if line.strip().strip("!")]


def absent(wanted: list[str], shown: str) -> list[str]:
    """The wanted lines that a running-config does not hold, wherever they stand in it."""
    held = {line.strip() for line in shown.splitlines()}
    return [
        line.strip()
        for line in wanted
        if line.strip() not in held and not line.strip().startswith(ASIDE)
    ]


async def _say(node: NodeStatus, known: str, lines: tuple[str, ...], patience: Patience) -> str:
    """Type lines in a session of their own; all that came back.

    Raises:
        NornirIkev2Error: the login is refused for as long as a boot may take.
    """
    deadline = time.monotonic() + patience.boot
    text = "\n".join(("terminal length 0", "terminal width 511", *lines, "exit", ""))
    while True:
        try:
            async with asyncssh.connect(
                node.hostname,
                node.port,
                username=node.username,
                password=node.password,
                known_hosts=asyncssh.import_known_hosts(known),
                client_keys=None,
                agent_path=None,
                login_timeout=LOGIN_SECONDS,
            ) as connection:
                done = await asyncio.wait_for(
                    connection.run(input=text, term_type="vt100"), ANSWER_SECONDS
                )
                return "\n".join(_plain(str(done.stdout)))
        except (TimeoutError, OSError, asyncssh.Error) as error:
            if time.monotonic() > deadline:
                raise NornirIkev2Error(
                    f"{node.name} ({node.hostname}) does not let {node.username} log in: {error}",
                    cure="Look at its console; the login is the one containerlab gives the kind.",
                ) from error
        await asyncio.sleep(patience.look)


def _plain(output: str) -> Iterator[str]:
    return (line.rstrip("\r") for line in output.replace("\r\n", "\n").split("\n"))
