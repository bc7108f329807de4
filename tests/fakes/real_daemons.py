"""Routers of a site over real daemons, and a console to type at them."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import asyncssh

from fakes import lab_site
from nornir_ikev2.ike.model import Release
from nornir_ikev2.lab.inprocess import InProcessLab
from nornir_ikev2.lab.kinds import kind_named
from nornir_ikev2.lab.topology import NodeSpec, Topology

HUB, SPOKE = "198.51.100.1", "203.0.113.1"
PATIENCE = 60.0
"""Seconds for what takes seconds: dead peer detection asks every 10 at the shortest."""


class Console:
    """Types at the routers of a lab over SSH."""

    def __init__(self, lab: InProcessLab) -> None:
        self.lab = lab

    def type(self, router: str, *lines: str) -> str:
        """What the last line prints."""
        return asyncio.run(self._type(router, lines))

    async def _type(self, router: str, lines: tuple[str, ...]) -> str:
        async with asyncssh.connect(
            "127.0.0.1", self.lab.port(router), username="admin", password="admin", known_hosts=None
        ) as connection:
            text = "\n".join(("terminal length 0", *lines, "exit", ""))
            done = await connection.run(input=text, term_type="dumb")
        answer = str(done.stdout).replace("\r", "")
        _, _, body = answer.rpartition(f"#{lines[-1]}\n")
        return body.rpartition(f"\n{router}#exit")[0]

    def configure(self, router: str, *lines: str) -> None:
        self.type(router, "configure terminal", *lines, "end")

    def wait(self, router: str, command: str, found: Callable[[str], bool]) -> str:
        """Ask until the answer is as wanted, also of a router that restarts."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                text = self.type(router, command)
            except (OSError, asyncssh.Error) as error:
                text = str(error)
            if found(text):
                return text
            assert time.monotonic() < deadline, text
            time.sleep(0.1)

    def spi(self, router: str, direction: str = "inbound") -> str:
        """The SPI of the only ESP SA in one direction."""
        text = self.type(router, "show crypto ipsec sa")
        found = re.search(rf"{direction} esp sas:\n +spi: 0x(\w+)\(", text)
        assert found, text
        return found[1]


def front_door(text: str) -> str:
    """The same router with its WAN interface in a VRF of its own."""
    return "vrf definition WAN\n address-family ipv4\n" + (
        text.replace(
            "interface GigabitEthernet2\n", "interface GigabitEthernet2\n vrf forwarding WAN\n"
        )
        .replace(" match address local", " match fvrf WAN\n match address local")
        .replace("crypto ikev2 profile PR\n", "crypto ikev2 profile PR\n match fvrf WAN\n")
        .replace(" tunnel mode ipsec ipv4\n", " tunnel mode ipsec ipv4\n tunnel vrf WAN\n")
        .replace("ip route 0.0.0.0", "ip route vrf WAN 0.0.0.0")
    )


def turn_to_gre(console: Console) -> None:
    """Make the tunnel between the two a GRE tunnel in transport mode."""
    for router, address in (("hub1", "10.255.0.1"), ("branch1", "10.255.0.2")):
        console.configure(
            router,
            "crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac",
            "mode transport",
            "exit",
            "interface Tunnel101",
            "tunnel mode gre ip",
            f"ip address {address} 255.255.255.252",
        )


@contextmanager
def site(edit: Callable[[str], str] = str, **values: object) -> Generator[Console]:
    """A hub, a spoke and a provider between them.

    `edit` changes the hub's configuration; values are fields of `lab_site.Site`.
    """
    wanted = lab_site.Site(**values)  # type: ignore[arg-type] # fields of Site, checked by each test
    kind = kind_named("cisco_c8000v")
    assert kind
    texts = {
        "hub1": (edit(lab_site.hub(wanted)), {"GigabitEthernet2": "n0"}),
        "branch1": (lab_site.spoke(1, wanted), {"GigabitEthernet2": "n1"}),
        "wan": (lab_site.provider(1), {"GigabitEthernet2": "n0", "GigabitEthernet3": "n1"}),
    }
    nodes = tuple(
        NodeSpec(
            name,
            kind,
            Release("17.12.1", (17, 12, 1)),
            0,
            text,
            links,
            tuple(f"GigabitEthernet{n}" for n in range(1, 6)),
        )
        for name, (text, links) in texts.items()
    )
    topology = Topology("routers", Path("routers.yml"), nodes)
    with InProcessLab(topology, provider="strongswan") as lab:
        yield Console(lab)


PING = "ping 10.1.0.1 source Loopback10"
