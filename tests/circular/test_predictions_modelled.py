"""What is predicted from two texts is what the routers of the virtual lab do with them."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings

from fakes import agreement
from fakes.agreement import SIDES
from fakes.router_pairs import pairs
from fakes.router_texts import Pair

LONG = bool(os.environ.get("NORNIR_IKEV2_LONG"))


@pytest.mark.sweep
@pytest.mark.timeout(600 if LONG else 120)
@settings(
    max_examples=1000 if LONG else 60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(pair=pairs())
def test_the_modelled_lab_does_what_was_predicted(pair: Pair) -> None:
    ours, theirs = agreement.predicted(pair), agreement.modelled(pair)
    for side in SIDES:
        one, other = ours[side], theirs[side]
        assert (one is None) == (other is None)
        assert one is None or other is None or one.same(other), (one, other)
