"""Runs in batches, end to end: canary first, what fails goes back alone, all or nothing on request."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from site_under_test import Completed, Site, running_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running_site(tmp_path) as running:
        yield running


def deploy(site: Site, *options: str) -> Completed:
    return site.nornir("run", "deploy-hub-spoke", "--json", *options)


def break_line(site: Site, router: str) -> None:
    assert site.nornir("lab", "fault", router, "refuse-line", "match=tunnel destination").code == 0


def states(done: Completed) -> dict[str, str]:
    return {name: router["state"] for name, router in done.json["routers"].items()}


def batches(done: Completed) -> list[tuple[list[str], str | None]]:
    return [(one["routers"], one["outcome"]) for one in done.json["batches"]]


def test_batch_by_batch_the_fleet_becomes_what_it_would_at_once(site: Site) -> None:
    done = deploy(site, "--batch", "1,100%")

    assert done.code == 0, done.err
    assert done.json["outcome"] == "kept"
    assert batches(done) == [(["branch1"], "kept"), (["branch2", "branch3"], "kept")]
    assert set(states(done).values()) == {"saved"}
    assert all(tunnel["negotiated"] == tunnel["predicted"] for tunnel in done.json["tunnels"])
    assert site.show("hub1", "show crypto ikev2 sa").count("READY") == 3
    after = site.configs()
    assert deploy(site).json["outcome"] == "unchanged"
    assert site.configs() == after


def test_the_first_batch_that_fails_goes_back_and_ends_the_run(site: Site) -> None:
    before = site.configs()
    break_line(site, "branch2")

    done = deploy(site, "--batch", "1")

    assert done.code == 3, done.err
    assert done.json["outcome"] == "restored"
    assert batches(done) == [
        (["branch1"], "kept"),
        (["branch2"], "restored"),
        (["branch3"], None),
    ]
    after = site.configs()
    assert after["branch2"] == before["branch2"]
    assert after["branch3"] == before["branch3"]
    hub = after["hub1"]
    assert "peer BRANCH1" in hub
    assert "BRANCH2" not in hub
    assert "BRANCH3" not in hub
    assert site.show("hub1", "show crypto ikev2 sa").count("READY") == 1
    assert "pending" in site.show("hub1", "show archive config rollback timer")
    assert "BRANCH1" in site.show("hub1", "show startup-config")


def test_a_batch_goes_on_without_routers_that_fail_as_far_as_max_fail_allows(site: Site) -> None:
    before = site.configs()
    break_line(site, "branch2")

    done = deploy(site, "--batch", "1,100%", "--max-fail", "50%")

    assert done.code == 3, done.err
    assert [one["left_out"] for one in done.json["batches"]] == [[], ["branch2"]]
    assert states(done)["branch3"] == "saved"
    assert any("branch2" in failure["router"] for failure in done.json["failures"])
    after = site.configs()
    assert after["branch2"] == before["branch2"]
    assert "BRANCH2" not in after["hub1"]
    assert "BRANCH3" in after["hub1"]


def test_more_than_max_fail_ends_the_run_and_reaching_it_does_not(site: Site) -> None:
    break_line(site, "branch2")

    done = deploy(site, "--batch", "1,100%", "--max-fail", "49%")

    assert done.code == 3
    assert batches(done)[1] == (["branch2", "branch3"], "restored")
    assert states(done)["branch3"] != "saved"
    assert any("--max-fail allows 49%" in one["message"] for one in done.json["failures"])


def test_an_unreachable_router_counts_as_failed_before_anybody_is_touched(site: Site) -> None:
    assert site.nornir("lab", "fault", "branch3", "ssh-refused").code == 0
    before = site.running("hub1")

    refused = deploy(site, "--batch", "1,100%", "--max-fail", "20%")

    assert (refused.code, refused.json["outcome"]) == (1, "refused")
    assert site.running("hub1") == before
    done = deploy(site, "--batch", "1,100%", "--max-fail", "50%")
    assert done.code == 3
    assert states(done)["branch2"] == "saved"
    assert states(done)["branch3"] == "untouched"


def test_atomic_keeps_no_batch_when_the_last_one_fails(site: Site) -> None:
    before = site.configs()
    break_line(site, "branch3")

    done = deploy(site, "--batch", "1", "--atomic")

    assert done.code == 3, done.err
    assert done.json["outcome"] == "restored"
    assert set(states(done).values()) == {"restored"}
    assert site.configs() == before
    for name in before:
        assert "pending" in site.show(name, "show archive config rollback timer")
        assert "BRANCHES" not in site.show(name, "show startup-config")


def test_atomic_puts_the_timers_off_until_the_last_batch_is_verified(tmp_path: Path) -> None:
    def short_timer(settings: dict[str, Any]) -> None:
        settings["user_defined"]["ikev2"]["rollback_minutes"] = 6

    with running_site(tmp_path, {"nornir.yaml": short_timer}) as site:
        for name in ("branch1", "branch2", "branch3"):
            slow = ("slow-command", "match=show crypto", "seconds=1")
            assert site.nornir("lab", "fault", name, *slow).code == 0

        done = deploy(site, "--batch", "1", "--atomic")

        assert done.code == 0, done.err
        assert set(states(done).values()) == {"saved"}
        log = site.show("hub1", "show logging")
        assert "ROLLBACK_START" not in log
        assert site.show("hub1", "show crypto ikev2 sa").count("READY") == 3


def test_removal_in_batches_gives_back_the_configuration_of_before(site: Site) -> None:
    before = site.configs()
    assert deploy(site).code == 0

    done = site.nornir("run", "remove-vpn", "--yes", "--batch", "1,2", "--json")

    assert done.code == 0, done.err
    assert batches(done) == [(["branch1"], "kept"), (["branch2", "branch3"], "kept")]
    assert site.configs() == before


def test_the_vpn_says_its_batches_and_a_dry_run_shows_them(tmp_path: Path) -> None:
    def canary(vpns: dict[str, Any]) -> None:
        vpns["vpns"]["branches"]["batches"] = [1, "100%"]

    with running_site(tmp_path, {"inventory/vpns.yaml": canary}) as site:
        before = site.configs()
        dry = deploy(site, "--dry-run")

        assert (dry.code, dry.json["outcome"]) == (0, "planned")
        assert batches(dry) == [(["branch1"], None), (["branch2", "branch3"], None)]
        assert site.configs() == before


def test_ctrl_c_in_the_second_batch_keeps_the_first_and_undoes_the_second(site: Site) -> None:
    before = site.configs()

    done = site.interrupt(
        *("run", "deploy-hub-spoke", "--json", "-v", "--batch", "1,100%"),
        when="branch3: push_tunnels",
    )

    assert done.code == 3, done.err
    assert batches(done) == [(["branch1"], "kept"), (["branch2", "branch3"], "restored")]
    after = site.configs()
    assert {name: after[name] for name in ("branch2", "branch3")} == {
        name: before[name] for name in ("branch2", "branch3")
    }
    assert site.show("hub1", "show crypto ikev2 sa").count("READY") == 1


def test_a_run_killed_in_its_second_batch_keeps_the_first_and_is_recovered(site: Site) -> None:
    before = site.configs()

    site.interrupt(
        *("run", "deploy-hub-spoke", "-v", "--batch", "1,100%"),
        when="branch3: push_tunnels",
        by=signal.SIGKILL,
    )
    refused = site.nornir("run", "deploy-hub-spoke")
    listed: list[dict[str, Any]] = json.loads(site.nornir("history", "--json").out)
    (whole,) = [one["run"] for one in listed if "of" not in one["options"] and not one["ended"]]
    recovered = site.nornir("recover", whole)

    assert refused.code == 1
    assert "nornir recover" in refused.err
    assert recovered.code in {0, 3}, recovered.err
    after = site.configs()
    assert after["branch3"] == before["branch3"]
    assert "peer BRANCH1" in after["hub1"]
    assert "BRANCH3" not in after["hub1"]
    shown = site.nornir("show", whole).out
    assert shown.startswith(f"run {whole}: deploy-hub-spoke, restored")
    assert f"batch 1: branch1: kept (run {whole}-1)" in shown
    assert f"batch 2: branch2, branch3: restored (run {whole}-2)" in shown
    assert "not ended" not in site.nornir("history").out
    assert deploy(site).code == 0
    assert site.show("hub1", "show crypto ikev2 sa").count("READY") == 3


def other_algorithms(vpns: dict[str, Any]) -> None:
    vpns["proposals"] = {"aead": {"encryption": ["aes-gcm-256"], "prf": ["sha384"], "group": [20]}}
    vpns["vpns"]["branches"]["ike"]["proposals"] = ["aead"]


def one_more_on_the_hub(vpns: dict[str, Any]) -> None:
    (name,) = vpns["vpns"]["branches"]["ike"]["proposals"]
    vpns["proposals"]["more"] = {"encryption": ["aes-gcm-256"], "prf": ["sha384"], "group": [20]}
    vpns["vpns"]["branches"]["ike"]["proposals"] = {"hub": [name, "more"], "spoke": [name]}


def test_spokes_that_could_not_negotiate_until_their_batch_are_named(site: Site) -> None:
    assert deploy(site).code == 0
    site.edit("inventory/vpns.yaml", other_algorithms)

    done = deploy(site, "--batch", "1,100%")

    assert done.code == 0, done.err
    (warning,) = [one for one in done.json["warnings"] if "until their batch" in one]
    assert "branch2, branch3 run on with the SAs they have" in warning
    assert "NO_PROPOSAL_CHOSEN" in warning
    assert {one["negotiated"]["encryption"] for one in done.json["tunnels"]} == {"aes-gcm-256"}


def test_sas_of_later_batches_are_renewed_in_their_batch_for_what_changed_on_the_hub(
    site: Site,
) -> None:
    assert deploy(site).code == 0
    before = spis(site)
    site.edit("inventory/vpns.yaml", one_more_on_the_hub)

    done = deploy(site, "--batch", "1,100%")

    assert done.code == 0, done.err
    assert batches(done) == [(["branch1"], "kept"), (["branch2", "branch3"], "unchanged")]
    assert not any("until their batch" in one for one in done.json["warnings"])
    assert len(before) == len(spis(site)) == 3
    assert before.isdisjoint(spis(site))


def spis(site: Site) -> set[str]:
    lines = site.show("hub1", "show crypto ikev2 sa detailed").splitlines()
    return {line.split()[2] for line in lines if line.strip().startswith("Local spi:")}
