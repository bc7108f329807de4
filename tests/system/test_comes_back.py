"""When it fails, everything comes back: the first five faults, each against a fresh site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from site_under_test import Completed, Site, lab_up, lay_out, running_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running_site(tmp_path) as running:
        yield running


def restored(site: Site, before: dict[str, str], done: Completed) -> None:
    """Every router is as it was, and the run says so."""
    assert done.code == 3, done.err + done.out
    assert done.json["outcome"] == "restored"
    assert site.configs() == before
    touched = [router for router in done.json["routers"].values() if router["state"] != "untouched"]
    assert touched
    assert {router["state"] for router in touched} == {"restored"}


def test_a_line_refused_in_the_middle_of_a_section(site: Site) -> None:
    before = site.configs()
    fault = site.nornir(
        "lab",
        "fault",
        "branch2",
        "refuse-line",
        "match=integrity",
        "reply=% Invalid input detected",
    )
    assert fault.code == 0, fault.err

    done = site.nornir("run", "deploy-hub-spoke", "--json")

    restored(site, before, done)
    for word in ("branch2", "push_proposals", "integrity"):
        assert word in done.err


def test_a_tunnel_that_stays_down_because_one_router_stored_another_key(site: Site) -> None:
    before = site.configs()
    assert site.nornir("lab", "fault", "branch3", "wrong-key").code == 0

    done = site.nornir("run", "deploy-hub-spoke", "--json")

    restored(site, before, done)
    failed = [tunnel for tunnel in done.json["tunnels"] if not tunnel["ok"]]
    assert [tunnel["ends"] for tunnel in failed] == [["hub1", "branch3"]]
    assert failed[0]["negotiated"] is None
    assert failed[0]["reason"] == "AUTHENTICATION_FAILED"
    assert "line: pre-shared-key" in done.err
    assert "branch3" in done.err


def test_a_router_that_drops_the_session_in_mid_push(site: Site) -> None:
    before = site.configs()
    assert site.nornir("lab", "fault", "branch1", "drop-in-config", "after=12").code == 0

    done = site.nornir("run", "deploy-hub-spoke", "--json")

    restored(site, before, done)
    assert "branch1" in done.err


def test_a_crypto_map_that_cuts_management_is_undone_by_the_dead_man_timer(tmp_path: Path) -> None:
    def crypto_map(vpns: dict[str, Any]) -> None:
        vpn = vpns["vpns"]["branches"]
        vpn.update(mode="crypto-map", routing={"protocol": "none"})
        del vpn["tunnel"]

    def lans_hold_the_path_to_management(hosts: dict[str, Any]) -> None:
        # The hub offers the management station's network, the branch its own WAN address:
        # the answers of branch1 to the station now match its crypto ACL.
        hosts["hub1"]["data"]["lans"].append("192.0.2.0/24")
        hosts["branch1"]["data"]["lans"].append("203.0.113.0/30")

    edits = {
        "inventory/vpns.yaml": crypto_map,
        "inventory/hosts.yaml": lans_hold_the_path_to_management,
    }
    # Ten times as fast: the timer fires after 30 s, well after the silence was noticed.
    with lab_up(lay_out(tmp_path, edits), scale=10) as site:
        before = site.configs()

        done = site.nornir("run", "deploy-hub-spoke", "--json")

        restored(site, before, done)
        assert done.json["routers"]["branch1"]["error"]["step"].startswith("push_")
        assert "branch1" in done.err
        assert "this change cut its management" in done.err


def test_ctrl_c(site: Site) -> None:
    before = site.configs()
    for router in ("hub1", "branch1"):
        assert site.nornir("lab", "fault", router, "delay", "ms=150").code == 0

    done = site.interrupt("run", "deploy-hub-spoke", "--json", when="push_")

    restored(site, before, done)
