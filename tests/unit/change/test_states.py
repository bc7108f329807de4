from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest

from nornir_ikev2.change.states import SETTLED, TABLE, State, check_move, may_move

WAY: tuple[State, ...] = (
    "untouched",
    "checkpointed",
    "armed",
    "changing",
    "changed",
    "verified",
    "confirmed",
    "saved",
)


def test_the_table_has_every_state() -> None:
    assert set(TABLE) == set(get_args(State))


@pytest.mark.parametrize(("here", "there"), list(pairwise(WAY)))
def test_the_way_of_a_change_is_allowed(here: State, there: State) -> None:
    assert may_move(here, there)


@pytest.mark.parametrize("state", WAY[1:6])
def test_every_touched_state_before_confirmed_can_be_undone(state: State) -> None:
    assert may_move(state, "reverting")


@pytest.mark.parametrize("state", ["confirmed", "saved", "untouched", "restored", "unrestored"])
def test_nothing_else_can(state: State) -> None:
    assert not may_move(state, "reverting")


def test_restored_is_reached_by_reverting_alone() -> None:
    assert [state for state, after in TABLE.items() if "restored" in after] == ["reverting"]


def test_a_settled_router_never_moves_to_another_settled_state() -> None:
    assert not any(TABLE[state] & SETTLED for state in SETTLED)


def test_a_step_outside_of_the_table_names_router_and_states() -> None:
    with pytest.raises(RuntimeError, match="hub1: a router in state saved can't become armed"):
        check_move("hub1", "saved", "armed")
