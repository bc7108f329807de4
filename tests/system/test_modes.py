"""Every mode, key form, authentication, routing protocol and topology: up, verified, and gone again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pki import Authority
from site_under_test import Edit, Site, lab_up, lay_out

Vpn = dict[str, Any]


def change(edit: Callable[[Vpn], None]) -> Mapping[str, Edit]:
    return {"inventory/vpns.yaml": lambda data: edit(data["vpns"]["branches"])}


def crypto_map(vpn: Vpn) -> None:
    vpn.update(mode="crypto-map", routing={"protocol": "none"})
    del vpn["tunnel"]


def crypto_map_static(vpn: Vpn) -> None:
    crypto_map(vpn)
    vpn["routing"] = {"protocol": "static"}


def shared_keys(vpn: Vpn) -> None:
    vpn["ike"]["keys"] = "shared"


def ospf(vpn: Vpn) -> None:
    vpn["routing"] = {"protocol": "ospf", "process": 10, "area": 0}


def bgp(vpn: Vpn) -> None:
    vpn["routing"] = {"protocol": "bgp", "asn": 65000}


def static(vpn: Vpn) -> None:
    vpn["routing"] = {"protocol": "static"}


def aead_first(vpn: Vpn) -> None:
    vpn["ike"]["proposals"] = {"hub": ["strong", "aead"], "spoke": ["aead", "strong"]}
    vpn["ipsec"]["transforms"] = [{"encryption": "aes-gcm-256"}]


def two_hubs(vpn: Vpn) -> None:
    vpn.update(hubs=["hub1", "branch1"], spokes=["branch2", "branch3"])


def full_mesh(vpn: Vpn) -> None:
    del vpn["hubs"], vpn["spokes"]
    vpn.update(topology="full-mesh", routers=["hub1", "branch1", "branch2", "branch3"])


def point_to_point(vpn: Vpn) -> None:
    del vpn["hubs"], vpn["spokes"]
    vpn.update(topology="point-to-point", routers=["hub1", "branch3"])


def hub_signs(vpn: Vpn) -> None:
    vpn["ike"].update(authentication={"hub": "rsa-sig", "spoke": "pre-share"}, trustpoint="CORP-CA")


def both_sign(vpn: Vpn) -> None:
    vpn["ike"].update(authentication="rsa-sig", trustpoint="CORP-CA")


def crypto_map_both_sign(vpn: Vpn) -> None:
    crypto_map(vpn)
    both_sign(vpn)


def round_trip(site: Site, playbook: str, tunnels: int) -> None:
    """Deploy, see it again as unchanged, remove, and find the configuration of before."""
    before = site.configs()
    done = site.nornir("run", playbook, "--json")
    assert done.code == 0, done.err + done.out
    assert done.json["outcome"] == "kept"
    assert [tunnel["ok"] for tunnel in done.json["tunnels"]] == [True] * tunnels
    assert all(tunnel["negotiated"] == tunnel["predicted"] for tunnel in done.json["tunnels"])
    assert site.nornir("run", playbook, "--json").json["outcome"] == "unchanged"
    removed = site.nornir("run", "remove-vpn", "--yes")
    assert removed.code == 0, removed.err
    assert site.configs() == before


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
    authority = Authority()
    for router in site.ports:
        config = site.root / "lab" / "configs" / f"{router}.partial.cfg"
        config.write_text(config.read_text() + authority.enrol(router))

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
