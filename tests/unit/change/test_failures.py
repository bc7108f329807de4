"""Whatever fails, wherever: every touched router ends restored or is named, and the exit code says so."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.driver import ACTS, FakeRouter, Kind, wanted_lines
from fakes.fleet import QUICK, Fleet
from nornir_ikev2.change.journal.history import History, PastEvent
from nornir_ikev2.change.outcome import EXIT, RunResult
from nornir_ikev2.change.states import State, may_move

KINDS: tuple[Kind, ...] = ("refuse", "lose", "lose-after", "silent", "crash")
TIMER_SECONDS = 2
NAMES = ("hub1", "branch1", "branch2")
WAYS_BACK = ("revert", "reset", "read_config", "read", "open", "drop_checkpoint")

Faults = list[tuple[str, str, Kind, int]]

faults = st.lists(
    st.tuples(
        st.sampled_from(NAMES), st.sampled_from(ACTS[1:]), st.sampled_from(KINDS), st.just(1)
    ),
    max_size=2,
)
troubles = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(WAYS_BACK),
        st.sampled_from(("refuse", "lose", "silent")),
        st.sampled_from((1, 2, 1000)),
    ),
    max_size=2,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(faults, troubles)
def test_every_touched_router_is_restored_or_named(first: Faults, second: Faults) -> None:
    with tempfile.TemporaryDirectory() as folder:
        fleet = Fleet(Path(folder), NAMES, timing=replace(QUICK, router_speed=300 / TIMER_SECONDS))
        for router in fleet.routers.values():
            router.fires_after = TIMER_SECONDS
        before = fleet.configs()
        # Trouble on the way back begins with the first write, not with the login.
        for router in fleet.routers.values():
            router.watch = lambda name, act: _begin(fleet.routers[name], act, name, second)
        for name, act, kind, times in first:
            fleet.routers[name].fail(act, kind, times)

        result = fleet.run()

        _judge(fleet, before, result)
        _judge_journal(fleet, result)


def _begin(router: FakeRouter, act: str, name: str, troubles: Faults) -> None:
    if act == "push proposals":
        for who, way, kind, times in troubles:
            if who == name:
                router.fail(way, kind, times)


def _judge(fleet: Fleet, before: dict[str, list[str]], result: RunResult) -> None:
    assert result.exit_code == EXIT[result.outcome]
    named = {failure.router for failure in result.failures}
    for router in result.routers:
        running = fleet.routers[router.name].running
        if router.state in {"untouched", "restored"}:
            assert running == before[router.name]
        elif router.state == "saved":
            assert running == before[router.name] + wanted_lines()
            assert fleet.routers[router.name].startup == running
            assert fleet.routers[router.name].saved_by_timer is None
        else:
            assert router.state == "unrestored"
            assert router.name in named
            assert router.error is not None
            assert router.error.cure
    states = {router.state for router in result.routers}
    match result.outcome:
        case "kept":
            assert states == {"saved"}
        case "refused":
            assert states == {"untouched"}
        case "restored":
            assert states <= {"untouched", "restored"}
            assert result.failures
        case _:
            assert "unrestored" in states


def _judge_journal(fleet: Fleet, result: RunResult) -> None:
    book = History.open(fleet.journal_url, fleet.folder)
    try:
        assert book.run(result.run).outcome == result.outcome
        assert book.states(result.run) == {one.name: one.state for one in result.routers}
        events = book.events(result.run)
        decision = book.decision(result.run)
    finally:
        book.close()
    kept = any("saved" in (one.text if one.kind == "state" else "") for one in events)
    assert (decision == "keep") == (kept or result.outcome == "kept" or _confirmed(events))
    for name in NAMES:
        here: State = "untouched"
        for event in events:
            if event.kind == "state" and event.router == name:
                there: State = event.text  # type: ignore[assignment] # pyright: ignore[reportAssignmentType] - read back
                assert may_move(here, there)
                here = there


def _confirmed(events: list[PastEvent]) -> bool:
    return any(one.text == "confirmed" for one in events)
