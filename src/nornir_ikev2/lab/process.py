"""The lab's background process: `python -m nornir_ikev2.lab.process`, started by `providers.up`.

It tells its parent on a pipe how the start went, then runs until it is told to stop.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nornir_ikev2.errors import NornirIkev2Error, UsageError
from nornir_ikev2.lab import faults, hostkeys, state
from nornir_ikev2.lab.control import ControlServer, Reply
from nornir_ikev2.lab.private import write_private
from nornir_ikev2.lab.router import PASSWORD, USERNAME
from nornir_ikev2.lab.running import RunningLab
from nornir_ikev2.lab.state import LabStatus, NodeStatus, Places
from nornir_ikev2.lab.topology import read_topology

READY = "ready"


class Background:
    """The lab and what is asked of it from outside."""

    def __init__(self, places: Places, lab: RunningLab) -> None:
        self._places = places
        self._lab = lab
        self._stopped = asyncio.Event()
        self._control = ControlServer(places.control, self._answer)

    async def start(self) -> None:
        """Start all routers, then publish host keys, status and control port."""
        await self._lab.start()
        hostkeys.publish(self._places.hosts, self._lab.known_hosts())
        write_private(self._places.status, state.encode(self.status()).encode())
        await self._control.start()

    async def run(self) -> None:
        """Wait for the end, then take back what `start` published."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopped.set)
        await self._stopped.wait()
        await self._lab.stop()
        self._places.status.unlink(missing_ok=True)
        hostkeys.publish(self._places.hosts, ())
        await self._control.stop()

    def status(self) -> LabStatus:
        """The lab as it is now."""
        topology = self._lab.topology
        refused = (f"refused at boot: {line}" for line in self._lab.refused)
        return LabStatus(
            provider=self._lab.provider,
            name=topology.name,
            running=True,
            nodes=tuple(self._node(name) for name in self._lab.routers),
            topology=str(topology.path),
            time_scale=self._lab.time_scale,
            warnings=(*topology.ignored, *refused),
            pid=os.getpid(),
            esp=self._lab.esp,
        )

    def _node(self, name: str) -> NodeStatus:
        router = self._lab.routers[name]
        return NodeStatus(
            name=name,
            hostname="127.0.0.1",
            port=self._lab.listeners[name].port,
            username=USERNAME,
            password=PASSWORD,
            kind=router.kind,
            release=router.release.text,
            state="up" if router.up else "down",
            faults=tuple(router.faults.names()),
            namespace=self._lab.namespace(name),
            interfaces=router.spec.kind.renamed(router.spec.links),
        )

    def _answer(self, request: str, values: Mapping[str, Any]) -> Reply:
        if request == "status":
            return {"status": state.encode(self.status())}
        if request == "fault":
            return self._fault(str(values["router"]), str(values["name"]), list(values["args"]))
        if request == "stop":
            self._stopped.set()
            return {"pid": os.getpid()}
        raise UsageError(f"the lab knows no request {request}")

    def _fault(self, name: str, fault: str, args: list[str]) -> Reply:
        router = self._lab.routers.get(name)
        if router is None:
            known = ", ".join(self._lab.routers)
            raise UsageError(f"there is no router {name} in the lab", cure=f"There are: {known}.")
        if fault == "clear":
            for one in args or router.faults.names():
                router.faults.clear(one)
        else:
            router.faults.set(fault, **faults.parse(args))
        return {"node": asdict(self._node(name))}


def main() -> int:
    """Run a lab; exit status 1 when it could not start."""
    parser = argparse.ArgumentParser(prog="nornir_ikev2.lab.process")
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--topology", type=Path, required=True)
    parser.add_argument("--known-hosts", type=Path, required=True)
    parser.add_argument("--time-scale", type=float, default=1.0)
    parser.add_argument("--provider", default=state.VIRTUAL)
    parser.add_argument("--report", type=int, required=True, help="file descriptor of the pipe")
    given = parser.parse_args()
    os.umask(0o077)
    with os.fdopen(given.report, "w", encoding="utf-8") as report:
        places = Places(given.root, given.known_hosts)
        with asyncio.Runner() as runner:
            try:
                topology = read_topology(given.topology)
                lab = RunningLab(topology, places.folder, given.time_scale, given.provider)
                background = runner.run(_started(places, lab))
            except NornirIkev2Error as error:
                json.dump({"error": error.message, "cure": error.cure}, report)
                return 1
            json.dump({READY: True}, report)
            report.close()
            runner.run(background.run())
    return 0


async def _started(places: Places, lab: RunningLab) -> Background:
    background = Background(places, lab)
    await background.start()
    return background


if __name__ == "__main__":
    sys.exit(main())
