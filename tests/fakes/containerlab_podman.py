"""A program that does with podman what containerlab does with Docker: containers joined by veth.

`deploy`, `inspect` and `destroy` as this project calls them. It works in the network namespace it is
started in, which holds the management network (172.20.20.0/24, containerlab's own) and the ends of `host:`
links. A container gets what containerlab 0.79 gives a node of kind linux: privileges, CLAB_INTFS, binds, eth0
with a default route, eth1 and up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

BRIDGE = "clab-mgmt"
GATEWAY = "172.20.20.1"
MTU = 9500


def run(*words: str) -> str:
    """Run a program and return what it prints."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"Error: {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


class Lab:
    """A topology file and the containers of its nodes."""

    def __init__(self, path: Path) -> None:
        data: dict[str, Any] = yaml.safe_load(path.read_text())
        self.folder = path.parent
        self.name: str = data["name"]
        self.defaults: dict[str, Any] = data["topology"]["defaults"]
        self.nodes: dict[str, dict[str, Any]] = data["topology"]["nodes"]
        self.links = [[*map(_end, one["endpoints"])] for one in data["topology"]["links"]]

    def container(self, node: str) -> str:
        """Its name."""
        return f"clab-{self.name}-{node}"

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Each node with its management address."""
        return ((node, f"172.20.20.{number}") for number, node in enumerate(self.nodes, 11))

    def pid(self, node: str) -> str:
        """A process in its namespaces."""
        return run("podman", "inspect", "--format", "{{.State.Pid}}", self.container(node)).strip()


def _end(text: str) -> tuple[str, str]:
    node, _, interface = text.partition(":")
    return node, interface


def deploy(lab: Lab) -> None:
    """Start the containers, then wire them."""
    run("ip", "link", "add", BRIDGE, "type", "bridge")
    run("ip", "address", "add", f"{GATEWAY}/24", "dev", BRIDGE)
    run("ip", "link", "set", BRIDGE, "up")
    for node, wanted in lab.nodes.items():
        _start(lab, node, {**lab.defaults, **wanted})
    pids = {node: lab.pid(node) for node in lab.nodes}
    for number, (node, address) in enumerate(lab.addresses()):
        _plug((None, f"mgmt{number}"), (pids[node], "eth0"))
        run("ip", "link", "set", f"mgmt{number}", "master", BRIDGE)
        inside = ("nsenter", "--target", pids[node], "--net", "ip")
        run(*inside, "address", "add", f"{address}/24", "dev", "eth0")
        run(*inside, "route", "add", "default", "via", GATEWAY)
    for one, other in lab.links:
        _plug(*((None if node == "host" else pids[node], name) for node, name in (one, other)))
    _inventory(lab)


def _start(lab: Lab, node: str, wanted: dict[str, Any]) -> None:
    wires = sum(end[0] == node for link in lab.links for end in link)
    binds = [lab.folder / one for one in wanted.get("binds", ())]
    words = ["run", "--detach", "--name", lab.container(node), "--hostname", node]
    words += ["--privileged", "--network", "none", "--env", f"CLAB_INTFS={wires}"]
    words += [f"--volume={one}" for one in binds]
    run("podman", *words, "--pull", "never", str(wanted["image"]))


def _plug(one: tuple[str | None, str], other: tuple[str | None, str]) -> None:
    """A veth pair, each end in the network of a process or (None) in ours."""
    run("ip", "link", "add", "left", "mtu", str(MTU), "type", "veth", "peer", "right")
    for temporary, (pid, name) in (("left", one), ("right", other)):
        if pid is None:
            run("ip", "link", "set", temporary, "name", name, "up")
        else:
            run("ip", "link", "set", temporary, "netns", pid, "name", name)
            run("nsenter", "--target", pid, "--net", "ip", "link", "set", name, "up")


def _inventory(lab: Lab) -> None:
    hosts = {
        node: {
            "username": "",
            "password": "",
            "platform": "linux",
            "hostname": address,
            "groups": [
                value
                for label, value in lab.nodes[node].get("labels", {}).items()
                if label == "nornir-group"
            ],
        }
        for node, address in lab.addresses()
    }
    folder = lab.folder / f"clab-{lab.name}"
    folder.mkdir(exist_ok=True)
    (folder / "nornir-simple-inventory.yml").write_text(yaml.safe_dump(hosts))


def inspect(lab: Lab) -> None:
    """The containers that are there, as JSON."""
    there = json.loads(run("podman", "ps", "--all", "--format", "json") or "[]")
    states: dict[str, str] = {one["Names"][0]: one["State"] for one in there}
    rows = [
        {
            "lab_name": lab.name,
            "name": lab.container(node),
            "kind": "linux",
            "state": states[lab.container(node)],
            "ipv4_address": f"{address}/24",
        }
        for node, address in lab.addresses()
        if lab.container(node) in states
    ]
    sys.stdout.write(json.dumps({lab.name: rows} if rows else {}) + "\n")


def destroy(lab: Lab) -> None:
    """End the containers and the management network."""
    run("podman", "rm", "--force", "--time", "0", *map(lab.container, lab.nodes))
    run("ip", "link", "delete", BRIDGE)


if __name__ == "__main__":
    command, flag, file, *_ = sys.argv[1:]
    assert flag == "--topo"
    {"deploy": deploy, "inspect": inspect, "destroy": destroy}[command](Lab(Path(file)))
