"""What the driver plans really makes tunnels: hub and spokes in the lab, then everything taken back."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from nornir.core.inventory import ConnectionOptions, Host

from fakes.ios_intents import EIGRP, hub, key, peer, spoke, vpn
from nornir_ikev2.drivers.ios.driver import IosDriver
from nornir_ikev2.drivers.ios.session import IosSession
from nornir_ikev2.drivers.protocol import RouterPlan
from nornir_ikev2.intent.model import RouterIntent, Routing
from nornir_ikev2.lab.inprocess import InProcessLab

TOPOLOGY = Path(__file__).resolve().parents[2] / "lab" / "containerlab.yml"
DRIVER = IosDriver()
SPOKES = (1, 2, 3)


def intents(mode: str, routing: Routing) -> dict[str, RouterIntent]:
    made = {"hub1": hub(vpn(*(peer(n, mode=mode) for n in SPOKES), routing=routing))}
    for n in SPOKES:
        one = vpn(peer(n, hub=False, mode=mode), role="spoke", routing=routing)
        made[f"branch{n}"] = replace(spoke(n), vpns=(one,))
    return made


@contextmanager
def sessions(lab: InProcessLab) -> Generator[dict[str, IosSession]]:
    extras = {"alt_key_file": str(lab.known_hosts)}
    options = {"netmiko": ConnectionOptions(extras=extras)}
    with ExitStack() as stack:
        opened: dict[str, IosSession] = {}
        for name in ("hub1", *(f"branch{n}" for n in SPOKES)):
            host = Host(
                name,
                hostname="127.0.0.1",
                port=lab.port(name),
                username="admin",
                password="admin",
                connection_options=options,
            )
            opened[name] = DRIVER.open(host)
            stack.callback(opened[name].close)
        yield opened


def change(session: IosSession, intent: RouterIntent) -> RouterPlan:
    plan = DRIVER.plan(intent, session.read(), key)
    session.arm(100)
    session.queue(plan.sections)
    for section in plan.sections:
        session.push(section.name)
    session.end_config()
    session.confirm()
    return plan


@pytest.mark.parametrize(
    ("mode", "routing"),
    [
        ("tunnel-interface", EIGRP),
        ("tunnel-interface", Routing("ospf", 10, 0)),
        ("tunnel-interface", Routing("bgp", 65000)),
        ("tunnel-interface", Routing("static")),
        ("crypto-map", Routing("none")),
    ],
)
def test_tunnels_come_up_and_go_without_a_trace(mode: str, routing: Routing) -> None:
    wanted = intents(mode, routing)
    with InProcessLab(TOPOLOGY, time_scale=60) as lab, sessions(lab) as routers:
        before = {name: one.read_config() for name, one in routers.items()}
        plans = {name: change(one, wanted[name]) for name, one in routers.items()}

        for n in SPOKES:
            assert reaches(routers[f"branch{n}"], "10.0.0.1", f"10.{n}.0.1")
        (sas,) = routers["hub1"].show(["show crypto ikev2 sa"])
        assert sas.count("READY") == len(SPOKES)
        for name, one in routers.items():
            again = replace(wanted[name], owned=plans[name].owned)
            assert DRIVER.plan(again, one.read(), key).sections == ()
            change(one, replace(again, vpns=()))

        for name, one in routers.items():
            assert DRIVER.normalise(one.read_config()) == DRIVER.normalise(before[name])


def reaches(session: IosSession, target: str, source: str) -> bool:
    """Ping until it works; routing needs some hellos, and each lost ping takes router time."""
    return any(session.ping(IPv4Address(target), IPv4Address(source)).received for _ in range(40))
