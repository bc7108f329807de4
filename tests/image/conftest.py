"""The image, built and run for real: a long test, so it is left out unless NORNIR_IKEV2_LONG is set."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("NORNIR_IKEV2_LONG"):
        return
    long = [item for item in items if HERE in item.path.parents]
    items[:] = [item for item in items if item not in long]
    config.hook.pytest_deselected(items=long)
