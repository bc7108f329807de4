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
USE = """
from nornir_ikev2.api import Driver
from acme import AcmeDriver

driver: Driver = AcmeDriver()
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


def test_mypy_takes_the_whole_driver_and_names_what_half_a_driver_lacks(tmp_path: Path) -> None:
    whole, half = tmp_path / "whole", tmp_path / "half"
    text = ACME.read_text()
    for folder, source in ((whole, text), (half, text.replace("def normalise", "def tidy"))):
        folder.mkdir()
        (folder / "acme.py").write_text(source)
        (folder / "use.py").write_text(USE)

    good, bad = strict(whole), strict(half)

    assert good.returncode == 0, good.stdout
    assert bad.returncode == 1
    assert '"AcmeDriver" is missing following "Driver" protocol member' in bad.stdout
    assert "normalise" in bad.stdout


def strict(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check two files as a user would, with the package as installed."""
    cache = folder.parent / "cache"  # the second check takes what the first found out
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        f"--cache-dir={cache}",
        "acme.py",
        "use.py",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
