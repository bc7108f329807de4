from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from faults.bench import Bench, bench
from faults.rows import ROWS


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


@pytest.fixture
def covers(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Call with a row's name: this test shows what that row says."""

    def note(row: str) -> None:
        for name, value in (("row", row), ("does", ROWS[row]), ("evidence", "virtual")):
            record_property(name, value)

    return note
