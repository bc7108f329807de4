"""The promise of `nornir_ikev2.api`: what it lists, and that others' drivers type-check against it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.acme import AcmeDriver, AcmeSession
from nornir_ikev2 import api
from nornir_ikev2.api import Driver, Session

CHECKOUT = Path(__file__).resolve().parents[2]
ACME = CHECKOUT / "tests" / "fakes" / "acme.py"
PAGE = CHECKOUT / "docs" / "extending.md"
EXAMPLE = re.compile(r"^```python \S*?(\w+\.py)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WHOLE = """
from acme import AcmeDriver

from nornir_ikev2.api import Driver

driver: Driver = AcmeDriver()
"""
HALF = """
from nornir_ikev2.api import Driver


class HalfDriver:
    platforms: frozenset[str] = frozenset()

    def normalise(self, config: str) -> str:
        return config


driver: Driver = HalfDriver()
"""


def test_the_list_is_sorted_and_equals_what_is_there() -> None:
    public = {name for name in vars(api) if not name.startswith("_") and name != "annotations"}

    assert list(api.__all__) == sorted(api.__all__)
    assert set(api.__all__) == public


@pytest.mark.parametrize("name", [name for name in api.__all__ if name[0].isupper()])
def test_everything_listed_says_what_it_is(name: str) -> None:
    kind: object = getattr(api, name)
    if isinstance(kind, type) and kind.__module__.startswith("nornir_ikev2"):
        assert kind.__doc__


def test_a_driver_from_elsewhere_is_a_driver() -> None:
    driver: Driver = AcmeDriver()
    session: Session = AcmeSession("r1", [])

    assert driver.platforms == {"acme_os"}
    assert session.alive


def test_that_driver_needs_nothing_but_the_api() -> None:
    imports = re.findall(r"^(?:from|import) (nornir_ikev2\S*)", ACME.read_text(), re.MULTILINE)

    assert imports == ["nornir_ikev2.api"]


def test_mypy_takes_the_examples_and_refuses_half_a_driver(tmp_path: Path) -> None:
    files = dict(EXAMPLE.findall(PAGE.read_text()))
    files |= {"acme.py": ACME.read_text(), "whole.py": WHOLE, "half.py": HALF}
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    (error,) = done.stdout.splitlines()
    assert error.startswith("half.py:12: error: Incompatible types in assignment")
    assert '"HalfDriver", variable has type "Driver"' in error
