"""A process of ours leaves private files and no memory, whatever surrounds it."""

from __future__ import annotations

import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

CANARY = "Zq7xCANARYk9wInMemory"
HOLDS = """
import ctypes, os, signal, sys
if sys.argv[1] == "secluded":
    from nornir_ikev2.cli.seclusion import seclude
    seclude()
canary = "".join(["Zq7xCAN", "ARYk9wIn", "Memory"])
open("made", "w").close()
sys.stdout.write(str(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)))
sys.stdout.flush()
os.kill(os.getpid(), signal.SIGABRT)
"""


def die(folder: Path, how: str) -> str:
    """Die of SIGABRT where the surroundings allow core dumps of any size; what was printed before."""

    def generous() -> None:
        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (most, most))

    done = subprocess.run(
        [sys.executable, "-c", HOLDS, how],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        umask=0o022,
        preexec_fn=generous,
    )
    assert done.returncode == -signal.SIGABRT, done.stderr
    return done.stdout


def core_files(folder: Path) -> list[Path]:
    return [file for file in folder.iterdir() if file.name.startswith("core")]


def test_a_process_that_dies_leaves_no_core_and_is_not_dumpable(tmp_path: Path) -> None:
    assert die(tmp_path, "secluded") == "0"

    assert core_files(tmp_path) == []
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o600


@pytest.mark.skipif(
    Path("/proc/sys/kernel/core_pattern").read_text().strip() != "core"
    or resource.getrlimit(resource.RLIMIT_CORE)[1] == 0,
    reason="core dumps go elsewhere on this machine, or are forbidden",
)
def test_without_it_the_same_process_leaves_its_secret_in_a_core_file(tmp_path: Path) -> None:
    assert die(tmp_path, "open") == "1"

    (core,) = core_files(tmp_path)
    dump = core.read_bytes()
    core.unlink()
    assert CANARY.encode() in dump
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o644


def test_the_command_line_secludes_itself(tmp_path: Path) -> None:
    program = (
        "import ctypes, os, resource\n"
        "from nornir_ikev2.cli import app as commands\n"
        "def look():\n"
        "    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE),"
        " oct(os.umask(0)))\n"
        "commands.app = look\n"
        "commands.main()\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stdout == "0 (0, 0) 0o77\n"
