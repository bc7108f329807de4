"""What goes wrong between the first packet and the first prompt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from canary import LOGIN, USER
from faults.bench import QUICK, Bench, Ended
from faults.sites import DEFAULTS, quick

Covers = Callable[[str], None]
DRY = ("run", "deploy-hub-spoke", "--dry-run", "--json")


@pytest.fixture
def site(bench: Bench, tmp_path: Path) -> Bench:
    """The example project, which notices silence soon."""
    bench.project(tmp_path, {DEFAULTS: quick})
    bench.remember()
    return bench


def refused(bench: Bench, category: str, *words: str, run: tuple[str, ...] = DRY) -> Ended:
    """The run ends before any router is touched, and says why of branch2."""
    done = bench.nornir(*run)
    assert (done.code, done.json["outcome"]) == (1, "refused"), done.err
    error = done.json["routers"]["branch2"]["error"]
    assert error["category"] == category, error
    assert error["cure"]
    for word in words:
        assert word in done.err, done.err
    bench.alone()
    assert all(bench.running(name) == bench.before[name] for name in bench.routers)
    return done


def planned(bench: Bench) -> Ended:
    """All is well all the same."""
    done = bench.nornir(*DRY)
    assert (done.code, done.json["outcome"]) == (0, "planned"), done.err
    return done


def test_a_slow_prompt_is_waited_for_and_the_login_tried_once_more(
    site: Bench, covers: Covers
) -> None:
    covers("slow prompt")
    site.fault("branch2", "slow-prompt", seconds=1)
    planned(site)

    site.fault("branch2", "slow-prompt", seconds=QUICK["prompt"] + 2, once=1)
    planned(site)
    assert site.lab.router("branch2").passwords == 3

    site.fault("branch2", "slow-prompt", seconds=QUICK["prompt"] + 2)
    refused(site, "transient", "branch2", "timeouts.prompt")
    assert site.lab.router("branch2").passwords == 5


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("## maintenance # tonight ##", "utf-8"),
        ("Zürich > hub# ", "utf-8"),
        ("Zürich: kein Zugang! #", "latin-1"),
        ("branch2#\nbranch2(config)#", "utf-8"),
    ],
)
def test_a_banner_is_read_past(site: Bench, covers: Covers, text: str, encoding: str) -> None:
    covers("login banner with `#`, not ASCII, Latin-1")
    site.fault("branch2", "banner", text=text, encoding=encoding)

    planned(site)


def test_no_free_vty_has_an_error_of_its_own(site: Bench, covers: Covers) -> None:
    covers("no free vty")
    site.fault("branch2", "vty-exhausted")

    refused(site, "transient", "no free vty line", "show users")


def test_a_run_has_one_session_per_router_at_most(site: Bench, covers: Covers) -> None:
    covers("no free vty")

    done = site.nornir("run", "deploy-hub-spoke", "--json")

    assert done.code == 0, done.err
    assert {site.lab.router(name).most_lines for name in site.routers} == {1}
    assert {site.lab.router(name).passwords for name in site.routers} == {1}


def test_a_slow_aaa_server_is_waited_for_and_is_no_refused_password(
    site: Bench, covers: Covers
) -> None:
    covers("AAA slow")
    site.fault("branch2", "slow-auth", seconds=1)
    planned(site)

    site.fault("branch2", "slow-auth", seconds=QUICK["auth"] + 30)
    refused(site, "transient", "did not judge the password in time", "timeouts.auth")


def test_a_refused_password_is_sent_once(site: Bench, covers: Covers) -> None:
    covers("password refused")
    site.type("branch2", f"username {USER} privilege 15 secret 0 another")
    site.remember()

    refused(site, "auth", "refused the credentials", run=("run", "deploy-hub-spoke", "--json"))

    assert site.lab.router("branch2").passwords == 1


def test_a_refused_enable_secret_is_sent_once(site: Bench, covers: Covers) -> None:
    covers("`enable` refused")
    site.type("branch2", f"username {USER} privilege 1 secret 0 {LOGIN}", "enable secret 0 another")
    site.remember()
    lines = site.typed("branch2")
    refused(site, "auth", "refused privileged mode", "NORNIR_ENABLE_SECRET")
    assert lines.count("enable") == 1


def test_a_command_that_is_not_authorized_is_quoted(site: Bench, covers: Covers) -> None:
    covers("command not authorized")
    site.fault("branch2", "deny-command", match="configure terminal")

    done = site.nornir("run", "deploy-hub-spoke", "--json")

    assert (done.code, done.json["outcome"]) == (3, "restored"), done.err
    error = done.json["routers"]["branch2"]["error"]
    assert error["category"] == "permanent"
    assert "Command authorization failed." in error["reply"]


def test_another_host_key_gets_no_password_and_no_second_try(site: Bench, covers: Covers) -> None:
    covers("wrong host key")
    site.fault("branch2", "other-host-key")

    refused(site, "hostkey", "another host key", "no password was sent")

    assert site.lab.router("branch2").passwords == 0


def test_an_old_image_is_told_from_others_and_the_extra_is_named(
    site: Bench, covers: Covers
) -> None:
    covers("no SSH algorithm in common")
    site.fault("branch2", "old-ssh")

    refused(site, "permanent", "in common", "legacy-ssh")

    assert site.lab.router("branch2").passwords == 0


def test_two_names_for_one_address_are_refused_when_loading(site: Bench, covers: Covers) -> None:
    covers("two inventory names for one router")
    (site.root / ".nornir" / "lab.json").unlink()

    def same_port(hosts: dict[str, Any]) -> None:
        hosts["branch3"]["port"] = hosts["branch2"]["port"]

    site.edit("inventory/hosts.yaml", same_port)

    done = site.nornir("run", "deploy-hub-spoke", "--json")

    assert (done.code, done.json["outcome"]) == (1, "refused")
    assert "branch3" in done.err
    assert "branch2" in done.err


def test_two_addresses_of_one_router_are_refused_by_serial_number(
    site: Bench, covers: Covers
) -> None:
    covers("two inventory names for one router")
    site.lead("branch3", to="branch2")

    done = site.nornir("run", "deploy-hub-spoke", "--json")

    assert (done.code, done.json["outcome"]) == (1, "refused"), done.err
    assert "is the same router as" in done.err
    assert done.json["failures"][0]["category"] == "refused_input"
