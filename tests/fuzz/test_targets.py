"""A short run of every fuzz target, the same each time, and every input that once broke one."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest

from fuzz.targets import TARGETS, seeds

HERE: Final = Path(__file__).parent
RUNS: Final = 600


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has no wheel for this Python")
@pytest.mark.parametrize("name", TARGETS)
def test_a_short_run_breaks_nothing(name: str) -> None:
    done = subprocess.run(
        [
            *(sys.executable, str(HERE / "run.py"), name, "-seed=1", "-max_len=3000"),
            *(f"-runs={RUNS}", "-timeout=60", "-print_final_stats=1"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-4000:]
    executed = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    assert executed
    assert int(executed[1]) >= RUNS


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_and_what_once_broke_a_target_break_it_no_more(name: str) -> None:
    known = [path.read_bytes() for path in sorted((HERE / "crashes" / name).glob("*"))]

    for data in [b"", *seeds(name), *known]:
        TARGETS[name](data)
