"""The process that is struck."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakes.doomed import Deployer
from fakes.struck import TIMING


@pytest.fixture(scope="module")
def deployer() -> Iterator[Deployer]:
    """Deploys and recovers at a wink, and dies where it is told to."""
    with Deployer(TIMING) as process:
        yield process
