"""Routers as their containers run them, without a container engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nornir_ikev2.lab.strongswan import requirements

pytestmark = pytest.mark.skipif(
    bool(requirements.missing()), reason="; ".join(requirements.missing())
)


def test_routers_in_containers_negotiate_and_ping_through_esp_over_real_wires(
    tmp_path: Path,
) -> None:
    from fakes.containers import containers, nornir, project

    root = tmp_path / "site"
    project(root, mode="crypto-map", routing={"protocol": "none"})

    with containers(tmp_path) as station:
        known = nornir(station, root, "hostkeys", "scan", "--accept-new")
        deployed = nornir(station, root, "run", "deploy-point-to-point", "--json")
        explained = nornir(station, root, "run", "explain-tunnels", "--json")

    assert known.returncode == 0, known.stdout + known.stderr
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    tunnel = json.loads(deployed.stdout)["tunnels"][0]
    assert tunnel["ok"]
    assert tunnel["negotiated"] == tunnel["predicted"]
    assert explained.returncode == 0, explained.stdout
