"""Where the ends of a tunnel are: in the running lab, or in two daemons that two saved configurations get."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from ipaddress import IPv4Address
from typing import Any

from nornir_ikev2.errors import UsageError
from nornir_ikev2.lab.capture.daemon import Daemon
from nornir_ikev2.lab.capture.life import Ends
from nornir_ikev2.lab.capture.recorder import inside
from nornir_ikev2.lab.capture.saved import saved
from nornir_ikev2.lab.state import STRONGSWAN, LabStatus, NodeStatus
from nornir_ikev2.lab.strongswan.pair import Pair

_SECONDS = 10


@contextmanager
def in_lab(status: LabStatus, names: tuple[str, str]) -> Generator[Ends, None, None]:
    """Two routers of a running lab; captured is on the router between them.

    Raises:
        UsageError: there are no such routers, or the lab has no packets.
        NornirIkev2Error: a daemon does not answer.
    """
    if status.provider != STRONGSWAN:
        raise UsageError(
            f"the lab runs on the provider {status.provider}, where no IKE packets can be captured",
            cure="Use real daemons: nornir lab down, then nornir lab up --provider strongswan.",
        )
    nodes = [_node(status, name) for name in names]
    with ExitStack() as stack:
        first, second = (Daemon(node.name, node.namespace) for node in nodes)
        for daemon in (first, second):
            stack.callback(daemon.close)
        witness = _between(status, first, second)
        passing = witness not in {first.namespace, second.namespace}
        yield Ends(first, second, witness, on_the_way=passing)


def _node(status: LabStatus, name: str) -> NodeStatus:
    found = next((node for node in status.nodes if node.name == name), None)
    if found is None or not found.namespace:
        known = ", ".join(node.name for node in status.nodes)
        raise UsageError(f"there is no router {name} in the lab", cure=f"There are: {known}.")
    return found


def _between(status: LabStatus, first: Daemon, second: Daemon) -> int:
    """The namespace of the router that the first one sends through; its own when they are neighbours."""
    for address in sorted(second.addresses()):
        gateway = _gateway(first.namespace, address)
        for node in status.nodes:
            if gateway and node.namespace and gateway in _addresses(node.namespace):
                return node.namespace
    return first.namespace


def _gateway(namespace: int, address: str) -> str:
    routes = _ip(namespace, "route", "get", address)
    return str(routes[0].get("gateway", "")) if routes else ""


def _addresses(namespace: int) -> set[str]:
    return {
        str(one.get("local", ""))
        for link in _ip(namespace, "address")
        for one in link.get("addr_info", [])
    }


def _ip(namespace: int, *words: str) -> list[Mapping[str, Any]]:
    done = subprocess.run(  # noqa: S603 - words of ours
        [*inside(namespace), "ip", "-json", "-4", *words],
        capture_output=True,
        check=False,
        timeout=_SECONDS,
    )
    try:
        return json.loads(done.stdout) if done.returncode == 0 else []
    except ValueError:
        return []


@contextmanager
def of_files(
    texts: Mapping[str, str],
) -> Generator[tuple[Ends, dict[IPv4Address, str]], None, None]:
    """Two saved configurations, each in a daemon of its own on one wire; and the names by address.

    Args:
        texts: of the two, by a name for one that has no hostname.

    Raises:
        UsageError: both are of one router.
        NornirIkev2Error: daemons can't be started here, or nothing points at the other one.
    """
    configs = [saved(name, text) for name, text in texts.items()]
    if len({config.name for config in configs}) < len(texts):
        raise UsageError(f"both configurations are of {configs[0].name}")
    with Pair() as pair, ExitStack() as stack:
        pair.load(configs[0], configs[1])
        daemons = [
            Daemon(config.name, namespace.pid)
            for config, namespace in zip(configs, pair.namespaces, strict=True)
        ]
        for daemon in daemons:
            stack.callback(daemon.close)
        names = {IPv4Address(one): each.name for each in daemons for one in each.addresses()}
        yield Ends(daemons[0], daemons[1], daemons[1].namespace, on_the_way=False), names
