"""Every mode, key form, authentication, routing protocol and topology: up, verified, and gone again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from site_under_test import lab_up, lay_out
from vpn_variants import (
    Vpn,
    aead_first,
    bgp,
    both_sign,
    change,
    crypto_map,
    crypto_map_both_sign,
    crypto_map_static,
    enrol,
    full_mesh,
    hub_signs,
    ospf,
    point_to_point,
    round_trip,
    shared_keys,
    static,
    two_hubs,
)


@pytest.mark.parametrize(
    "edit",
    [
        crypto_map,
        crypto_map_static,
        shared_keys,
        ospf,
        bgp,
        static,
        aead_first,
    ],
)
def test_hub_and_spokes(tmp_path: Path, edit: Callable[[Vpn], None]) -> None:
    with lab_up(lay_out(tmp_path, change(edit))) as site:
        round_trip(site, "deploy-hub-spoke", 3)


@pytest.mark.parametrize(
    ("edit", "playbook", "tunnels"),
    [
        (two_hubs, "deploy-hub-spoke", 4),
        (full_mesh, "deploy-full-mesh", 6),
        (point_to_point, "deploy-point-to-point", 1),
    ],
)
def test_topologies(
    tmp_path: Path, edit: Callable[[Vpn], None], playbook: str, tunnels: int
) -> None:
    with lab_up(lay_out(tmp_path, change(edit))) as site:
        round_trip(site, playbook, tunnels)


@pytest.mark.parametrize("edit", [hub_signs, both_sign, crypto_map_both_sign])
def test_certificates(tmp_path: Path, edit: Callable[[Vpn], None]) -> None:
    site = lay_out(tmp_path, change(edit))
    enrol(site)

    with lab_up(site):
        round_trip(site, "deploy-hub-spoke", 3)


def test_routers_without_an_archive_path_get_it_by_a_change_of_its_own(tmp_path: Path) -> None:
    site = lay_out(tmp_path, {})
    for router in site.ports:
        config = site.root / "lab" / "configs" / f"{router}.partial.cfg"
        config.write_text(config.read_text().replace("archive\n path flash:ikev2-archive\n", ""))
    with lab_up(site):
        refused = site.nornir("run", "deploy-hub-spoke", "--json")
        assert refused.code == 1
        assert refused.json["outcome"] == "refused"
        assert "prepare-routers" in refused.err

        prepared = site.nornir("run", "prepare-routers", "--json")
        assert prepared.code == 0, prepared.err
        assert prepared.json["outcome"] == "kept"
        assert "archive" in site.running("hub1")
        assert site.nornir("run", "deploy-hub-spoke").code == 0
