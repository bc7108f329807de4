"""The way of a change, end to end: the command line, real SSH, virtual routers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from site_under_test import ROUTERS, Site, running_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running_site(tmp_path) as running:
        yield running


def test_a_hub_and_three_spokes_get_their_tunnels_and_a_second_run_changes_nothing(
    site: Site,
) -> None:
    first = site.nornir("run", "deploy-hub-spoke", "--json")
    assert first.code == 0, first.err + first.out
    assert first.json["outcome"] == "kept"
    assert {
        name: router["state"] for name, router in first.json["routers"].items()
    } == dict.fromkeys(ROUTERS, "saved")
    assert [tunnel["ends"] for tunnel in first.json["tunnels"]] == [
        ["hub1", f"branch{n}"] for n in (1, 2, 3)
    ]
    for tunnel in first.json["tunnels"]:
        assert tunnel["ok"]
        assert tunnel["negotiated"] == tunnel["predicted"]
        assert tunnel["predicted"]["group"] == 20
    assert site.show("hub1", "show crypto ikev2 sa").count("READY") == 3
    assert site.show("hub1", "show ip eigrp neighbors").count("Tu10") == 3

    before = site.configs()
    second = site.nornir("run", "deploy-hub-spoke", "--json")
    assert second.code == 0, second.err
    assert second.json["outcome"] == "unchanged"
    assert not any(router["changed"] for router in second.json["routers"].values())
    assert site.configs() == before


def test_a_dry_run_shows_the_lines_with_secrets_masked_and_touches_nothing(site: Site) -> None:
    before = site.configs()

    dry = site.nornir("run", "deploy-hub-spoke", "--dry-run", "--json")

    assert dry.code == 0, dry.err
    assert dry.json["outcome"] == "planned"
    added = dry.json["routers"]["branch1"]["added"]
    assert any("pre-shared-key" in line and "<secret>" in line for line in added)
    assert site.configs() == before
    assert not (site.root / "inventory" / "vpns.lock.yaml").exists()
    assert not (site.root / ".nornir" / "secrets.yaml").exists()


def test_removing_the_vpn_gives_back_the_configuration_of_before_line_for_line(site: Site) -> None:
    before = site.configs()
    assert site.nornir("run", "deploy-hub-spoke").code == 0
    assert site.configs() != before

    asked = site.nornir("run", "remove-vpn")
    assert asked.code == 2
    assert "--yes" in asked.err
    removed = site.nornir("run", "remove-vpn", "--yes", "--json")

    assert removed.code == 0, removed.err
    assert removed.json["outcome"] == "kept"
    assert site.configs() == before


def test_a_spoke_that_left_the_intent_is_removed_from_the_hub(site: Site) -> None:
    assert site.nornir("run", "deploy-hub-spoke").code == 0

    def drop_branch2(vpns: dict[str, Any]) -> None:
        vpns["vpns"]["branches"]["spokes"] = ["branch1", "branch3"]

    site.edit("inventory/vpns.yaml", drop_branch2)
    done = site.nornir("run", "deploy-hub-spoke", "--json")

    assert done.code == 0, done.err
    hub = site.running("hub1")
    assert "203.0.113.5" not in hub
    assert "203.0.113.1" in hub
    assert "BRANCHES" not in site.running("branch2")
    assert site.show("hub1", "show crypto ikev2 sa").count("READY") == 2


def test_what_was_saved_survives_a_restart_of_the_lab(site: Site) -> None:
    assert site.nornir("run", "deploy-hub-spoke").code == 0
    before = site.configs()

    assert site.nornir("lab", "down").code == 0
    assert site.nornir("lab", "up", "--time-scale", "60").code == 0

    assert site.configs() == before
    assert site.nornir("run", "deploy-hub-spoke", "--json").json["outcome"] == "unchanged"
