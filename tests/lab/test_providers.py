"""`up`, `status`, `fault` and `down` with a real background process."""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from nornir_ikev2.errors import LoadError, NornirIkev2Error, UsageError
from nornir_ikev2.lab import control, providers, state
from site_under_test import free_ports

EXAMPLE = Path(__file__).resolve().parents[2] / "lab"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A project whose lab uses free ports; its lab is down afterwards."""
    root = (
        tmp_path
        / "a-project-in-a-folder-with-a-name-longer-than-a-unix-socket-may-have"
        / ("x" * 40)
    )
    shutil.copytree(EXAMPLE, root / "lab")
    file = root / "lab/containerlab.yml"
    topology = yaml.safe_load(file.read_text())
    nodes = topology["topology"]["nodes"].values()
    for node, port in zip(nodes, free_ports(len(nodes)), strict=True):
        node.setdefault("labels", {})["nornir-ikev2/port"] = port
    file.write_text(yaml.safe_dump(topology, sort_keys=False))
    yield root
    providers.down(root)


def test_a_lab_goes_up_once_and_down_once(project: Path) -> None:
    first = providers.up(project, time_scale=60)
    second = providers.up(project, time_scale=60)

    assert first.started
    assert not second.started
    assert [node.name for node in first.nodes] == ["hub1", "branch1", "branch2", "branch3", "wan"]
    assert not first.warnings
    recorded = json.loads((project / ".nornir/lab.json").read_text())
    assert recorded["provider"] == "virtual"
    assert recorded["nodes"]["hub1"]["port"] == first.nodes[0].port
    assert recorded["nodes"]["hub1"]["kind"] == "cisco_c8000v"
    for path in (project / ".nornir").rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path

    stopped = providers.down(project)

    assert stopped
    assert not stopped.running
    assert providers.down(project) is None
    assert providers.status(project) is None
    assert not (project / ".nornir/lab.json").exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", first.nodes[0].port))


def test_only_the_labs_own_lines_of_known_hosts_change(project: Path) -> None:
    mine = "[127.0.0.1]:2201 ssh-ed25519 AAAA mine\n"
    known_hosts = project / ".nornir/known_hosts"
    known_hosts.parent.mkdir(parents=True)
    known_hosts.write_text(mine)

    up = providers.up(project)
    lines = known_hosts.read_text().splitlines(keepends=True)
    providers.down(project)

    assert lines[0] == mine
    assert [line.split()[0] for line in lines[1:]] == [
        f"[127.0.0.1]:{node.port}" for node in up.nodes
    ]
    assert known_hosts.read_text() == mine


def test_host_keys_and_saved_configurations_stay_until_destroyed(project: Path) -> None:
    providers.up(project)
    key = project / ".nornir/lab/hub1/ssh_host_ed25519_key"
    before = key.read_bytes()
    providers.down(project)
    saved = project / ".nornir/lab/hub1/nvram/startup-config"
    assert "hostname hub1" in saved.read_text()
    providers.up(project)
    assert key.read_bytes() == before

    providers.down(project, destroy=True)

    assert not (project / ".nornir/lab").exists()


def test_a_lab_that_was_killed_is_no_obstacle(project: Path) -> None:
    providers.up(project)
    contact = control.find(state.Places(project).control)
    assert contact
    os.kill(contact.pid, 9)
    os.waitpid(contact.pid, 0)

    assert providers.status(project) is None
    assert providers.up(project).started


def test_ports_in_use_are_named(project: Path) -> None:
    file = project / "lab/containerlab.yml"
    topology = yaml.safe_load(file.read_text())
    port = int(topology["topology"]["nodes"]["branch1"]["labels"]["nornir-ikev2/port"])
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()

        with pytest.raises(NornirIkev2Error, match=rf"in use on 127.0.0.1: {port} \(branch1\)"):
            providers.up(project)

    assert providers.status(project) is None
    assert not (project / ".nornir/lab.json").exists()


def test_faults_are_switched_from_outside(project: Path) -> None:
    with pytest.raises(NornirIkev2Error, match="no virtual lab runs"):
        providers.fault(project, "hub1", "delay")
    providers.up(project)

    after = providers.fault(project, "hub1", "refuse-line", ["match=integrity", "reply=% No"])
    assert after.nodes[0].faults == ("refuse-line",)
    with pytest.raises(UsageError, match="no fault named") as caught:
        providers.fault(project, "hub1", "no-such")
    assert "drop-in-config" in caught.value.cure
    with pytest.raises(UsageError, match="no router hub9"):
        providers.fault(project, "hub9", "delay")
    cleared = providers.fault(project, "hub1", "clear")
    assert not cleared.nodes[0].faults


def test_mistakes_are_told_before_anything_starts(project: Path) -> None:
    with pytest.raises(UsageError, match="no provider docker"):
        providers.up(project, provider="docker")
    with pytest.raises(LoadError):
        providers.up(project, topology=Path("lab/none.yml"))
    (project / "lab/broken.yml").write_text("name: x\n")
    with pytest.raises(LoadError):
        providers.up(project, topology=Path("lab/broken.yml"))
    assert not (project / ".nornir/lab").exists()


def test_another_topology_is_refused_while_one_is_up(project: Path) -> None:
    providers.up(project)
    shutil.copy(project / "lab/containerlab.yml", project / "lab/second.yml")

    with pytest.raises(NornirIkev2Error, match="another lab is up"):
        providers.up(project, topology=Path("lab/second.yml"))


def test_a_stranger_without_the_token_is_turned_away(project: Path) -> None:
    providers.up(project)
    contact = control.find(state.Places(project).control)
    assert contact

    with pytest.raises(UsageError, match="the token is not the lab's"):
        control.ask(control.Contact(contact.pid, contact.port, "guess"), "stop")
    assert providers.status(project)
