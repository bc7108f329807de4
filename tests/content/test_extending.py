"""The examples of docs/extending.md do what the page says."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path

import pytest

from example_site import lay_out_example
from fakes.driver import FakeDriver, FakeRouter, FakeSession
from fakes.fleet import Fleet
from nornir_ikev2.change.context import RunContext
from nornir_ikev2.change.shelf import load_steps
from nornir_ikev2.drivers import registry
from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.intent.model import SecretRef
from nornir_ikev2.playbook import load_playbook
from nornir_ikev2.project import find
from nornir_ikev2.verify.parse import parse

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = (CHECKOUT / "docs" / "extending.md").read_text()
BLOCKS = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
FILES = {name: text for _, name, text in BLOCKS if name}
REF = SecretRef("branches", "branch1--hub1", "hub1")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that has the page's files."""
    root = lay_out_example(tmp_path / "site")
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The page's package as pip would leave it: importable, with its entry points."""
    place = tmp_path / "site-packages"
    package, about = place / "acme_ikev2", place / "acme_ikev2-1.0.dist-info"
    for folder in (package, about, package / "parsers"):
        folder.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "mounted.py").write_text(FILES["acme_ikev2/mounted.py"])
    (package / "parsers" / "cisco_ios_show_clock.ttp").touch()
    shutil.copy(CHECKOUT / "tests" / "fakes" / "acme.py", package)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-ikev2\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(entry_points())
    monkeypatch.setattr(sys, "path", [str(place), *sys.path])
    invalidate_caches()
    forget_drivers()
    yield package
    forget_drivers()
    for name in [one for one in sys.modules if one.partition(".")[0] == "acme_ikev2"]:
        del sys.modules[name]


def forget_drivers() -> None:
    """Let the registry look again at what is installed."""
    registry._drivers.cache_clear()  # pyright: ignore[reportPrivateUsage] - a process looks once


def entry_points() -> str:
    """What a build makes of the page's TOML."""
    rows: list[str] = []
    for kind, _, text in BLOCKS:
        if kind == "toml":
            for group, names in tomllib.loads(text)["project"]["entry-points"].items():
                rows += [f"[{group}]", *(f"{name} = {value}" for name, value in names.items())]
    return "\n".join(rows)


class OneClock(FakeSession):
    """A session that shows one time."""

    def __init__(self, time: str) -> None:
        super().__init__(FakeRouter("hub1"))
        self._time = time

    def show(self, commands: object) -> list[str]:
        assert commands == ["show clock"]
        return [self._time]


class ClockDriver(FakeDriver):
    """A driver whose one router shows one time."""

    def __init__(self, time: str) -> None:
        super().__init__(())
        self._time = time

    def open(self, host: object, permit: object = None) -> OneClock:
        del host, permit
        return OneClock(self._time)


@pytest.mark.parametrize(
    ("time", "outcome"),
    [("14:38:02.1 UTC Tue Nov 24 2026", "planned"), ("*14:38:02.1 UTC Tue Nov 24 2026", "refused")],
)
def test_the_step_refuses_a_router_whose_clock_is_not_set(
    tmp_path: Path, project: Path, time: str, outcome: str
) -> None:
    check_clock = load_steps(["check_clock"], [project / "tasks"])["check_clock"]
    fleet = Fleet(tmp_path, names=("hub1",))

    def give_it_a_clock(run: RunContext) -> None:
        run.changes["hub1"].driver = ClockDriver(time)

    result = fleet.run(dry_run=True, steps={"predict_tunnels": check_clock}, before=give_it_a_clock)

    assert result.outcome == outcome
    cures = [failure.cure for failure in result.failures]
    assert cures == (["Give the router an NTP server."] if outcome == "refused" else [])


def test_the_playbook_is_found_and_right(project: Path) -> None:
    site = find(project)

    book = load_playbook("deploy-certified", site.shelves("playbooks"), site.shelves("tasks"))

    assert book.phases["prepare"][1] == "check_clock"
    assert book.arms


def test_the_parser_reads_the_output_as_shown(project: Path) -> None:
    records = parse("show clock", FILES["show_clock.txt"], find(project).shelves("parsers"))

    assert records == json.loads(FILES["show_clock.json"])


def test_the_package_is_a_shelf_between_the_project_and_what_ships(
    project: Path, installed: Path
) -> None:
    own, bundle, *shipped = find(project).shelves("parsers")

    assert own == project / "parsers"
    assert bundle == installed / "parsers"
    assert shipped == [CHECKOUT / "parsers"]


@pytest.mark.usefixtures("installed")
def test_the_provider_reads_mounted_keys_and_keeps_none(project: Path) -> None:
    settings = project / "nornir.yaml"
    settings.write_text(
        re.sub(r"secrets: \{.*\}", "secrets: {provider: mounted, path: keys}", settings.read_text())
    )
    file = project / "keys" / str(REF)
    file.parent.mkdir(parents=True)
    file.write_text("Qm7Zt4Xv9Lk2Rw8Hs3Pd6Yc1Fb5Ng0JqTeUa\n")

    store = find(project).secrets()

    assert store.get(REF) == "Qm7Zt4Xv9Lk2Rw8Hs3Pd6Yc1Fb5Ng0JqTeUa"
    with pytest.raises(NornirIkev2Error, match="not mounted: branches/branch1--hub1/branch1"):
        store.ensure([SecretRef("branches", "branch1--hub1", "branch1")])


@pytest.mark.usefixtures("installed")
def test_the_driver_is_found_by_its_platform() -> None:
    driver = registry.driver_for("acme_os")

    assert isinstance(driver, import_module("acme_ikev2.acme").AcmeDriver)
    assert type(registry.driver_for("cisco_xe")).__name__ == "IosDriver"
