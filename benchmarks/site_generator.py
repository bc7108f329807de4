"""A generated project with a lab of its own for measurements: one hub, many spokes."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

NORNIR = Path(sys.executable).parent / "nornir"
_PORTS: list[int] = []
"""Of the routers in the order of their numbers, the WAN router's last."""
IMAGE = "vrnetlab/cisco_c8000v:17.12.01"


def wan_address(number: int) -> str:
    """The WAN address of router `number`; 0 is the hub."""
    return f"198.{18 + number // 16384}.{number // 64 % 256}.{number % 64 * 4 + 1}"


def gateway(number: int) -> str:
    """The WAN router's address on the link to router `number`."""
    return f"198.{18 + number // 16384}.{number // 64 % 256}.{number % 64 * 4 + 2}"


def lan(number: int) -> str:
    """The first three bytes of the LAN of router `number`."""
    return f"10.{64 + number // 250}.{number % 250}"


def name(number: int) -> str:
    """The node name of router `number`."""
    return f"spoke{number}" if number else "hub1"


def startup(number: int) -> str:
    """The startup-config of one router."""
    return "\n".join(
        [
            f"hostname {name(number)}",
            "username admin privilege 15 password 0 admin",
            "archive",
            " path flash:ikev2-archive",
            "interface GigabitEthernet2",
            f" ip address {wan_address(number)} 255.255.255.252",
            " no shutdown",
            "interface Loopback10",
            f" ip address {lan(number)}.1 255.255.255.0",
            f"ip route 0.0.0.0 0.0.0.0 {gateway(number)}",
            "line vty 0 15",
            " login local",
            " transport input ssh",
            "",
        ]
    )


def wan_startup(count: int) -> str:
    """The startup-config of the WAN router with a link to each of `count` routers."""
    lines = ["hostname wan", "username admin privilege 15 password 0 admin"]
    for number in range(count):
        lines += [
            f"interface GigabitEthernet{number + 2}",
            f" ip address {gateway(number)} 255.255.255.252",
            " no shutdown",
        ]
    return "\n".join([*lines, ""])


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody listens on now."""
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in held]
    finally:
        for one in held:
            one.close()


def write(root: Path, spokes: int, workers: int) -> None:
    """Write the whole project."""
    count = spokes + 1
    for folder in ("inventory", "lab/configs"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    _PORTS[:] = free_ports(count + 1)
    nodes = {}
    for number in range(count):
        (root / f"lab/configs/{name(number)}.partial.cfg").write_text(startup(number))
        nodes[name(number)] = node(name(number), _PORTS[number])
    (root / "lab/configs/wan.partial.cfg").write_text(wan_startup(count))
    nodes["wan"] = node("wan", _PORTS[count])
    links = [
        {"endpoints": [f"{name(number)}:GigabitEthernet2", f"wan:GigabitEthernet{number + 2}"]}
        for number in range(count)
    ]
    dump(
        root / "lab/containerlab.yml",
        {"name": "bench", "topology": {"nodes": nodes, "links": links}},
    )
    dump(root / "inventory/hosts.yaml", {name(number): host(number) for number in range(count)})
    dump(root / "inventory/groups.yaml", {"hubs": {}, "spokes": {}})
    dump(
        root / "inventory/defaults.yaml",
        {"platform": "cisco_xe", "username": "admin", "password": "admin"},
    )
    dump(root / "inventory/vpns.yaml", vpns())
    dump(root / "nornir.yaml", settings(workers))


def node(label: str, port: int) -> dict[str, object]:
    """One node of the topology."""
    return {
        "kind": "cisco_c8000v",
        "image": IMAGE,
        "startup-config": f"configs/{label}.partial.cfg",
        "labels": {"nornir-ikev2/port": str(port)},
    }


def host(number: int) -> dict[str, object]:
    """One host of the inventory."""
    return {
        "hostname": "127.0.0.1",
        "port": _PORTS[number],
        "groups": ["spokes" if number else "hubs"],
        "data": {
            "wan": {"interface": "GigabitEthernet2", "address": wan_address(number)},
            "lans": [f"{lan(number)}.0/24"],
        },
    }


def vpns() -> dict[str, object]:
    """One VPN of the hub and all spokes."""
    return {
        "proposals": {
            "strong": {
                "encryption": ["aes-cbc-256", "aes-cbc-192"],
                "integrity": ["sha512", "sha256"],
                "group": [20, 19, 14],
            }
        },
        "vpns": {
            "branches": {
                "topology": "hub-spoke",
                "hubs": ["hub1"],
                "spokes": ["spokes"],
                "mode": "tunnel-interface",
                "ike": {
                    "proposals": ["strong"],
                    "authentication": "pre-share",
                    "keys": "directional",
                    "dpd": {"interval": 10, "retry": 3, "mode": "periodic"},
                },
                "ipsec": {
                    "transforms": [{"encryption": "aes-cbc-256", "integrity": "sha256"}],
                    "pfs": 19,
                },
                "tunnel": {"number": 100, "subnet": "10.0.0.0/10", "mtu": 1400, "tcp_mss": 1360},
                "routing": {"protocol": "eigrp", "asn": 100},
            }
        },
    }


def settings(workers: int) -> dict[str, object]:
    """nornir.yaml."""
    inventory = {
        "host_file": "inventory/hosts.yaml",
        "group_file": "inventory/groups.yaml",
        "defaults_file": "inventory/defaults.yaml",
    }
    return {
        "inventory": {"plugin": "SimpleInventory", "options": inventory},
        "runner": {"plugin": "threaded", "options": {"num_workers": workers}},
        "user_defined": {"ikev2": {"vpns": "inventory/vpns.yaml"}},
    }


def dump(path: Path, data: object) -> None:
    """Write one YAML file."""
    path.write_text(yaml.safe_dump(data, sort_keys=False))


def nornir(root: Path, *arguments: str) -> None:
    """Run one command in the project; a failure ends the measurement."""
    done = subprocess.run(
        [NORNIR, *arguments], cwd=root, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"nornir {' '.join(arguments)}: {done.stderr}")


@contextmanager
def lab(root: Path, spokes: int, workers: int, delay_ms: int) -> Iterator[Path]:
    """The project with its lab up, each router answering `delay_ms` later than it could."""
    write(root, spokes, workers)
    nornir(root, "lab", "up")
    try:
        if delay_ms:
            for number in range(spokes + 1):
                nornir(root, "lab", "fault", name(number), "delay", f"ms={delay_ms}")
        yield root
    finally:
        nornir(root, "lab", "down")
