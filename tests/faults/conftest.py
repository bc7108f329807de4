from __future__ import annotations

from collections.abc import Iterator

import pytest

from faults.bench import Bench, bench


@pytest.fixture(scope="session")
def shared() -> Iterator[Bench]:
    """One lab for all cases of a worker."""
    with bench() as made:
        yield made


@pytest.fixture(name="bench")
def clean(shared: Bench) -> Bench:
    """The lab with every router in its first configuration."""
    shared.reset()
    return shared
