"""How many tunnels a hub lets negotiate at once, as its own counters say."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.lab_site import site
from nornir_ikev2.change.batches.admission import DEFAULT, admitted
from nornir_ikev2.lab.show.crypto_stats import admission, stats

CAPTURES = Path(__file__).resolve().parents[4] / "../shared/captures"


def test_a_router_that_says_nothing_admits_the_default() -> None:
    assert admitted([]) == admitted(["% Invalid input detected at '^' marker."]) == DEFAULT


def test_what_negotiates_already_takes_room() -> None:
    busy = (
        "Max in nego(in/out): 40/400\nTotal incoming IKEv2 SA Count: 30 active: 5 negotiating: 25"
    )

    assert admitted([busy]) == 15
    assert admitted([busy.replace("25", "90")]) == 1


def test_the_smaller_limit_counts_and_none_is_no_limit() -> None:
    ikev2 = "Max in nego(in/out): 40/400"

    assert admitted([ikev2, "Max in nego:    10"]) == 10
    assert admitted([ikev2, "Max in nego:     0"]) == 40


def test_the_lab_says_it_as_a_router_does() -> None:
    sas = site(spokes=2).fabric.state("hub1").ike_sas

    assert admitted([stats(sas), admission(sas)]) == DEFAULT


@pytest.mark.skipif(not CAPTURES.exists(), reason="the captures are not here")
def test_captured_counters_are_read() -> None:
    def captured(command: str) -> str:
        return (CAPTURES / command / "genie_iosxe_golden.txt").read_text()

    assert admitted([captured("show_crypto_ikev2_stats")]) == 40
    assert admitted([captured("show_crypto_call_admission_statistics")]) == 1000
