"""Finding a project, its settings, its shelves, its private folder."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from example_site import CHECKOUT, lay_out_example
from nornir_ikev2 import shelves
from nornir_ikev2.errors import LoadError, NornirIkev2Error, UsageError
from nornir_ikev2.project import find
from nornir_ikev2.secrets.store import open_store
from nornir_ikev2.settings import load


def install_bundle(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """Pretend a package with one content bundle is installed."""

    def installed(group: str) -> EntryPoints:
        return EntryPoints([EntryPoint("extra", value, group)])

    monkeypatch.setattr(shelves, "entry_points", installed)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("NORNIR_PROJECT", raising=False)
    mask = os.umask(0o022)
    yield
    os.umask(mask)


def test_the_nearest_folder_upwards_is_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out_example(tmp_path)
    (tmp_path / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "er")

    assert find().root == tmp_path


def test_the_variable_comes_before_the_folder_and_the_option_before_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, variable, option = (lay_out_example(tmp_path / name) for name in "abc")
    monkeypatch.chdir(here)

    assert find().root == here
    monkeypatch.setenv("NORNIR_PROJECT", str(variable))
    assert find().root == variable
    assert find(option).root == option


def test_no_project_is_a_usage_error_that_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UsageError, match="nornir init DIR"):
        find()
    with pytest.raises(UsageError, match="--project"):
        find(tmp_path)
    monkeypatch.setenv("NORNIR_PROJECT", str(tmp_path))
    with pytest.raises(UsageError, match=r"\$NORNIR_PROJECT"):
        find()


def test_the_private_folder_and_new_files_are_private(tmp_path: Path) -> None:
    lay_out_example(tmp_path)
    (tmp_path / ".nornir").mkdir(mode=0o755)

    project = find(tmp_path)
    (project.private / "file").write_text("")

    assert stat.S_IMODE(project.private.stat().st_mode) == 0o700
    assert stat.S_IMODE((project.private / "file").stat().st_mode) == 0o600


def test_a_private_folder_that_others_could_read_into_is_refused(tmp_path: Path) -> None:
    lay_out_example(tmp_path)
    private = tmp_path / ".nornir"
    private.mkdir()
    (private / "secrets.yaml").touch(0o600)
    for mode in (0o755, 0o750, 0o701):
        private.chmod(mode)

        with pytest.raises(LoadError, match=rf"\.nornir: can be read by others \(mode 0{mode:o}\)"):
            _ = find(tmp_path).private

    private.chmod(0o700)
    assert find(tmp_path).private == private


def test_settings_have_defaults(tmp_path: Path) -> None:
    (tmp_path / "nornir.yaml").write_text("")

    settings = load(tmp_path).settings

    assert (settings.vpns, settings.rollback_minutes) == ("inventory/vpns.yaml", 5)
    assert (settings.secrets.provider, settings.known_hosts) == ("file", ".nornir/known_hosts")


def test_every_fault_of_the_settings_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "nornir.yaml").write_text(
        "runer: {}\n"
        "inventory: [x]\n"
        "user_defined:\n"
        "  ikev2:\n"
        "    rollback_minuts: 5\n"
        "    rollback_minutes: 500\n"
        "    vpns: 7\n"
        "    secrets: file\n"
    )

    with pytest.raises(LoadError) as refused:
        load(tmp_path)

    assert [str(fault).split("\n")[0] for fault in refused.value.faults] == [
        (
            "nornir.yaml:1: runer: is not known here;"
            " expected core, inventory, logging, runner, ssh, user_defined"
        ),
        "nornir.yaml:2: inventory: expected `key: value` pairs",
        (
            "nornir.yaml:5: user_defined.ikev2.rollback_minuts: is not known here;"
            " expected vpns, journal, secrets, known_hosts, rollback_minutes, verify_seconds, return_seconds"
        ),
        "nornir.yaml:6: user_defined.ikev2.rollback_minutes: expected 1 to 120 (minutes)",
        "nornir.yaml:7: user_defined.ikev2.vpns: expected text",
        "nornir.yaml:8: user_defined.ikev2.secrets: expected `key: value` pairs",
    ]
    assert refused.value.faults[0].cure == "Did you mean `runner`?"


def test_options_are_checked_by_the_provider_and_their_values_not_shown(tmp_path: Path) -> None:
    (tmp_path / "nornir.yaml").write_text(
        "user_defined:\n  ikev2:\n    secrets:\n      provider: vault\n      url: https://v\n"
        "      token: CANARY\n      path: 7\n"
    )
    settings = load(tmp_path).settings

    with pytest.raises(LoadError) as refused:
        open_store(settings, tmp_path)

    assert "CANARY" not in str(refused.value)
    place = "user_defined.ikev2.secrets"
    said = [str(fault).splitlines()[0] for fault in refused.value.faults]
    assert said[0].startswith(f"nornir.yaml:6: {place}.token: is no option of the provider `vault`")
    assert said[1] == f"nornir.yaml:7: {place}.path: expected text"


def test_shelves_are_the_project_then_bundles_then_what_ships(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = tmp_path / "bundle"
    (bundle / "parsers").mkdir(parents=True)
    (bundle / "bundled_parsers.py").write_text(f"HERE = {str(bundle)!r}\n")
    monkeypatch.setattr(sys, "path", [str(bundle), *sys.path])
    install_bundle(monkeypatch, "bundled_parsers:HERE")
    root = lay_out_example(tmp_path / "project")
    (root / "parsers").mkdir()

    found = find(root).shelves("parsers")

    assert found[:2] == [root / "parsers", bundle / "parsers"]
    assert (CHECKOUT / "parsers" in found) == (CHECKOUT / "parsers").is_dir()


def test_a_broken_bundle_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install_bundle(monkeypatch, "no_such_module")

    with pytest.raises(NornirIkev2Error, match="the content bundle `extra`"):
        shelves.shelves(tmp_path, "tasks")


def test_the_checkout_is_its_own_shelf_once() -> None:
    found = find(CHECKOUT).shelves("lab")

    assert found == ([CHECKOUT / "lab"] if (CHECKOUT / "lab").is_dir() else [])
