"""The containerlab provider against a program that answers as containerlab does, on virtual routers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab import containerlab, first_config, providers
from site_under_test import CHECKOUT, NORNIR, free_ports

STAND_IN = CHECKOUT / "tests" / "fakes" / "containerlab.py"
ROUTERS = ("hub1", "branch1", "branch2", "branch3")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The example site with the stand-in as `containerlab`; whatever was deployed is destroyed."""
    root = tmp_path / "site"
    for part in ("lab", "inventory"):
        shutil.copytree(CHECKOUT / part, root / part)
    shutil.copy(CHECKOUT / "nornir.yaml", root)
    (root / "inventory" / "vpns.lock.yaml").unlink(missing_ok=True)
    tools = tmp_path / "bin"
    tools.mkdir()
    program(tools / "containerlab", f'#!/bin/sh\nexec "{sys.executable}" "{STAND_IN}" "$@"\n')
    port = free_ports(1)[0]
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.setenv("CLAB_STAND_IN", str(tmp_path / "stand-in"))
    monkeypatch.setenv("CLAB_STAND_IN_PORT", str(port))
    monkeypatch.setattr(containerlab, "SSH_PORT", port)
    yield root
    subprocess.run(
        [tools / "containerlab", "destroy", "--topo", root / "lab" / "containerlab.yml"], check=True
    )


def program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def nornir(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [NORNIR, *words], cwd=project, capture_output=True, text=True, check=False, timeout=150
    )


def calls(project: Path) -> list[str]:
    return (project.parent / "stand-in" / "calls").read_text().splitlines()


def test_without_the_program_the_error_says_so(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(NornirIkev2Error, match="containerlab is not installed"):
        providers.up(project, provider="containerlab")


VARIANTS = [
    ("containerlab.yml", "cisco_c8000v", "cisco_xe"),
    ("containerlab-iol.yml", "cisco_iol", "cisco_ios"),
    ("containerlab-csr1000v.yml", "cisco_csr1000v", "cisco_xe"),
    ("containerlab-free.yml", "cisco_c8000v", "cisco_xe"),
]


@pytest.mark.parametrize(("topology", "kind", "platform"), VARIANTS)
def test_every_variant_is_deployed_recorded_and_destroyed(
    project: Path, topology: str, kind: str, platform: str
) -> None:
    file = project / "lab" / topology

    up = providers.up(project, topology=file, provider="containerlab")
    hosts = yaml.safe_load((project / ".nornir/containerlab/hosts.yaml").read_text())
    groups = yaml.safe_load((project / ".nornir/containerlab/groups.yaml").read_text())
    again = providers.up(project, topology=file, provider="containerlab")
    known_hosts = (project / ".nornir/known_hosts").read_text()
    down = providers.down(project)

    assert up.started
    assert not up.warnings
    assert not again.started
    assert {node.state for node in again.nodes} == {"running"}
    assert {node.kind for node in up.nodes} == {kind}
    assert {node.username for node in up.nodes} == {"admin"}
    assert up.grade == ("strongswan" if "free" in topology else "")
    assert {host["platform"] for host in hosts.values()} == {platform}
    assert hosts["hub1"]["hostname"] == "127.88.0.11"
    assert set(groups) == {"hubs", "branches"}
    assert known_hosts.count("nornir-ikev2-lab") == 5
    assert down
    assert not (project / ".nornir/lab.json").exists()
    assert not (project / ".nornir/containerlab").exists()
    assert not (project / ".nornir/known_hosts").read_text()
    made = calls(project)
    assert made[0] == f"deploy --topo {file}"
    assert f"destroy --topo {file}" in made
    assert all(one.split()[0] in {"deploy", "serve", "inspect", "destroy"} for one in made)


@pytest.mark.parametrize(
    ("topology", "wan"),
    [("containerlab.yml", "GigabitEthernet2"), ("containerlab-iol.yml", "Ethernet0/1")],
)
def test_the_playbooks_run_through_it_with_the_interface_names_of_the_kind(
    project: Path, topology: str, wan: str
) -> None:
    providers.up(project, topology=project / "lab" / topology, provider="containerlab")

    deployed = nornir(project, "run", "deploy-hub-spoke", "--json")
    explained = nornir(project, "run", "explain-tunnels", "--json")
    removed = nornir(project, "run", "remove-vpn", "--yes", "--json")

    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    document: dict[str, Any] = json.loads(deployed.stdout)
    assert document["outcome"] == "kept"
    assert [one["ok"] for one in document["tunnels"]] == [True] * 3
    added = "\n".join(document["routers"]["hub1"]["added"])
    assert f"tunnel source {wan}" in added
    assert explained.returncode == 0, explained.stdout
    assert json.loads(removed.stdout)["outcome"] == "kept"


def test_lines_that_the_boot_did_not_type_are_typed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAB_STAND_IN_DROPS", "ip address 10.0.0.1 255.255.255.0|description LAN")
    monkeypatch.setattr(first_config.Patience.__init__, "__defaults__", (30.0, 0.0, 0.2))

    up = providers.up(project, provider="containerlab")
    deployed = nornir(project, "run", "deploy-hub-spoke", "--json")

    assert not up.warnings
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr


def test_a_lab_that_is_deployed_already_is_quoted_and_can_be_destroyed(project: Path) -> None:
    providers.up(project, provider="containerlab")
    (project / ".nornir/lab.json").unlink()

    with pytest.raises(
        NornirIkev2Error, match="containerlab deploy failed: Error: the 'nornir-ikev2' lab has"
    ):
        providers.up(project, provider="containerlab")


def test_a_program_that_fails_is_quoted(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    program(broken / "containerlab", "#!/bin/sh\necho 'image is missing' >&2\nexit 1\n")
    monkeypatch.setenv("PATH", f"{broken}:/usr/bin:/bin")

    with pytest.raises(NornirIkev2Error, match="containerlab deploy failed: image is missing"):
        providers.up(project, provider="containerlab")
