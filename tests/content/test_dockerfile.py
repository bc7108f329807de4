"""The image of the virtual router: what a build would trip over, as far as it shows without Docker."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
DOCKERFILE = CHECKOUT / "lab" / "Dockerfile"
KNOWN = {"FROM", "RUN", "COPY", "EXPOSE", "ENTRYPOINT"}
SYSTEM = {
    "iproute2",
    "libcharon-extra-plugins",
    "python3",
    "python3-venv",
    "strongswan-charon",
    "strongswan-swanctl",
    "util-linux",
}


def instructions() -> list[tuple[str, str]]:
    """Each instruction with its arguments; comments gone, continued lines joined."""
    lines = [one for one in DOCKERFILE.read_text().splitlines() if not one.startswith("#")]
    text = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    found = [one.partition(" ") for one in text.splitlines() if one.strip()]
    return [(name, rest.strip()) for name, _, rest in found]


def of(name: str) -> list[str]:
    return [rest for kind, rest in instructions() if kind == name]


def test_it_has_known_instructions_alone_and_begins_with_debian() -> None:
    assert {name for name, _ in instructions()} == KNOWN
    assert instructions()[0] == ("FROM", "debian:bookworm-slim")
    assert not re.search(r"curl|wget|ADD |https?:", DOCKERFILE.read_text())


def test_what_is_installed_are_debian_packages_without_recommended_ones() -> None:
    first = of("RUN")[0]
    steps = [one.strip() for one in first.split("&&")]

    assert steps[0] == "apt-get update"
    assert steps[1].startswith("apt-get install --yes --no-install-recommends ")
    assert set(steps[1].split()[4:]) == SYSTEM
    assert steps[2] == "rm -rf /var/lib/apt/lists/*"


def test_all_that_is_copied_is_in_the_checkout_and_is_what_a_build_needs() -> None:
    sources = [word for rest in of("COPY") for word in rest.split()[:-1]]

    assert all((CHECKOUT / one).exists() for one in sources)
    assert {"pyproject.toml", "hatch_build.py", "src", "LICENSE", "README.md"} <= set(sources)
    hook = (CHECKOUT / "hatch_build.py").read_text()
    rooms = re.search(r"ROOMS = \((.*)\)", hook)
    assert rooms
    assert {one.strip(' "') for one in rooms[1].split(",")} <= set(sources)


def test_the_entry_command_exists() -> None:
    program, *words = json.loads(of("ENTRYPOINT")[0])

    assert program == "/opt/router/bin/python"
    assert words[0] == "-m"
    assert find_spec(words[1])


def test_the_topology_runs_this_image() -> None:
    topology = (CHECKOUT / "lab" / "containerlab-free.yml").read_text()

    assert "image: nornir-ikev2/router" in topology
    assert "docker build -f lab/Dockerfile -t nornir-ikev2/router ." in topology
