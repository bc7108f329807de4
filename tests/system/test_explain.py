"""`nornir run explain-tunnels` over real SSH: what was deployed is healthy, what was broken is named."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from site_under_test import Site, lab_up, lay_out, type_at


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Generator[Site]:
    with lab_up(lay_out(tmp_path_factory.mktemp("site"), {})) as site:
        deployed = site.nornir("run", "deploy-hub-spoke")
        assert deployed.code == 0, deployed.err
        yield site


def key_line(site: Site, router: str, word: str) -> str:
    lines = site.running(router).splitlines()
    return next(one.strip() for one in lines if f"pre-shared-key {word} " in one)


def tunnel(document: dict[str, Any], branch: str) -> dict[str, Any]:
    return next(one for one in document["tunnels"] if branch in one["ends"])


def test_what_was_deployed_is_healthy_and_nothing_changes(site: Site) -> None:
    before = site.configs()

    done = site.nornir("run", "explain-tunnels", "--json")

    assert done.code == 0, done.out
    document = done.json
    assert document["outcome"] == "healthy"
    assert [one["ok"] for one in document["tunnels"]] == [True] * 3
    assert all(one["predicted"] == one["negotiated"] for one in document["tunnels"])
    assert document["routers"]["hub1"]["changed"] is False
    assert site.configs() == before


def test_swapped_keys_are_named_with_router_and_line_and_without_the_keys(site: Site) -> None:
    local, remote = (key_line(site, "branch2", word) for word in ("local", "remote"))
    head = next(
        one
        for one in site.running("branch2").splitlines()
        if one.startswith("crypto ikev2 keyring")
    )
    peer = next(
        one.strip() for one in site.running("branch2").splitlines() if one.startswith(" peer")
    )
    swap = (local.replace("local", "remote"), remote.replace("remote", "local"))

    type_at(site, "branch2", head, peer, *swap)
    done = site.nornir("run", "explain-tunnels", "--json")
    shown = site.nornir("run", "explain-tunnels")
    type_at(site, "branch2", head, peer, local, remote)

    assert done.code == shown.code == 5
    first = tunnel(done.json, "branch2")["causes"][0]
    assert {key: first[key] for key in ("rank", "cause", "router", "confidence")} == {
        "rank": 1,
        "cause": "KEYS_SWAPPED",
        "router": "branch2",
        "confidence": "likely",
    }
    assert first["line"].endswith(f"{peer} / pre-shared-key local <secret>")
    assert any("AUTHENTICATION_FAILED" in one for one in first["evidence"])
    assert tunnel(done.json, "branch1")["ok"]
    assert "KEYS_SWAPPED on branch2" in shown.out
    key = local.rpartition(" ")[2]
    assert key not in done.out + done.err + shown.out + shown.err


def test_a_wrong_intent_and_a_run_under_way_do_not_hinder_it(site: Site) -> None:
    vpns = site.root / "inventory" / "vpns.yaml"
    text = vpns.read_text()
    vpns.write_text("vpns: {branches: {topology: ring}}\n")

    done = site.nornir("run", "explain-tunnels", "--limit", "hub1,branch1", "--json")
    vpns.write_text(text)

    assert done.code == 0, done.err
    assert [one["ends"] for one in done.json["tunnels"]] == [["hub1", "branch1"]]


def test_a_router_that_does_not_answer_is_a_finding_and_the_others_are_explained(
    site: Site,
) -> None:
    assert site.nornir("lab", "fault", "branch3", "ssh-refused").code == 0

    done = site.nornir("run", "explain-tunnels", "--json")
    assert site.nornir("lab", "fault", "branch3", "clear").code == 0

    assert done.code == 5
    assert done.json["routers"]["branch3"]["error"]
    assert done.json["routers"]["branch3"]["causes"][0]["cause"] == "ROUTER_NOT_READ"
    assert {tuple(one["ends"]) for one in done.json["tunnels"]} == {
        ("hub1", "branch1"),
        ("hub1", "branch2"),
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--vpn", "branches"), "--vpn means nothing to explain-tunnels"),
        (("--limit", "brunch1"), "there is no host or group `brunch1`"),
    ],
)
def test_what_makes_no_sense_is_usage(site: Site, arguments: tuple[str, ...], words: str) -> None:
    done = site.nornir("run", "explain-tunnels", *arguments)

    assert done.code == 2
    assert words in done.err
