"""A lab that runs in this process: routers, the WAN between them, and an SSH server for each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab import hostkeys
from nornir_ikev2.lab.clock import ScaledClock
from nornir_ikev2.lab.contracts import ExecCommand, Terminal
from nornir_ikev2.lab.files.commands import COMMANDS as FILE_COMMANDS
from nornir_ikev2.lab.router import VirtualRouter
from nornir_ikev2.lab.server.listener import SshListener
from nornir_ikev2.lab.state import STRONGSWAN, VIRTUAL
from nornir_ikev2.lab.topology import NodeSpec, Topology

if TYPE_CHECKING:
    from nornir_ikev2.lab.server.vty import CommandLine
    from nornir_ikev2.lab.strongswan.exchanges import CharonExchanges
    from nornir_ikev2.lab.wan.exchanges import MakeExchanges, Paths
    from nornir_ikev2.lab.wan.fabric import Fabric


@dataclass(slots=True)
class RunningLab:
    """All routers of one topology.

    Attributes:
        folder: state that survives a restart, one folder per router; None keeps none.
        time_scale: router seconds per second.
        provider: `virtual`, or `strongswan` for SAs that real daemons negotiate.
        refused: `router: line` for each startup-config line a router did not take.
    """

    topology: Topology
    folder: Path | None = None
    time_scale: float = 1.0
    provider: str = VIRTUAL
    routers: dict[str, VirtualRouter] = field(default_factory=dict[str, VirtualRouter])
    listeners: dict[str, SshListener] = field(default_factory=dict[str, SshListener])
    refused: list[str] = field(default_factory=list[str])
    _commands: tuple[ExecCommand, ...] = ()
    _daemons: CharonExchanges | None = None

    async def start(self) -> None:
        """Boot every router, then listen.

        Raises:
            NornirIkev2Error: TCP ports are taken; the message names them. Or the kernel refuses what
                the provider needs.
        """
        clock = ScaledClock(asyncio.get_running_loop(), self.time_scale)
        fabric = self._fabric(clock, self._exchanges())
        self._commands = commands_of(fabric)
        if self._daemons is not None:
            self._start_daemons(self._daemons)
        for spec in self.topology.nodes:
            router = VirtualRouter(
                spec,
                folder=self._folder(spec),
                time_scale=self.time_scale,
                network=fabric,
            )
            self.routers[spec.name] = router
            router.faults.on_change.append(partial(fabric.mark, spec.name))
            self.refused.extend(f"{spec.name}: {line}" for line in router.boot())
        await self._listen()

    async def stop(self) -> None:
        """Close all sessions and forget what was not saved."""
        await asyncio.gather(*(listener.stop() for listener in self.listeners.values()))
        for router in self.routers.values():
            router.power_off()
        if self._daemons is not None:
            self._daemons.close()

    def namespace(self, name: str) -> int:
        """The process that holds a router's network namespace, 0 when it has none."""
        return self._daemons.network.namespaces[name].pid if self._daemons else 0

    @property
    def esp(self) -> str:
        """Who carries ESP, empty where SAs are modelled."""
        return self._daemons.esp.value if self._daemons else ""

    def known_hosts(self) -> list[str]:
        """One line per router for an OpenSSH known_hosts file."""
        return [
            hostkeys.known_host("127.0.0.1", listener.port, listener.key)
            for listener in self.listeners.values()
        ]

    async def _listen(self) -> None:
        taken: list[str] = []
        for spec in self.topology.nodes:
            router = self.routers[spec.name]
            key = hostkeys.host_key(self._folder(spec))
            listener = SshListener(router, key, spec.ssh_port, self._shell)
            try:
                await listener.start()
            except OSError:
                taken.append(f"{spec.ssh_port} ({spec.name})")
            else:
                self.listeners[spec.name] = listener
        if taken:
            await self.stop()
            raise NornirIkev2Error(
                f"TCP ports are in use on 127.0.0.1: {', '.join(taken)}",
                cure="Stop what listens there, or set the label nornir-ikev2/port of these nodes.",
            )

    def _start_daemons(self, daemons: CharonExchanges) -> None:
        try:
            daemons.start(spec.name for spec in self.topology.nodes)
        except BaseException:
            daemons.close()
            raise

    def _exchanges(self) -> MakeExchanges | None:
        """What makes SAs, where it is not the model."""
        if self.provider != STRONGSWAN:
            return None
        from nornir_ikev2.lab.strongswan.exchanges import CharonExchanges  # noqa: PLC0415 - needs vici
        from nornir_ikev2.lab.strongswan.network import Network  # noqa: PLC0415 - as above

        network = Network({spec.name: spec.links for spec in self.topology.nodes})

        def make(engine: Paths) -> CharonExchanges:
            self._daemons = CharonExchanges(engine, network, self.folder)
            return self._daemons

        return make

    def _shell(self, router: VirtualRouter, terminal: Terminal, privilege: int) -> CommandLine:
        from nornir_ikev2.lab.cli.shell import Shell  # noqa: PLC0415 - loads the grammar

        return Shell(router, self._commands, terminal, privilege=privilege)

    def _fabric(self, clock: ScaledClock, exchanges: MakeExchanges | None) -> Fabric:
        from nornir_ikev2.lab.wan.disturbed import (  # noqa: PLC0415 - loads certificates code
            Disturbed,
        )
        from nornir_ikev2.lab.wan.fabric import Fabric  # noqa: PLC0415 - as above
        from nornir_ikev2.lab.wan.modelled import by_rule  # noqa: PLC0415 - as above

        disturbed = Disturbed(lambda name: self.routers[name].faults)
        return Fabric(clock, exchanges=exchanges or by_rule(disturbed), deaf=disturbed.deaf)

    def _folder(self, spec: NodeSpec) -> Path | None:
        return self.folder / spec.name if self.folder else None


def commands_of(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """All exec commands beyond those of the session itself."""
    from nornir_ikev2.lab.show.commands import commands as show  # noqa: PLC0415 - as above
    from nornir_ikev2.lab.wan.commands import commands as wan  # noqa: PLC0415 - as above

    gathered: Sequence[ExecCommand] = (*FILE_COMMANDS, *wan(fabric), *show(fabric))
    return tuple(gathered)
