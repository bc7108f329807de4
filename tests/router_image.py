"""What lab/Dockerfile says, and the folder of our own code as the image would hold it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
DOCKERFILE = CHECKOUT / "lab" / "Dockerfile"
INSIDE = "/opt/router"
ENTRY = "nornir_ikev2.lab.container"
STAND_IN = CHECKOUT / "tests" / "fakes" / "image_entry.py"
"""Runs the entry with nothing but what the image holds."""
LIBRARIES = {
    "asyncssh": "python3-asyncssh",
    "cryptography": "python3-cryptography",
    "yaml": "python3-yaml",
}
"""The libraries that a router imports from packages of Debian, and which these are."""
CLIENT = "vici"
"""The library that comes from Debian's source package of strongSwan, by a stage of this name."""


def instructions() -> list[tuple[str, str]]:
    """Each instruction with its arguments; comments gone, continued lines joined."""
    lines = [one for one in DOCKERFILE.read_text().splitlines() if not one.startswith("#")]
    text = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    found = [one.partition(" ") for one in text.splitlines() if one.strip()]
    return [(name, rest.strip()) for name, _, rest in found]


def of(name: str) -> list[str]:
    """The arguments of each instruction of this name."""
    return [rest for kind, rest in instructions() if kind == name]


def copies() -> Iterator[tuple[Path, str]]:
    """What is copied, and the place in the image it gets: a folder's contents, a file with its name."""
    for rest in of("COPY"):
        if rest.startswith("--from="):
            continue
        *sources, place = rest.split()
        for source in sources:
            yield CHECKOUT / source, place + Path(source).name if place.endswith("/") else place


def lay_out(folder: Path) -> Path:
    """Copy what the image holds of this project; the folder to be on PYTHONPATH."""
    for source, place in copies():
        target = folder / place.removeprefix(f"{INSIDE}/")
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return folder
