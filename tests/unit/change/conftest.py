"""Journals of both kinds: tests that take `journal_url` run on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakes.postgres import Postgres, postgres, programs


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    where = programs()
    if where is None:
        pytest.skip("needs Debian's package postgresql")
    with postgres(where) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def journal_url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return "sqlite:///private/journal.db"
    server: Postgres = request.getfixturevalue("server")
    return server.database()
