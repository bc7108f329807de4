"""Tests with real daemons: skipped with the reason where they can't run, failed in CI, which installs all."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from nornir_ikev2.lab.strongswan.requirements import missing

HERE = Path(__file__).parent


@cache
def lacking() -> str:
    absent = list(missing())
    if os.geteuid() != 0:
        absent.append("root, since namespaces of a test belong to the process that runs it")
    return ", ".join(absent)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mine = [item for item in items if HERE in item.path.parents]
    if not mine or not lacking() or os.environ.get("CI"):
        return
    skip = pytest.mark.skip(reason=f"needs {lacking()}")
    for item in mine:
        item.add_marker(skip)


@pytest.fixture(autouse=True)
def _complete() -> None:
    if lacking():
        pytest.fail(f"CI must be able to run these tests, and lacks {lacking()}")
