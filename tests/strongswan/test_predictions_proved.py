"""What is predicted from two texts is what two daemons do with them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from fakes import agreement
from fakes.agreement import SIDES
from fakes.router_pairs import pairs
from fakes.router_texts import Pair
from nornir_ikev2.lab.strongswan.pair import Pair as Daemons

LONG = bool(os.environ.get("NORNIR_IKEV2_LONG"))


@pytest.fixture(scope="module")
def daemons() -> Iterator[Daemons]:
    with Daemons() as found:
        yield found


def _agree(pair: Pair, daemons: Daemons) -> None:
    ours = agreement.predicted(pair)
    theirs = agreement.negotiated(pair, daemons)
    for side in SIDES:
        one, other = ours[side], theirs[side]
        if one is None or other is None:
            assert one is other
        elif not one.same(other):
            assert agreement.difference(pair, side, one, other), (one, other)


@pytest.mark.sweep
@pytest.mark.timeout(1200 if LONG else 120)
@settings(
    max_examples=1000 if LONG else 30,
    deadline=None,
    derandomize=not LONG,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(pair=pairs())
def test_two_daemons_do_what_was_predicted(pair: Pair, daemons: Daemons) -> None:
    _agree(pair, daemons)
