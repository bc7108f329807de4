"""Routers that show keys only encrypted (type 6): compared by keyed fingerprints, not by their text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from site_under_test import ROUTERS, Completed, Site, lab_up, lay_out

MASTER = "key config-key password-encrypt Master-Of-The-Lab\npassword encryption aes\n"
HIDDEN = re.compile(r"pre-shared-key (?:local|remote) 6 \S+")

pytestmark = pytest.mark.timeout(300)  # many commands in a row, also on a busy machine


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = lay_out(tmp_path, {})
    for router in ROUTERS:
        for config in (site.root / "lab" / "configs").glob(f"{router}.*"):
            config.write_text(MASTER + config.read_text())
    with lab_up(site):
        yield site


def deploy(site: Site, outcome: str, *options: str) -> Completed:
    done = site.nornir("run", "deploy-hub-spoke", "--json", *options)
    assert done.code == 0, done.err + done.out
    assert done.json["outcome"] == outcome, done.err
    return done


def hidden(site: Site) -> list[str]:
    return HIDDEN.findall("\n".join(site.configs().values()))


def pushed(done: Completed) -> dict[str, list[str]]:
    return {name: one["added"] for name, one in done.json["routers"].items() if one["added"]}


def type_by_hand(site: Site, router: str, key: str) -> None:
    lines = (
        f"conf t\ncrypto ikev2 keyring BRANCHES-KEYRING\npeer HUB1\npre-shared-key local {key}\nend"
    )
    site.show(router, lines)


def test_a_second_run_is_empty_and_nothing_is_shown_in_clear(site: Site) -> None:
    deploy(site, "kept")
    before = site.configs()
    keys = yaml.safe_load((site.root / ".nornir/secrets.yaml").read_text())["vpns"]["branches"]
    assert len(hidden(site)) == 12
    assert not any(
        key in text for pair in keys.values() for key in pair.values() for text in before.values()
    )

    second = deploy(site, "unchanged")

    assert "type 6" not in second.err
    assert site.configs() == before
    assert not pushed(second)


def test_a_key_that_changes_in_the_store_is_typed_on_both_ends_and_on_no_other(site: Site) -> None:
    deploy(site, "kept")
    store = site.root / ".nornir" / "secrets.yaml"
    keys: Any = yaml.safe_load(store.read_text())
    keys["vpns"]["branches"]["branch1--hub1"]["branch1"] = "Rotated0Zx9Rt4uBn7mCe2Lq"
    store.write_text(yaml.safe_dump(keys))

    done = deploy(site, "kept")

    assert pushed(done).keys() == {"hub1", "branch1"}
    for lines in pushed(done).values():
        assert [line.rpartition(" / ")[2].split()[0] for line in lines] == ["pre-shared-key"]
    deploy(site, "unchanged")


def test_a_key_that_somebody_types_on_a_router_is_noticed_and_put_right(site: Site) -> None:
    deploy(site, "kept")
    type_by_hand(site, "branch2", "typed-by-somebody-else")

    done = deploy(site, "kept")

    assert pushed(done).keys() == {"branch2"}
    assert "branch2: key branches/branch2--hub1/branch2 (type 6) typed again" in done.err
    assert all(tunnel["ok"] for tunnel in done.json["tunnels"])
    deploy(site, "unchanged")


def test_without_a_record_encrypted_keys_are_taken_for_ours_once_and_the_run_says_so(
    site: Site,
) -> None:
    deploy(site, "kept")
    before = site.configs()
    for file in (site.root / ".nornir").glob("journal.*"):
        file.unlink()

    dry = site.nornir("run", "deploy-hub-spoke", "--dry-run", "--json")
    first = deploy(site, "unchanged")
    second = deploy(site, "unchanged")

    for done in (dry, first):
        assert done.err.count("(type 6) taken for ours") == 4
    assert "type 6" not in second.err
    assert site.configs() == before


def test_the_record_survives_a_failed_change_and_a_removal(site: Site) -> None:
    deploy(site, "kept")
    before = site.configs()
    site.edit("inventory/vpns.yaml", lambda one: one["vpns"]["branches"]["ipsec"].update(pfs=20))
    assert site.nornir("lab", "fault", "branch3", "refuse-line", "match=set pfs").code == 0

    failed = site.nornir("run", "deploy-hub-spoke", "--json")

    assert failed.code == 3, failed.err
    assert site.configs() == before
    assert site.nornir("lab", "fault", "branch3", "clear").code == 0
    assert "keyring" not in str(pushed(deploy(site, "kept")))
    removed = site.nornir("run", "remove-vpn", "--yes", "--json")
    assert removed.json["outcome"] == "kept"
    assert not hidden(site)
    deploy(site, "kept")
    deploy(site, "unchanged")
