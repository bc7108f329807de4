"""What the provider asks of a machine, and what it leaves behind."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab.strongswan import requirements
from nornir_ikev2.lab.strongswan.esp import Esp, carrier
from site_under_test import CHECKOUT, NORNIR, Site, lay_out

NOBODY = ("setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups")


def as_nobody(folder: Path, command: str, *, tun: str) -> subprocess.CompletedProcess[str]:
    """Run a shell command in `folder/site` as a user without rights.

    In a mount namespace of its own, where /dev/net/tun has the mode `tun` (0666 as udev makes it on most
    machines) and Python and the checkout can be reached by everyone.
    """
    script = [
        "set -e",
        "umask 022",  # a command that ran in this process may have left a strict one
        *opened(folder, (Path(sys.base_prefix).resolve(), CHECKOUT)),
        f"mknod {folder}/tun c 10 200",
        f"chmod {tun} {folder}/tun",
        f"mount --bind {folder}/tun /dev/net/tun",
        f"chown -R nobody {folder}/site",
        f"cd {folder}/site",
        f"exec {shlex.join(NOBODY)} env HOME=/nonexistent sh -c {shlex.quote(command)}",
    ]
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c", "\n".join(script)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def opened(folder: Path, wanted: tuple[Path, ...]) -> list[str]:
    """Shell commands after which everyone can reach these folders, whatever they lie in."""
    closed = {
        next((one for one in reversed(path.parents) if not one.stat().st_mode & 0o001), None): path
        for path in wanted
    }
    hidden = [path for path in wanted if any(above in path.parents for above in closed if above)]
    lines: list[str] = []
    for number, path in enumerate(hidden):
        lines += [f"mkdir -p {folder}/held{number}", f"mount --bind {path} {folder}/held{number}"]
    lines += [f"mount -t tmpfs -o mode=0755 tmpfs {above}" for above in closed if above]
    for number, path in enumerate(hidden):
        lines += [f"mkdir -p {path}", f"mount --bind {folder}/held{number} {path}"]
    return lines


@pytest.fixture
def folder() -> Path:
    """A folder that everyone may enter; those of pytest are closed."""
    path = Path(tempfile.mkdtemp(prefix="nornir-ikev2-test-", dir="/var/tmp"))
    path.chmod(0o755)
    return path


def test_a_user_without_rights_has_the_lab_too(folder: Path) -> None:
    lay_out(folder / "site", {})
    command = (
        f"{NORNIR} lab up --provider strongswan && {NORNIR} run deploy-hub-spoke --json;"
        f" ended=$?; {NORNIR} lab down; exit $ended"
    )

    done = as_nobody(folder, command, tun="0666")
    shutil.rmtree(folder)

    assert done.returncode == 0, done.stderr
    assert '"outcome": "kept"' in done.stdout
    assert '"evidence": "strongswan"' in done.stdout


@pytest.mark.skipif(carrier() is Esp.KERNEL, reason="the kernel encrypts: no device is needed")
def test_what_is_missing_is_named_with_its_cure(folder: Path) -> None:
    lay_out(folder / "site", {})

    done = as_nobody(folder, f"{NORNIR} lab up --provider strongswan", tun="0600")
    shutil.rmtree(folder)

    assert done.returncode == 1
    assert "the provider strongswan needs access to /dev/net/tun" in done.stderr
    assert "chmod 0666 /dev/net/tun" in done.stderr


def test_packages_are_named_where_commands_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")

    with pytest.raises(NornirIkev2Error, match="the command ip") as refused:
        requirements.require()

    assert f"apt-get install {requirements.PACKAGES}" in refused.value.cure


def test_nothing_is_left_of_a_lab_that_was_killed(tmp_path: Path) -> None:
    site: Site = lay_out(tmp_path, {})
    assert site.nornir("lab", "up", "--provider", "strongswan").code == 0
    assert site.nornir("lab", "status", "--json").json["grade"] == "strongswan"
    esp = {Esp.KERNEL: "the kernel", Esp.USER: "user space"}[carrier()]
    assert f"(evidence grade: strongswan, ESP in {esp})" in site.nornir("lab", "status").out
    contact = json.loads((site.root / ".nornir/lab/control.json").read_text())
    nodes = json.loads((site.root / ".nornir/lab.json").read_text())["nodes"]
    held = [one["namespace"] for one in nodes.values()]
    held += [int(_daemon(pid)) for pid in held]

    os.kill(contact["pid"], signal.SIGKILL)

    deadline = time.monotonic() + 20
    while any(_runs(pid) for pid in held):
        assert time.monotonic() < deadline, held
        time.sleep(0.02)
    assert site.nornir("lab", "down").code == 0
    assert site.nornir("lab", "up", "--provider", "strongswan").code == 0
    assert site.nornir("lab", "down").code == 0


def _daemon(namespace: int) -> str:
    return Path(f"/proc/{namespace}/root/run/charon.pid").read_text().strip()


def _runs(pid: int) -> bool:
    """Whether a process runs; one that ended and was not collected yet does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
