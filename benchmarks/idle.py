"""How much memory one lab process takes for 200 idle routers."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import site_generator
import yaml


def resident_megabytes(pid: int) -> float:
    """Resident set of a process, from /proc (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"process {pid} has ended")


def main(routers: int = 200) -> None:
    """Start a lab of `routers` routers and print what its process holds."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with site_generator.lab(root, spokes=routers - 2, workers=20, delay_ms=0):
            state = yaml.safe_load((root / ".nornir" / "lab.json").read_text())
            held = resident_megabytes(state["pid"])
    print(f"{routers} idle routers: {held:.0f} MB in one process, {held / routers:.2f} MB each")


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]))
