"""What `nornir run` refuses before it contacts anybody; real runs are in tests/system."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from example_site import lay_out_example
from nornir_ikev2.cli.app import app
from nornir_ikev2.errors import LoadError, UsageError

RUN = CliRunner()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return lay_out_example(tmp_path)


def refused(site: Path, *arguments: str) -> UsageError:
    done = RUN.invoke(app, ["--project", str(site), *arguments])
    assert isinstance(done.exception, UsageError)
    return done.exception


def test_a_removal_needs_yes_where_nobody_can_be_asked(site: Path) -> None:
    assert "--yes" in refused(site, "run", "remove-vpn").cure


def test_a_removal_asked_for_as_dry_run_needs_no_yes_but_a_lab(site: Path) -> None:
    done = RUN.invoke(app, ["--project", str(site), "run", "remove-vpn", "--dry-run", "--json"])

    assert done.exit_code == 1
    assert '"outcome": "refused"' in done.stdout
    assert not (site / ".nornir" / "secrets.yaml").exists()


def test_a_misspelt_playbook_gets_a_suggestion(site: Path) -> None:
    assert "deploy-hub-spoke" in refused(site, "run", "deploy-hub-spokes").cure


def test_a_misspelt_limit_gets_a_suggestion(site: Path) -> None:
    error = refused(site, "run", "deploy-hub-spoke", "--limit", "hub1,brances")

    assert "branches" in error.cure


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--batch", "half"], "--batch: `half` is no size of a batch"),
        (["--batch", "1,,5"], "--batch: `` is no size of a batch"),
        (["--batch", "0"], "--batch: `0` is out of range"),
        (["--batch", "101%"], "--batch: `101%` is out of range"),
        (["--max-fail", "5%"], "--max-fail is about batches"),
        (["--atomic"], "--atomic is about batches"),
        (["--batch", "1", "--max-fail", "some"], "--max-fail: `some` is no percentage"),
        (["--batch", "1", "--max-fail", "101"], "--max-fail: `101` is no percentage"),
        (["--batch", "1", "--max-fail", "5%", "--atomic"], "--atomic keeps all routers or none"),
    ],
)
def test_options_of_batches_that_make_no_sense_are_refused_with_the_reason(
    site: Path, options: list[str], said: str
) -> None:
    error = refused(site, "run", "deploy-hub-spoke", *options)

    assert said in error.message
    assert error.cure
    assert error.exit_code == 2


def test_a_playbook_of_the_project_with_faults_is_refused_with_all_of_them(site: Path) -> None:
    (site / "playbooks").mkdir()
    text = "description: x\nprepare: [read_routr]\nchange: [push_tunnels]\n"
    (site / "playbooks" / "mine.yaml").write_text(text)

    done = RUN.invoke(app, ["--project", str(site), "run", "mine"])

    assert isinstance(done.exception, LoadError)
    assert len(done.exception.faults) >= 4


def test_no_run_yet_is_an_empty_history_and_no_last_run(site: Path) -> None:
    done = RUN.invoke(app, ["--project", str(site), "history", "--json"])

    assert (done.exit_code, done.stdout) == (0, "[]\n")
    assert "there is no run `last`" in refused(site, "show", "last").message
