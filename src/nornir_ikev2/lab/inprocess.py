"""A lab inside a test: it runs on a thread of its own, and its routers can be looked at.

with InProcessLab(Path("lab/containerlab.yml"), time_scale=60) as lab:
    lab.router("hub1").faults.set("refuse-line", match="integrity")
    connect("127.0.0.1", lab.port("hub1"), known_hosts=lab.known_hosts)
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from nornir_ikev2.lab import hostkeys
from nornir_ikev2.lab.router import VirtualRouter
from nornir_ikev2.lab.running import RunningLab
from nornir_ikev2.lab.state import VIRTUAL
from nornir_ikev2.lab.topology import Topology, read_topology

T = TypeVar("T")
START_SECONDS = 60


class InProcessLab:
    """A running lab for a `with` block.

    Args:
        topology: file, or a topology already read.
        time_scale: router seconds per second.
        free_ports: let the system choose the ports, so that labs can run side by side.
        folder: where routers keep their files; None keeps nothing.
        provider: `virtual`, or `strongswan` (root only, in a process of a test).
    """

    def __init__(
        self,
        topology: Path | Topology,
        time_scale: float = 1.0,
        *,
        free_ports: bool = True,
        folder: Path | None = None,
        provider: str = VIRTUAL,
    ) -> None:
        read = read_topology(topology) if isinstance(topology, Path) else topology
        if free_ports:
            read = replace(read, nodes=tuple(replace(node, ssh_port=0) for node in read.nodes))
        self._lab = RunningLab(read, folder=folder, time_scale=time_scale, provider=provider)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="lab", daemon=True)
        self._temporary = tempfile.TemporaryDirectory(prefix="nornir-ikev2-lab-")
        self.known_hosts = Path(self._temporary.name) / "known_hosts"

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self.run(self._lab.start())
        except BaseException:
            self._end()
            raise
        hostkeys.publish(self.known_hosts, self._lab.known_hosts())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.run(self._lab.stop())
        self._end()

    @property
    def names(self) -> tuple[str, ...]:
        """All routers, in file order."""
        return tuple(self._lab.routers)

    @property
    def refused(self) -> tuple[str, ...]:
        """Startup-config lines that routers did not take."""
        return tuple(self._lab.refused)

    def port(self, name: str) -> int:
        """TCP port of a router on 127.0.0.1."""
        return self._lab.listeners[name].port

    def router(self, name: str) -> VirtualRouter:
        """A router; read it, set faults, but change its configuration only through `call`."""
        return self._lab.routers[name]

    def namespace(self, name: str) -> int:
        """The process that holds a router's network namespace, 0 when it has none."""
        return self._lab.namespace(name)

    def call(self, function: Callable[[], T]) -> T:
        """Run a function on the lab's thread."""

        async def run() -> T:
            return function()

        return self.run(run())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the lab's thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(START_SECONDS)

    def fault(self, name: str, fault: str, /, **values: str | float) -> None:
        """Switch a fault on, on the lab's thread; it acts on connections from here on."""
        self.call(lambda: self.router(name).faults.set(fault, **values))
        self.settle(name)

    def settle(self, name: str) -> None:
        """Wait until a router listens, or no longer does, as its power and faults ask for."""
        self.run(self._lab.listeners[name].settled())

    def _end(self) -> None:
        self.run(_settle())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._temporary.cleanup()


async def _settle() -> None:
    """Let connections that were closed tell their protocols so."""
    mine = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not mine]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)
