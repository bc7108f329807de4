"""The image of the virtual router: what a build would trip over, as far as it shows without an engine."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from router_image import (
    CHECKOUT,
    CLIENT,
    DOCKERFILE,
    ENTRY,
    INSIDE,
    LIBRARIES,
    STAND_IN,
    copies,
    lay_out,
    of,
)


@pytest.fixture
def laid_out(tmp_path: Path) -> Path:
    return lay_out(tmp_path)


def installed() -> set[str]:
    """The packages that the image itself installs, in its last stage."""
    steps = [one.strip() for one in of("RUN")[1].split("&&")]
    assert steps[0] == "apt-get update"
    assert steps[1].startswith("apt-get install --yes --no-install-recommends ")
    assert steps[2:] == ["rm -rf /var/lib/apt/lists/*"]
    return set(steps[1].split()[4:])


def test_it_begins_with_debian_and_takes_nothing_from_elsewhere() -> None:
    text = DOCKERFILE.read_text()

    assert of("FROM") == [f"debian:trixie-slim AS {CLIENT}", "debian:trixie-slim"]
    assert not re.search(r"\bpip|pypi|venv|curl|wget|\bgit\b|ADD ", text, re.IGNORECASE)
    assert set(re.findall(r"https?://[\w.]+", text)) == {"http://deb.debian.org"}


def test_the_client_of_charon_comes_from_the_source_package_with_its_licence() -> None:
    assert "apt-get source strongswan" in of("RUN")[0]
    assert [one for one in of("COPY") if one.startswith("--from=")] == [
        f"--from={CLIENT} /client/vici {INSIDE}/vici",
        f"--from={CLIENT} /client/LICENSE {INSIDE}/vici/LICENSE",
    ]


def test_each_library_comes_from_its_debian_package() -> None:
    python = {one for one in installed() if one.startswith("python3")}

    assert python == {"python3", *LIBRARIES.values()}


def test_every_module_that_a_router_can_reach_is_copied_and_needs_no_other_library(
    laid_out: Path,
) -> None:
    shows = (CHECKOUT / "src" / "nornir_ikev2" / "lab" / "show").glob(
        "*.py"
    )  # found by their folder
    reached, libraries = closure(ENTRY, *(f"nornir_ikev2.lab.show.{one.stem}" for one in shows))

    absent = [one for one in reached if not module_file(laid_out, one)]
    assert len(reached) > 100
    assert not absent
    assert libraries == {*LIBRARIES, CLIENT}


def test_the_entry_command_starts_from_what_is_copied(laid_out: Path) -> None:
    program, *words = json.loads(of("ENTRYPOINT")[0])

    done = subprocess.run(
        [sys.executable, "-I", STAND_IN, laid_out, "--help"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert [program, *words] == ["python3", "-m", ENTRY]
    assert of("ENV") == [f"PYTHONPATH={INSIDE}"]
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage: python -m nornir_ikev2.lab.container ")


def test_what_is_copied_passes_the_list_of_files_that_an_engine_may_see() -> None:
    patterns = (CHECKOUT / ".dockerignore").read_text().splitlines()
    seen = [CHECKOUT / one[1:] for one in patterns if one.startswith("!")]

    assert "*" in patterns
    assert all(
        any(source == one or one in source.parents for one in seen) for source, _ in copies()
    )


def test_the_topology_runs_this_image_and_the_script_builds_it() -> None:
    topology = (CHECKOUT / "lab" / "containerlab-free.yml").read_text()
    script = (CHECKOUT / "scripts" / "image").read_text()

    assert "image: nornir-ikev2/router" in topology
    assert "image=nornir-ikev2/router" in script
    assert "base=docker.io/library/debian:trixie-slim" in script


def module_file(root: Path, name: str) -> Path | None:
    """Where a module of ours is, None for a name that is none."""
    place = root / name.replace(".", "/")
    found = (one for one in (place / "__init__.py", place.with_suffix(".py")) if one.is_file())
    return next(found, None)


def closure(*entries: str) -> tuple[set[str], set[str]]:
    """Our modules that these reach by imports, in functions too, and the libraries they all import."""
    reached: set[str] = set()
    libraries: set[str] = set()
    open_ = [*entries]
    while open_:
        name = open_.pop()
        file = module_file(CHECKOUT / "src", name)
        top = name.partition(".")[0]
        if file is None and top != "nornir_ikev2" and top not in sys.stdlib_module_names:
            libraries.add(top)
        if file is not None and name not in reached:
            reached.add(name)
            open_ += imports(file)
    return reached, libraries


def imports(file: Path) -> Iterator[str]:
    """Every name that a file may import, modules or not."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "import_module":
            yield from (str(one.value) for one in node.args if isinstance(one, ast.Constant))
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)
