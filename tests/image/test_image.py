"""The image as `scripts/image` makes it, and the free lab's five containers of it, run by podman.

station --- management network --- hub1, branch1, branch2, branch3, wan; data wires as in the topology.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from nornir_ikev2.lab.strongswan.namespace import Namespace
from site_under_test import CHECKOUT, NORNIR, ROUTERS

pytestmark = [pytest.mark.image, pytest.mark.timeout(900)]

TOOLS = ("podman", "runc", "mmdebstrap", "ip", "nsenter")
STAND_IN = CHECKOUT / "tests" / "fakes" / "containerlab_podman.py"
IMAGE = "localhost/nornir-ikev2/router"
PROCESSES = 32768


@dataclass
class Engine:
    """podman with a store of its own, so that nothing of the machine's is touched."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        storage = self.folder / "storage.conf"
        storage.write_text(
            f'[storage]\ndriver = "vfs"\ngraphroot = "{self.folder}/store"\n'
            f'runroot = "{self.folder}/run"\n'
        )
        # runc, cgroupfs, chroot and no more than we have ourselves: this also works within a container.
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        containers = self.folder / "containers.conf"
        containers.write_text(
            f'[containers]\ndefault_ulimits = ["nofile={files}:{files}",'
            f' "nproc={PROCESSES}:{PROCESSES}"]\n'
            '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\n'
        )
        self.variables = {
            **os.environ,
            "BUILDAH_ISOLATION": "chroot",
            "CONTAINERS_CONF": str(containers),
            "CONTAINERS_STORAGE_CONF": str(storage),
            "ENGINE": "podman",
            "TMPDIR": str(self.folder),
        }

    def run(self, *words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a program that finds this engine."""
        return subprocess.run(
            words, cwd=cwd, env=self.variables, capture_output=True, text=True, check=False
        )

    def in_image(self, script: str) -> list[str]:
        """Lines that a shell prints in a container of the image."""
        done = self.run(
            *("podman", "run", "--rm", "--network", "none", "--entrypoint", "sh"),
            *(IMAGE, "-c", script),
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine that has built the image; its store of some gigabytes goes at the end."""
    absent = [one for one in TOOLS if not shutil.which(one)]
    assert not absent, f"apt-get install podman runc mmdebstrap iproute2: {absent} missing"
    folder = tmp_path_factory.mktemp("engine")
    made = Engine(folder)
    try:
        built = made.run(CHECKOUT / "scripts" / "image", "--make-base")
        assert built.returncode == 0, built.stdout + built.stderr
        yield made
    finally:
        made.run("podman", "rm", "--all", "--force", "--time", "0")
        shutil.rmtree(folder)


@dataclass
class Station:
    """A project on a machine that has containerlab, and the management network in a namespace of its own."""

    engine: Engine
    space: Namespace
    root: Path

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program in the project."""
        inside = ("nsenter", "--target", str(self.space.pid), "--net")
        return self.engine.run(*inside, *words, cwd=self.root)

    def nornir(self, *words: str) -> tuple[int, dict[str, Any]]:
        """Exit code and document of a command."""
        done = self.run(NORNIR, *words, "--json")
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    def configurations(self) -> dict[str, str]:
        """The running-config of each router, by a plain SSH session, without its times."""
        found: dict[str, str] = {}
        for name in ROUTERS:
            done = self.run(sys.executable, "scripts/ask_router.py", name, "show running-config")
            assert done.returncode == 0, done.stderr
            found[name] = re.sub(r"(?m)^(!.*|Current configuration.*)\n", "", done.stdout)
        return found

    def wire(self, node: str, interface: str, state: str) -> None:
        """Plug or unplug a wire at a container."""
        format_ = "--format={{.State.Pid}}"
        pid = self.run(
            "podman", "inspect", format_, f"clab-nornir-ikev2-free-{node}"
        ).stdout.strip()
        self.engine.run("nsenter", "-t", pid, "-n", "ip", "link", "set", interface, state)


@pytest.fixture
def station(engine: Engine, tmp_path: Path) -> Iterator[Station]:
    """The example site with crypto maps; `containerlab` is the stand-in that runs containers by podman."""
    root = tmp_path / "site"
    for part in ("lab", "inventory", "scripts"):
        shutil.copytree(CHECKOUT / part, root / part)
    (root / "inventory" / "vpns.lock.yaml").unlink(missing_ok=True)
    settings = yaml.safe_load((CHECKOUT / "nornir.yaml").read_text())
    settings["user_defined"]["ikev2"]["verify_seconds"] = 15
    (root / "nornir.yaml").write_text(yaml.safe_dump(settings))
    vpns = yaml.safe_load((root / "inventory" / "vpns.yaml").read_text())
    vpns["vpns"]["branches"].update(mode="crypto-map", routing={"protocol": "none"})
    del vpns["vpns"]["branches"]["tunnel"]
    (root / "inventory" / "vpns.yaml").write_text(yaml.safe_dump(vpns))
    program = engine.folder / "bin" / "containerlab"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{STAND_IN}" "$@"\n')
    program.chmod(0o755)
    engine.variables["PATH"] = f"{program.parent}:{os.environ['PATH']}"
    with Namespace("station") as space:
        yield Station(engine, space, root)


def test_every_file_of_the_image_is_debians_or_ours(engine: Engine) -> None:
    lists = "cat /var/lib/dpkg/info/*.list"
    files = "find /usr /opt -xdev -type f -name '*.py'"

    strange = set(engine.in_image(files)) - set(engine.in_image(lists))

    assert strange
    ours = ("/opt/router/nornir_ikev2/", "/opt/router/vici/")
    assert all(one.startswith(ours) for one in strange), strange
    assert not engine.in_image("find / -xdev -name pip -o -xdev -path '/usr/local/*' -type f")


def test_five_containers_are_deployed_verified_explained_and_put_back(station: Station) -> None:
    topology = ("--provider", "containerlab", "--topology", "lab/containerlab-free.yml")
    up = station.run(NORNIR, "lab", "up", *topology)
    assert up.returncode == 0, up.stdout + up.stderr
    before = station.configurations()

    deployed = station.nornir("run", "deploy-hub-spoke")
    again = station.nornir("run", "deploy-hub-spoke")
    explained = station.nornir("run", "explain-tunnels")
    removed = station.nornir("run", "remove-vpn", "--yes")
    after_removal = station.configurations()
    station.wire("wan", "eth3", "down")
    undone = station.nornir("run", "deploy-hub-spoke")
    after_undo = station.configurations()
    down = station.run(NORNIR, "lab", "down")

    assert deployed[0] == 0, deployed
    assert deployed[1]["evidence"].startswith("strongswan")
    assert [one["ok"] for one in deployed[1]["tunnels"]] == [True] * 3
    assert all(one["negotiated"] == one["predicted"] for one in deployed[1]["tunnels"])
    assert again[1]["outcome"] == "unchanged"
    assert explained[0] == 0, explained
    assert removed[1]["outcome"] == "kept"
    assert after_removal == before
    assert undone[0] == 3
    assert undone[1]["outcome"] == "restored"
    broken = [one["ends"] for one in undone[1]["tunnels"] if not one["ok"]]
    assert broken == [["hub1", "branch2"]]
    assert after_undo == before
    assert down.returncode == 0, down.stderr
    assert not station.run("podman", "ps", "--all", "--quiet").stdout
