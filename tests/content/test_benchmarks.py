"""The benchmarks run: small, for their results and not for their times."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("planning.py", "3"), "3 tunnels up"),
        (("push.py", "--routers", "1", "--delays", "0", "--repeats", "1"), "our whole change"),
        (("idle.py", "3"), "3 idle routers"),
    ],
)
def test_a_benchmark_ends_with_its_figures(arguments: tuple[str, ...], said: str) -> None:
    script, *rest = arguments

    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / script), *rest],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert said in done.stdout
