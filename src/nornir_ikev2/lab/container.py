"""One virtual router as the only process of a container: `python -m nornir_ikev2.lab.container`.

containerlab names the container, wires it (eth1 and up) and says how many wires to wait for. SSH answers on
every address; addresses and routes of the running-config become those of the container, and charon
negotiates what its crypto configuration asks for.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab import hostkeys
from nornir_ikev2.lab.clock import ScaledClock
from nornir_ikev2.lab.contracts import ExecCommand, Terminal
from nornir_ikev2.lab.kinds import KINDS, release_of
from nornir_ikev2.lab.topology import STARTUP_FILE, NodeSpec

if TYPE_CHECKING:
    from nornir_ikev2.lab.router import VirtualRouter
    from nornir_ikev2.lab.server.vty import CommandLine
    from nornir_ikev2.lab.strongswan.exchanges import CharonExchanges
    from nornir_ikev2.lab.wan.fabric import Fabric

WIRES_VARIABLE: Final = "CLAB_INTFS"
"""How many data interfaces containerlab will plug in (containerlab 0.79, `nodes/linux`)."""
WIRES_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.2
READY: Final = "ready"


def main(words: list[str] | None = None) -> int:
    """Run one router until SIGTERM; 1 when it can't start."""
    arguments = _arguments(words)
    try:
        arguments.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        wires = wait_for_wires(int(os.environ.get(WIRES_VARIABLE, "0")))
        asyncio.run(_run(_spec(arguments, wires), arguments.folder, arguments.address))
    except NornirIkev2Error as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m nornir_ikev2.lab.container", description=__doc__
    )
    parser.add_argument("--name", default=socket.gethostname(), help="name of the router")
    parser.add_argument("--kind", default="cisco_c8000v", choices=sorted(KINDS))
    parser.add_argument("--release", default="", help="image tag that names the release: 17.12.01")
    parser.add_argument("--startup", type=Path, default=Path(STARTUP_FILE))
    parser.add_argument("--folder", type=Path, default=Path("/var/lib/router"))
    parser.add_argument("--address", default="0.0.0.0", help="where SSH listens")  # noqa: S104 - in a container
    parser.add_argument("--port", type=int, default=22)
    return parser.parse_args(words)


def devices() -> list[str]:
    """The network devices of this namespace; /sys would show those of whoever mounted it."""
    return [name for _, name in socket.if_nameindex()]


def wait_for_wires(count: int, names: Callable[[], list[str]] = devices) -> list[str]:
    """Wait until so many data interfaces are there; all of them, in order.

    Raises:
        NornirIkev2Error: they do not come.
    """
    deadline = time.monotonic() + WIRES_SECONDS
    while True:
        found = [one for one in names() if one.startswith("eth") and one[3:].isdecimal()]
        wires = sorted((one for one in found if one != "eth0"), key=lambda one: int(one[3:]))
        if len(wires) >= count:
            return wires
        if time.monotonic() > deadline:
            raise NornirIkev2Error(
                f"{len(wires)} of {count} data interfaces are there after {WIRES_SECONDS:.0f} s",
                cure=f"{WIRES_VARIABLE} says how many links of the topology end at this node.",
            )
        time.sleep(LOOK_SECONDS)


def _spec(arguments: argparse.Namespace, wires: list[str]) -> NodeSpec:
    """The router of this container; its ports are named as the kind names eth1 and up."""
    kind = KINDS[arguments.kind]
    links = {name: wire for wire in wires if (name := kind.port(wire))}
    path: Path = arguments.startup
    return NodeSpec(
        name=arguments.name,
        kind=kind,
        release=release_of(f":{arguments.release}", kind),
        ssh_port=arguments.port,
        startup=path.read_text(encoding="utf-8") if path.is_file() else "",
        links=links,
        ports=kind.ports(set(links)),
    )


async def _run(spec: NodeSpec, folder: Path, address: str) -> None:
    """Boot the router, listen, and wait for the end.

    Raises:
        NornirIkev2Error: charon does not start, or the port is taken.
    """
    from nornir_ikev2.lab.router import VirtualRouter  # noqa: PLC0415 - loads the grammar
    from nornir_ikev2.lab.server.listener import SshListener  # noqa: PLC0415 - loads asyncssh
    from nornir_ikev2.lab.strongswan import alone, requirements  # noqa: PLC0415 - needs vici

    requirements.require()
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    fabric = alone.LoneFabric(ScaledClock(loop))
    daemons: list[CharonExchanges] = []
    fabric.isolate(alone.by_charon(spec.name, spec.links, daemons.append))
    try:
        router = VirtualRouter(spec, folder=folder, network=fabric)
        for line in router.boot():
            sys.stderr.write(f"refused at boot: {line}\n")
        shells = _Shells(fabric)
        listener = SshListener(
            router, hostkeys.host_key(folder), spec.ssh_port, shells.make, address=address
        )
        try:
            await listener.start()
        except OSError as error:
            raise NornirIkev2Error(f"SSH can't listen on {address} port {spec.ssh_port}") from error
        sys.stdout.write(f"{READY}: {spec.name}, {len(spec.links)} wires\n")
        sys.stdout.flush()
        await stopped.wait()
        await listener.stop()
        router.power_off()
    finally:
        for one in daemons:
            one.close()


class _Shells:
    """Makes the command line of each session."""

    def __init__(self, fabric: Fabric) -> None:
        from nornir_ikev2.lab import running  # noqa: PLC0415 - loads the show commands

        self._commands: tuple[ExecCommand, ...] = running.commands_of(fabric)

    def make(self, router: VirtualRouter, terminal: Terminal, privilege: int) -> CommandLine:
        from nornir_ikev2.lab.cli.shell import Shell  # noqa: PLC0415 - loads the grammar

        return Shell(router, self._commands, terminal, privilege=privilege)


if __name__ == "__main__":
    sys.exit(main())
