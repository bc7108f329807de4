from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nornir_ikev2.lab.inprocess import InProcessLab

EXAMPLE = Path(__file__).resolve().parents[2] / "lab/containerlab.yml"


@pytest.fixture
def lab() -> Iterator[InProcessLab]:
    """The example site, for one test."""
    with InProcessLab(EXAMPLE, time_scale=60) as running:
        yield running
