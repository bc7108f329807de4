"""`timeouts` in inventory data."""

from __future__ import annotations

from pathlib import Path

from example_site import faults_of, lay_out_example, load_example
from nornir_ikev2.intent.timeouts import Timeouts, read_timeouts

BRANCH1 = "    lans: [10.1.0.0/24]"


def test_what_is_not_written_has_its_default() -> None:
    assert read_timeouts(None) == Timeouts()
    assert read_timeouts({"read": 5}) == Timeouts(read=5)


def test_good_timeouts_load(tmp_path: Path) -> None:
    site = lay_out_example(
        tmp_path, hosts={BRANCH1: f"{BRANCH1}\n    timeouts: {{read: 5, auth: 60}}"}
    )

    load_example(site)


def test_every_wrong_timeout_is_named_with_its_line(tmp_path: Path) -> None:
    written = f"{BRANCH1}\n    timeouts: {{read: 0, reed: 5, auth: never, write: true}}"
    site = lay_out_example(tmp_path, hosts={BRANCH1: written})

    faults = faults_of(site)

    assert len(faults) == 4
    assert all("inventory/hosts.yaml:" in one and "branch1.data.timeouts" in one for one in faults)
    assert "did you mean" in " ".join(faults).lower()


def test_timeouts_that_are_no_mapping_are_refused(tmp_path: Path) -> None:
    site = lay_out_example(tmp_path, hosts={BRANCH1: f"{BRANCH1}\n    timeouts: 30"})

    assert "expected `phase: seconds` pairs" in faults_of(site)[0]
