"""A program that answers as containerlab does, with our virtual routers in place of Cisco's images.

`deploy` starts them behind addresses of their own and writes the inventory in containerlab's format,
`inspect` lists them, `destroy` ends them. Environment: CLAB_STAND_IN names a folder for its state,
CLAB_STAND_IN_PORT the port that stands for 22, CLAB_STAND_IN_DROPS lines that the boot forgets to type.
Options are those of containerlab 0.79; anything else is refused, as the program does.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from nornir_ikev2.lab.inprocess import InProcessLab
from nornir_ikev2.lab.topology import Topology, read_topology

STATE = Path(os.environ.get("CLAB_STAND_IN", "."))
PORT = int(os.environ.get("CLAB_STAND_IN_PORT", "22"))
DROPS = tuple(filter(None, os.environ.get("CLAB_STAND_IN_DROPS", "").split("|")))
USAGE = {
    "deploy": {"--topo"},
    "destroy": {"--topo", "--cleanup"},
    "inspect": {"--topo", "--format"},
}


def main(words: list[str]) -> int:
    """Carry out one command."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "calls").open("a", encoding="utf-8") as calls:
        calls.write(" ".join(words) + "\n")
    command, options = words[0], words[1:]
    if command == "serve":
        asyncio.run(serve(read(Path(options[0]))))
        return 0
    unknown = [one for one in options if one.startswith("--") and one not in USAGE.get(command, ())]
    if command not in USAGE or unknown:
        sys.stderr.write(f"Error: unknown flag: {' '.join(unknown) or command}\n")
        return 1
    topology = read(Path(options[options.index("--topo") + 1]))
    return {"deploy": deploy, "destroy": destroy, "inspect": inspect}[command](topology)


def read(path: Path) -> Topology:
    """The topology; lines that the boot forgets are left out of every startup-config."""
    topology = read_topology(path)
    nodes = tuple(
        replace(
            node,
            startup="\n".join(
                line for line in node.startup.splitlines() if line.strip() not in DROPS
            ),
        )
        for node in topology.nodes
    )
    return replace(topology, nodes=nodes)


def address(number: int) -> str:
    """Management address of the n-th node."""
    return f"127.88.0.{11 + number}"


def deploy(topology: Topology) -> int:
    """Start the routers and write the inventory."""
    if (STATE / "pid").exists():
        sys.stderr.write(f"Error: the {topology.name!r} lab has already been deployed\n")
        return 1
    here = Path(__file__).resolve()
    with (STATE / "log").open("w", encoding="utf-8") as log:
        running = subprocess.Popen(
            [sys.executable, str(here), "serve", str(topology.path)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (STATE / "pid").write_text(str(running.pid))
    while not (STATE / "ready").exists():
        if running.poll() is not None:
            sys.stderr.write((STATE / "log").read_text())
            return 1
        time.sleep(0.05)
    folder = topology.path.parent / f"clab-{topology.name}"
    folder.mkdir(exist_ok=True)
    lines = ["---"]
    for number, node in enumerate(topology.nodes):
        group = "hubs" if node.name.startswith("hub") else "branches"
        lines += [
            f"{node.name}:",
            f"    username: {'' if node.ours else 'admin'}",
            f"    password: {'' if node.ours else 'admin'}",
            f"    platform: {'linux' if node.ours else node.kind.name}",
            f"    hostname: {address(number)}",
        ]
        if node.name != "wan":
            lines += ["    groups:", f"      - {group}"]
    (folder / "nornir-simple-inventory.yml").write_text("\n".join(lines) + "\n")
    sys.stdout.write("╭──────╮\n│ Name │\n╰──────╯\n")
    return 0


def inspect(topology: Topology) -> int:
    """List the containers as JSON, under the name of the lab."""
    rows = [
        {
            "lab_name": topology.name,
            "name": f"clab-{topology.name}-{node.name}",
            "kind": node.kind.name,
            "state": "running",
            "status": "Up 5 minutes",
            "ipv4_address": f"{address(number)}/24",
        }
        for number, node in enumerate(topology.nodes)
    ]
    up = (STATE / "pid").exists()
    sys.stdout.write(json.dumps({topology.name: rows} if up else {}) + "\n")
    return 0


def destroy(topology: Topology) -> int:
    """End the routers."""
    del topology
    if (STATE / "pid").exists():
        pid = int((STATE / "pid").read_text())
        os.kill(pid, signal.SIGTERM)
        while Path(f"/proc/{pid}").exists() and _state(pid) != "Z":
            time.sleep(0.02)
    for name in ("pid", "ready"):
        (STATE / name).unlink(missing_ok=True)
    return 0


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


async def serve(topology: Topology) -> None:
    """The routers, each behind its own address, until somebody ends this process."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    with InProcessLab(topology) as lab:
        servers = [
            await asyncio.start_server(_relay(lab.port(node.name)), address(number), PORT)
            for number, node in enumerate(topology.nodes)
        ]
        (STATE / "ready").touch()
        await stopped.wait()
        for server in servers:
            server.close()


def _relay(port: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inside, outside = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_copy(reader, outside), _copy(inside, writer), return_exceptions=True)

    return connected


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
