"""Labelled mistakes are named first, at the right router and line; healthy tunnels are not blamed."""

from __future__ import annotations

import pytest

from mistakes import foreign, ike, people, traffic
from mistakes.catalogue import MISTAKES, Fault
from mistakes.healthy import Healthy, sites

FAULTS = [*ike.faults(), *traffic.faults(), *people.faults(), *foreign.faults()]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_mistake_is_the_first_cause(fault: Fault) -> None:
    explained = fault.make().explain()

    assert fault.rank(explained) == 1, fault.found(explained)
    assert not list(fault.blamed_wrongly(explained))
    assert not explained.notes


@pytest.mark.parametrize("site", [*sites()], ids=str)
def test_a_healthy_site_is_blamed_for_nothing(site: Healthy) -> None:
    explained = site.make().explain()

    assert explained.tunnels
    assert {one.status for one in explained.tunnels} <= {"up", "idle"}
    assert not [cause for one in explained.tunnels for cause in one.causes]
    assert explained.healthy


def test_every_mistake_is_made_in_several_ways() -> None:
    counts = {number: sum(one.number == number for one in FAULTS) for number in MISTAKES}

    assert min(counts.values()) >= 2, counts
