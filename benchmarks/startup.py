"""How long `nornir --help` takes, beside an empty Python."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

NORNIR = str(Path(sys.executable).parent / "nornir")


def seconds(*command: str, repeats: int = 7) -> float:
    """The median of `repeats` runs of a whole process."""
    times: list[float] = []
    for _ in range(repeats):
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def main() -> None:
    """Print both and the ratio."""
    empty = seconds(sys.executable, "-c", "pass")
    ours = seconds(NORNIR, "--help")
    print(f"nornir --help {ours:.3f} s, an empty Python {empty:.3f} s, ratio {ours / empty:.1f}")


if __name__ == "__main__":
    main()
