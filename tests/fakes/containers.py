"""The entry command of the router image, run outside a container from what the image holds.

Namespaces, wires and charon are real.

station --- hub1 --- wan --- branch1
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import yaml

from nornir_ikev2.lab.strongswan.namespace import Namespace
from router_image import STAND_IN, lay_out
from site_under_test import CHECKOUT, NORNIR

SECONDS = 60
CONFIGS = {
    "hub1": (
        "archive\n path flash:ikev2-archive\n"
        "interface Loopback10\n ip address 10.0.0.1 255.255.255.0\n"
        "interface GigabitEthernet2\n ip address 198.51.100.1 255.255.255.252\n no shutdown\n"
        "ip route 0.0.0.0 0.0.0.0 198.51.100.2\n"
    ),
    "branch1": (
        "archive\n path flash:ikev2-archive\n"
        "interface Loopback10\n ip address 10.1.0.1 255.255.255.0\n"
        "interface GigabitEthernet2\n ip address 203.0.113.1 255.255.255.252\n no shutdown\n"
        "ip route 0.0.0.0 0.0.0.0 203.0.113.2\n"
    ),
    "wan": (
        "interface GigabitEthernet2\n ip address 198.51.100.2 255.255.255.252\n no shutdown\n"
        "interface GigabitEthernet3\n ip address 203.0.113.2 255.255.255.252\n no shutdown\n"
    ),
}
WIRES = {"hub1": 1, "branch1": 1, "wan": 2}


@contextmanager
def containers(tmp_path: Path) -> Generator[list[str]]:
    """Three routers as their containers would run them; the command line prefix of the station."""
    lay_out(tmp_path / "image")
    with ExitStack() as stack:
        station = stack.enter_context(Namespace("station"))
        spaces = {name: stack.enter_context(Namespace(name)) for name in CONFIGS}
        spaces["hub1"].plug("eth1", spaces["wan"], "eth1")
        spaces["branch1"].plug("eth1", spaces["wan"], "eth2")
        for number, (name, space) in enumerate(spaces.items(), 1):
            space.plug("eth0", station, f"m{number}")
            space.ip([f"addr add 172.31.{number}.1/24 dev eth0"])
            station.ip([f"addr add 172.31.{number}.2/24 dev m{number}"])
            startup = tmp_path / f"{name}.cfg"
            startup.write_text(CONFIGS[name])
            stack.enter_context(_running(space.inside(*_command(name, startup, tmp_path)), name))
        yield station.inside()


def _command(name: str, startup: Path, folder: Path) -> list[str]:
    return [
        *(sys.executable, "-I", str(STAND_IN), str(folder / "image"), "--name", name),
        *("--startup", str(startup), "--folder", str(folder / "state" / name)),
    ]


@contextmanager
def _running(command: list[str], name: str) -> Generator[None]:
    environment = {**os.environ, "CLAB_INTFS": str(WIRES[name])}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        try:
            assert process.stdout
            said = process.stdout.readline()
            assert said.startswith("ready: "), said + process.communicate(timeout=SECONDS)[0]
            yield
        finally:
            process.terminate()


def project(root: Path, **values: object) -> None:
    """A point-to-point VPN between the two routers; values are those of the VPN that matter."""
    inventory = root / "inventory"
    inventory.mkdir(parents=True)
    (root / "nornir.yaml").write_text((CHECKOUT / "nornir.yaml").read_text())
    wans = {"hub1": ("198.51.100.1", "10.0.0.0/24"), "branch1": ("203.0.113.1", "10.1.0.0/24")}
    hosts = {
        name: {
            "hostname": f"172.31.{number}.1",
            "platform": "cisco_xe",
            "data": {"wan": {"interface": "GigabitEthernet2", "address": wan}, "lans": [lan]},
        }
        for number, (name, (wan, lan)) in enumerate(wans.items(), 1)
    }
    (inventory / "hosts.yaml").write_text(yaml.safe_dump(hosts))
    (inventory / "groups.yaml").write_text("{}\n")
    (inventory / "defaults.yaml").write_text("username: admin\npassword: admin\n")
    vpn = {
        "topology": "point-to-point",
        "routers": ["hub1", "branch1"],
        "ike": {"proposals": ["strong"], "authentication": "pre-share", "keys": "directional"},
        "ipsec": {"transforms": [{"encryption": "aes-cbc-256", "integrity": "sha256"}], "pfs": 19},
        **values,
    }
    proposals = {"strong": {"encryption": ["aes-cbc-256"], "integrity": ["sha512"], "group": [20]}}
    (inventory / "vpns.yaml").write_text(
        yaml.safe_dump({"proposals": proposals, "vpns": {"pair": vpn}})
    )


def nornir(station: list[str], root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*station, str(NORNIR), "--project", str(root), *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=3 * SECONDS,
    )
