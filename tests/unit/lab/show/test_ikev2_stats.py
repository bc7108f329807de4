from __future__ import annotations

import re
from pathlib import Path

import pytest

from fakes.lab_site import site
from nornir_ikev2.lab.show.crypto_stats import admission, stats

CAPTURE = (
    Path(__file__).resolve().parents[4]
    / "../shared/captures/show_crypto_ikev2_stats/genie_iosxe_golden.txt"
)

ADMISSION = CAPTURE.parents[1] / "show_crypto_call_admission_statistics/genie_iosxe_golden.txt"


def test_sas_are_counted_by_who_began() -> None:
    wan = site(spokes=2)
    spoke = stats(wan.fabric.state("branch1").ike_sas).splitlines()
    hub = stats(wan.fabric.state("hub1").ike_sas).splitlines()
    counts = [int(lines[row].split()[5]) for lines in (hub, spoke) for row in (4, 5)]
    assert counts in ([0, 2, 1, 0], [2, 0, 0, 1])


@pytest.mark.skipif(not CAPTURE.exists(), reason="the captures are not here")
def test_the_layout_is_that_of_the_capture() -> None:
    captured = CAPTURE.read_text().splitlines()
    ours = stats(site(spokes=1).fabric.state("branch1").ike_sas).splitlines()
    skeleton = [[word for word in line.split() if not word.isdigit()] for line in ours]
    assert skeleton == [
        [word for word in line.split() if not word.isdigit()] for line in captured[: len(ours)]
    ]
    same = [line for line in ours if line in captured]
    assert len(same) >= 9


@pytest.mark.skipif(not ADMISSION.exists(), reason="the captures are not here")
def test_call_admission_has_the_layout_of_the_capture() -> None:
    captured = ADMISSION.read_text().splitlines()

    ours = admission(site(spokes=1).fabric.state("branch1").ike_sas).splitlines()

    assert [re.sub(r"\d", "0", line) for line in ours] == [
        re.sub(r"\d", "0", line) for line in captured[: len(ours)]
    ]
