"""What goes wrong while a router answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from faults.bench import QUICK, Bench
from faults.sites import DEFAULTS, quick

Covers = Callable[[str], None]
DRY = ("run", "deploy-hub-spoke", "--dry-run", "--json")


@pytest.fixture
def site(bench: Bench, tmp_path: Path) -> Bench:
    """The example project, which notices silence soon."""
    bench.project(tmp_path, {DEFAULTS: quick})
    bench.remember()
    return bench


def test_a_router_that_pages_is_read_and_warned_of(site: Bench, covers: Covers) -> None:
    covers("`--More--` although paging is off")
    site.fault("branch2", "no-more-length")

    done = site.nornir("run", "deploy-hub-spoke", "--json")

    assert done.code == 0, done.err
    assert any("branch2" in one and "pages" in one for one in done.json["warnings"])


@pytest.mark.parametrize("after", [1, 7, 30])
def test_syslog_and_a_prompt_amid_output_cut_nothing_off(
    site: Bench, covers: Covers, after: int
) -> None:
    covers("syslog and a prompt amid output")
    plain = site.nornir(*DRY).json["routers"]["branch2"]["added"]
    site.fault("branch2", "syslog-in-output", after=after)

    done = site.nornir(*DRY)

    assert done.code == 0, done.err
    assert done.json["routers"]["branch2"]["added"] == plain


def test_syslog_amid_a_push_is_no_refusal(site: Bench, covers: Covers) -> None:
    covers("syslog while lines are pushed")
    site.fault("branch2", "syslog-in-config")

    done = site.nornir("run", "deploy-hub-spoke", "--json")

    assert (done.code, done.json["outcome"]) == (0, "kept"), done.err


def test_a_stalled_read_is_tried_once_more(site: Bench, covers: Covers) -> None:
    covers("output stops for longer than `timeouts.read`")
    site.fault("branch2", "stall", match="running-config", seconds=QUICK["read"] + 10)
    assert site.nornir(*DRY).code == 0

    site.fault("branch2", "stall", match="running-config", seconds=QUICK["read"] + 10, once=0)
    done = site.nornir(*DRY)

    assert done.code == 1
    error = done.json["routers"]["branch2"]["error"]
    assert error["category"] == "transient"
    assert "silent" in error["message"]


def test_a_session_dropped_in_a_show_is_said_at_once_and_read_once_more(
    site: Bench, covers: Covers
) -> None:
    covers("session dropped in a `show`")
    site.fault("branch2", "drop-in-show", match="running-config")
    assert site.nornir(*DRY).code == 0

    site.fault("branch2", "drop-in-show", match="running-config", once=0)
    done = site.nornir(*DRY)

    assert done.code == 1
    error = done.json["routers"]["branch2"]["error"]
    assert (error["category"], "ended" in error["message"]) == ("transient", True)


def test_a_full_flash_is_found_before_anything_is_written(site: Bench, covers: Covers) -> None:
    covers("flash full")
    site.fault("branch2", "flash-full")
    lines = site.typed("branch2")

    done = site.nornir("run", "deploy-hub-spoke", "--json")

    assert (done.code, done.json["outcome"]) == (1, "refused")
    assert "bytes free" in done.err
    assert not [line for line in lines if line.startswith(("copy", "conf"))]


def test_a_missing_archive_is_refused_with_the_playbook_that_helps(
    site: Bench, covers: Covers
) -> None:
    covers("archive missing")
    site.type("branch2", "no archive")

    done = site.nornir("run", "deploy-hub-spoke", "--json")
    assert (done.code, "prepare-routers" in done.err) == (1, True)

    assert site.nornir("run", "prepare-routers", "--json").code == 0
    assert site.nornir("run", "deploy-hub-spoke", "--json").code == 0


def test_a_lock_is_waited_for_and_nothing_is_written_meanwhile(site: Bench, covers: Covers) -> None:
    covers("configuration locked")
    site.fault("branch2", "config-locked", user="eve")
    lines = site.typed("branch2")
    done = site.nornir("run", "deploy-hub-spoke", "--json")
    assert (done.code, done.json["outcome"]) == (1, "refused")
    assert done.json["routers"]["branch2"]["error"]["category"] == "locked"
    assert "eve" in done.err
    assert not [line for line in lines if line.startswith("conf")]

    site.lab.router("branch2").faults.clear()
    site.fault("branch2", "config-locked", user="eve", **{"for": 150})
    done = site.nornir("run", "deploy-hub-spoke", "--json", "--lock-timeout", "20")

    assert (done.code, done.json["outcome"]) == (0, "kept"), done.err
