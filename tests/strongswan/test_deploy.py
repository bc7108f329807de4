"""deploy-hub-spoke on real daemons: every mode, key form and method; and what goes wrong is undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pki import Authority
from site_under_test import Completed, Site, lab_up, lay_out
from vpn_variants import (
    Vpn,
    both_sign,
    change,
    crypto_map,
    enrol,
    hub_signs,
    shared_keys,
)

Variant = Callable[[Vpn], None]


def directional_keys(vpn: Vpn) -> None:
    vpn["ike"]["keys"] = "directional"


def tunnel(_vpn: Vpn) -> None:
    """What the example site is."""


FAST = 10
"""Router seconds per second where a timer bounds how long a run looks for a tunnel that stays down."""


@contextmanager
def strongswan(
    root: Path, *variants: Variant, certificates: bool = False, scale: int = 1
) -> Generator[Site]:
    def edit(vpn: Vpn) -> None:
        for variant in variants:
            variant(vpn)

    site = lay_out(root, change(edit))
    if certificates:
        enrol(site)
    with lab_up(site, scale=scale, provider="strongswan") as up:
        yield up


def undone(site: Site, before: dict[str, str], done: Completed, reason: str) -> str:
    """Every router is as it was; the detail of the one tunnel that failed, hub1 - branch3."""
    assert done.code == 3, done.err + done.out
    assert done.json["outcome"] == "restored"
    assert site.configs() == before
    failed = [one for one in done.json["tunnels"] if not one["ok"]]
    assert [one["ends"] for one in failed] == [["hub1", "branch3"]]
    assert failed[0]["reason"] == reason
    assert reason in done.err
    detail: str = failed[0]["detail"]
    return detail


@pytest.mark.parametrize("mode", [tunnel, crypto_map])
@pytest.mark.parametrize(
    "variant", [shared_keys, directional_keys, both_sign, hub_signs], ids=lambda one: one.__name__
)
def test_a_hub_and_three_spokes_negotiate_what_was_predicted(
    tmp_path: Path, mode: Variant, variant: Variant
) -> None:
    certificates = variant in {both_sign, hub_signs}
    with strongswan(tmp_path, mode, variant, certificates=certificates) as site:
        before = site.configs()

        done = site.nornir("run", "deploy-hub-spoke", "--json")

        assert done.code == 0, done.err + done.out
        assert done.json["outcome"] == "kept"
        assert done.json["evidence"] == "strongswan"
        assert [one["ok"] for one in done.json["tunnels"]] == [True] * 3
        assert all(one["negotiated"] == one["predicted"] for one in done.json["tunnels"])
        assert _spis(site, "hub1") == {
            (theirs, ours) for n in (1, 2, 3) for ours, theirs in _spis(site, f"branch{n}")
        }
        assert not _logged(site)
        assert site.nornir("run", "remove-vpn", "--yes").code == 0
        assert site.configs() == before
        assert "READY" not in site.show("hub1", "show crypto ikev2 sa")


def _logged(site: Site) -> list[str]:
    """The logs of daemons and lab that hold a key of the VPN."""
    shown = site.running("hub1") + site.running("branch1")
    keys = re.findall(r"pre-shared-key (?:local |remote )?(\S+)", shown)
    folder = site.root / ".nornir" / "lab"
    logs = [folder / "lab.log", *folder.glob("*/charon.log")]
    assert len(logs) == 6
    return [str(log) for log in logs if any(key in log.read_text() for key in keys)]


def _spis(site: Site, router: str) -> set[tuple[str, str]]:
    """Local and remote SPI of every IKE SA that a router shows."""
    shown = site.show(router, "show crypto ikev2 sa")
    return set(re.findall(r"Local spi: (\w+) +Remote spi: (\w+)", shown))


@pytest.mark.parametrize("mode", [tunnel, crypto_map])
def test_a_wrong_key_on_one_side_is_undone_and_named(tmp_path: Path, mode: Variant) -> None:
    with strongswan(tmp_path, mode, scale=FAST) as site:
        before = site.configs()
        assert site.nornir("lab", "fault", "branch3", "wrong-key").code == 0

        done = site.nornir("run", "deploy-hub-spoke", "--json")

        assert "key" in undone(site, before, done, "AUTHENTICATION_FAILED")
        assert "line: pre-shared-key" in done.err


def test_an_expired_certificate_is_undone_and_named(tmp_path: Path) -> None:
    site = lay_out(tmp_path, change(both_sign))
    authority = Authority()
    for router in site.ports:
        config = site.root / "lab" / "configs" / f"{router}.partial.cfg"
        until = datetime.now(UTC) - timedelta(days=7) if router == "branch3" else None
        config.write_text(config.read_text() + authority.enrol(router, until=until))
    with lab_up(site, scale=FAST, provider="strongswan"):
        before = site.configs()

        done = site.nornir("run", "deploy-hub-spoke", "--json")

        detail = undone(site, before, done, "NO_CERTIFICATE")
        assert "the certificate of CORP-CA of branch3 is not valid" in detail


def test_a_pfs_mismatch_shows_at_the_forced_rekey_and_is_undone_and_named(tmp_path: Path) -> None:
    with strongswan(tmp_path, scale=FAST) as site:
        assert site.nornir("run", "deploy-hub-spoke").code == 0
        before = site.configs()
        fault = ("alter-line", "match=set pfs group20", "becomes=set pfs group21")
        assert site.nornir("lab", "fault", "branch3", *fault).code == 0
        site.edit(
            "inventory/vpns.yaml", lambda data: data["vpns"]["branches"]["ipsec"].update(pfs=20)
        )

        done = site.nornir("run", "deploy-hub-spoke", "--json")

        detail = undone(site, before, done, "PFS_MISMATCH_AT_REKEY")
        assert "PFS group 21" in detail
        assert site.show("hub1", "show crypto ikev2 sa").count("READY") == 3
