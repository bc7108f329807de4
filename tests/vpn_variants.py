"""Edits that turn the VPN of the example site into another kind, and the round trip each must survive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pki import Authority
from site_under_test import Edit, Site

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


def enrol(site: Site) -> None:
    """Give every router a trustpoint with a certificate of one CA, before the lab starts."""
    authority = Authority()
    for router in site.ports:
        config = site.root / "lab" / "configs" / f"{router}.partial.cfg"
        config.write_text(config.read_text() + authority.enrol(router))
