"""Spokes with two hubs: they never lose both paths at once unless somebody says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from site_under_test import Site, running_site


def two_hubs(vpns: dict[str, Any]) -> None:
    vpn = vpns["vpns"]["branches"]
    vpn |= {"hubs": ["hub1", "branch3"], "spokes": ["branch1", "branch2"], "mode": "crypto-map"}
    vpn |= {"routing": {"protocol": "none"}}
    del vpn["tunnel"]


def one_more_lan(hosts: dict[str, Any]) -> None:
    """Both crypto ACLs of branch1 change, and both its SAs go with them."""
    hosts["branch1"]["data"]["lans"].append("10.77.0.0/24")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running_site(tmp_path, {"inventory/vpns.yaml": two_hubs}) as running:
        first = running.nornir("run", "deploy-hub-spoke", "--json")
        assert first.code == 0, first.err
        running.edit("inventory/hosts.yaml", one_more_lan)
        yield running


def test_a_change_that_drops_both_paths_of_a_spoke_is_refused_unless_allowed(site: Site) -> None:
    before = site.configs()

    refused = site.nornir("run", "deploy-hub-spoke", "--json")

    assert (refused.code, refused.json["outcome"]) == (1, "refused")
    (failure,) = refused.json["failures"]
    assert failure["router"] == "branch1"
    assert "both paths of branch1 would be down at once" in failure["message"]
    assert "--batch" in failure["cure"]
    assert site.configs() == before
    impacts = refused.json["routers"]["branch1"]["impacts"]
    assert {tuple(one["peers"]) for one in impacts if one["effect"] == "drops"} == {
        ("hub1",),
        ("branch3",),
    }

    allowed = site.nornir("run", "deploy-hub-spoke", "--json", "--allow-outage")
    assert allowed.code == 0, allowed.err
    assert "10.77.0.0" in site.running("hub1")


def test_in_batches_its_paths_change_one_after_the_other(site: Site) -> None:
    done = site.nornir("run", "deploy-hub-spoke", "--json", "--batch", "100%")

    assert done.code == 0, done.err
    assert [one["routers"] for one in done.json["batches"]] == [["branch1", "branch2"], ["branch1"]]
    assert {one["outcome"] for one in done.json["batches"]} == {"kept"}
    assert "10.77.0.0" in site.running("branch3")
    assert site.nornir("run", "deploy-hub-spoke", "--json").json["outcome"] == "unchanged"


def test_a_dry_run_says_what_happens_to_the_sas(site: Site) -> None:
    dry = site.nornir("run", "deploy-hub-spoke", "--dry-run", "--allow-outage")

    assert dry.code == 0, dry.err
    lines = " ".join(dry.out.split())
    assert (
        "~ ip access-list extended BRANCHES-BRANCH1: drops any SA with branch1, for about" in lines
    )
