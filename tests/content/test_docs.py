"""What the pages for people point at is there, and the rooms' short examples are true."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from example_site import lay_out_example, load_example
from nornir_ikev2.document import read
from nornir_ikev2.playbook import parse_playbook

CHECKOUT = Path(__file__).resolve().parents[2]
ENGINE = CHECKOUT / "src" / "nornir_ikev2"
ROOMS = ("inventory", "playbooks", "tasks", "parsers", "lab")
PAGES = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/*.md"), *CHECKOUT.glob("*/README.md")])
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
MODULE = re.compile(r"`((?:[a-z_]+/)*[a-z_]+\.py)`")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    assert not [
        link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()
    ]


@pytest.mark.parametrize("name", ["ios-facts.md", "architecture.md"])
def test_every_module_that_is_named_exists(name: str) -> None:
    named = set(MODULE.findall((CHECKOUT / "docs" / name).read_text()))
    rooms = (ENGINE, ENGINE / "change", CHECKOUT)

    assert not [one for one in named if not any((room / one).is_file() for room in rooms)]


@pytest.mark.parametrize("room", ROOMS)
def test_each_content_room_tells_what_it_is(room: str) -> None:
    assert (
        (CHECKOUT / room / "README.md")
        .read_text()
        .startswith(f"# {'The lab' if room == 'lab' else room}")
    )


def example(room: str) -> str:
    """The indented example of a room's README."""
    lines = (CHECKOUT / room / "README.md").read_text().splitlines()
    return "\n".join(line[4:] for line in lines if line.startswith("    ")) + "\n"


def test_the_spoke_of_the_inventory_readme_becomes_a_spoke(tmp_path: Path) -> None:
    root = lay_out_example(tmp_path)
    hosts = root / "inventory" / "hosts.yaml"
    hosts.write_text(hosts.read_text() + "\n" + example("inventory"))

    intent = load_example(root).intent

    assert ("hub1", "branch4") in [tunnel.ends for tunnel in intent.tunnels]


def test_the_playbook_of_the_readme_is_one_that_ships(tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / "playbooks" / "prepare-routers.yaml", tmp_path)
    (tmp_path / "example.yaml").write_text(example("playbooks"))
    steps = [path.stem for path in (CHECKOUT / "tasks").glob("*.py")]

    shown, ships = (
        parse_playbook(read(tmp_path / f"{name}.yaml", name, strict=False), "x", steps)
        for name in ("example", "prepare-routers")
    )

    assert shown == ships


def test_the_step_of_the_readme_is_one_that_ships() -> None:
    assert example("tasks") in (CHECKOUT / "tasks" / "push_keyrings.py").read_text()
