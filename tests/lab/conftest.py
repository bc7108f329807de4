from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from netmiko.cisco import cisco_ios

from nornir_ikev2.lab.inprocess import InProcessLab

EXAMPLE = Path(__file__).resolve().parents[2] / "lab/containerlab.yml"


@pytest.fixture
def lab() -> Iterator[InProcessLab]:
    """The example site, for one test."""
    with InProcessLab(EXAMPLE, time_scale=60) as running:
        yield running


class Hurry:
    """The `time` module for a library that sleeps where it could wait."""

    def __init__(self, speed: float) -> None:
        self._speed = speed

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / self._speed)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Netmiko's file transfer sleeps for seconds before it looks whether the router is done."""
    monkeypatch.setattr(cisco_ios, "time", Hurry(10))
