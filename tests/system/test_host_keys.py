"""Host keys and SHA-1, end to end: the command line against the lab's SSH servers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from canary import canary_site
from nornir_ikev2.drivers.ios.algorithms import sha1_possible
from site_under_test import Site, running_site

FAILED = "%SEC_LOGIN-4-LOGIN_FAILED"
pytestmark = pytest.mark.timeout(300)  # many commands in a row, also on a busy machine


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running_site(tmp_path) as running:
        yield running


def failed_logins(site: Site) -> int:
    return site.show("hub1", "show logging").count(FAILED)


def test_the_lab_registers_its_own_keys(site: Site) -> None:
    scanned = site.nornir("hostkeys", "scan", "--json")

    assert scanned.code == 0
    names = [one["router"] for one in json.loads(scanned.out)]
    assert names == ["branch1", "branch2", "branch3", "hub1"]
    assert scanned.out.count('"state": "same"') == 4
    assert site.nornir("hostkeys", "list").out.count("nornir-ikev2-lab") == 4


def test_no_password_reaches_a_router_whose_key_changed_and_it_is_tried_once(
    tmp_path: Path,
) -> None:
    with canary_site(tmp_path) as site:
        site.variables["NORNIR_PASSWORD"] = "a-wrong-one"
        assert site.nornir("run", "deploy-hub-spoke").code == 1
        tried = failed_logins(site)
        assert tried > 0  # a password that reaches the router shows in its log

        site.nornir("lab", "fault", "hub1", "other-host-key")
        done = site.nornir("run", "deploy-hub-spoke", "--json")

        assert done.code == 1
        assert done.json["routers"]["hub1"]["error"]["category"] == "hostkey"
        assert "another host key than the recorded one" in done.err
        assert failed_logins(site) == tried

        (site.root / ".nornir" / "known_hosts").write_text("")
        unknown = site.nornir("run", "deploy-hub-spoke", "--json")
        assert unknown.json["routers"]["hub1"]["error"]["category"] == "hostkey"
        assert "the router's host key is unknown" in unknown.err
        assert failed_logins(site) == tried


def test_a_router_that_speaks_only_sha1_needs_the_extra_and_its_flag(site: Site) -> None:
    assert site.nornir("lab", "fault", "hub1", "old-ssh").code == 0

    refused = site.nornir("run", "deploy-hub-spoke", "--json")

    assert refused.code == 1
    assert refused.json["routers"]["hub1"]["error"]["category"] == "permanent"
    for word in ("no SSH kex in common", "legacy-ssh", "legacy_ssh: true"):
        assert word in refused.err
    site.edit("inventory/hosts.yaml", lambda one: one["hub1"]["data"].update(legacy_ssh=True))
    again = site.nornir("run", "deploy-hub-spoke", "--json")
    if sha1_possible():
        assert again.json["outcome"] == "kept", again.err
    else:
        assert again.code == 1
        assert "pip install 'nornir-ikev2[legacy-ssh]'" in again.err
