"""Runs on fake routers: what ends how, and in which order things are done and recorded."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nornir.core.task import Result

from fakes.driver import CANARY, wanted_lines
from fakes.fleet import QUICK, Fleet
from nornir_ikev2.change.context import RunContext
from nornir_ikev2.change.journal.history import History
from nornir_ikev2.change.outcome import RunResult


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


@pytest.fixture
def history(fleet: Fleet) -> Iterator[History]:
    book = History.open(fleet.journal_url, fleet.folder)
    yield book
    book.close()


def nobody_agrees(_: RunContext) -> bool:
    return False


def states(result: RunResult) -> dict[str, str]:
    return {router.name: router.state for router in result.routers}


def test_a_change_that_works_is_saved_on_every_router(fleet: Fleet) -> None:
    result = fleet.run()

    assert result.outcome == "kept"
    assert result.exit_code == 0
    assert set(states(result).values()) == {"saved"}
    for router in fleet.routers.values():
        assert router.running[2:] == wanted_lines()
        assert router.startup == router.running
        assert not router.files
        assert router.saved_by_timer is None


def test_each_router_is_logged_into_once(fleet: Fleet) -> None:
    fleet.run()

    assert [router.acts.count("open") for router in fleet.routers.values()] == [1, 1, 1]


def test_a_second_run_reads_and_changes_nothing(fleet: Fleet) -> None:
    fleet.run()
    for router in fleet.routers.values():
        router.acts.clear()

    result = fleet.run()

    assert result.outcome == "unchanged"
    assert [router.acts for router in fleet.routers.values()] == [["open", "read"]] * 3


def test_a_dry_run_plans_with_masked_lines_and_touches_nothing(fleet: Fleet) -> None:
    before = fleet.configs()

    result = fleet.run(dry_run=True)

    assert result.outcome == "planned"
    assert " key <secret>" in result.routers[0].added
    assert fleet.configs() == before


def test_every_router_that_refuses_is_named_not_just_the_first(fleet: Fleet) -> None:
    fleet.routers["branch1"].fail("open", "refuse")
    fleet.routers["branch2"].fail("open", "lose", times=9)

    result = fleet.run()

    assert (result.outcome, result.exit_code) == ("refused", 1)
    assert {failure.router for failure in result.failures} == {"branch1", "branch2"}
    assert set(states(result).values()) == {"untouched"}


def test_a_transient_login_fault_is_tried_once_more_a_refused_password_never(fleet: Fleet) -> None:
    fleet.routers["branch1"].fail("open", "lose", times=1)
    assert fleet.run().outcome == "kept"

    fleet.routers["branch2"].acts.clear()
    fleet.routers["branch2"].fail("open", "refuse", times=1)

    assert fleet.run().outcome == "refused"
    assert fleet.routers["branch2"].acts == ["open"]


def test_a_router_without_archive_is_refused_and_told_how_to_get_one(fleet: Fleet) -> None:
    fleet.routers["branch1"].archive = False

    result = fleet.run()

    assert result.outcome == "refused"
    assert "prepare-routers" in result.failures[0].cure


def test_prepare_routers_needs_no_timer(fleet: Fleet) -> None:
    fleet.routers["branch1"].archive = False

    result = fleet.run("prepare-routers")

    assert result.outcome == "kept"
    assert states(result) == {"hub1": "untouched", "branch1": "saved", "branch2": "untouched"}
    assert "confirm" not in fleet.routers["branch1"].acts


def test_a_pending_timer_of_somebody_is_refused_before_any_write(fleet: Fleet) -> None:
    fleet.routers["hub1"].saved_by_timer = []

    result = fleet.run()

    assert result.outcome == "refused"
    assert "rollback timer of admin" in result.failures[0].message


def test_a_refusal_of_the_person_asked_touches_nothing(fleet: Fleet) -> None:
    result = fleet.run(approve=nobody_agrees)

    assert (result.outcome, result.exit_code) == ("refused", 1)
    assert all("checkpoint" not in router.acts for router in fleet.routers.values())


def test_the_failure_names_router_step_line_and_reply(fleet: Fleet) -> None:
    fleet.routers["branch1"].fail("push keyrings", "refuse")

    result = fleet.run()

    failure = result.failures[0]
    assert (failure.router, failure.step) == ("branch1", "push_keyrings")
    assert failure.line == "a line with <secret>"
    assert "Invalid input" in str(failure)


def test_a_router_that_is_away_is_waited_for_and_restored_by_its_timer(fleet: Fleet) -> None:
    before = fleet.configs()
    fleet.routers["branch1"].fail("push tunnels", "lose")
    fleet.routers["branch1"].watch = lambda _, act: _go_away(fleet, act)

    result = fleet.run()

    assert (result.outcome, result.exit_code) == ("restored", 3)
    assert fleet.configs() == before


def _go_away(fleet: Fleet, act: str) -> None:
    if act == "push tunnels":
        fleet.routers["branch1"].away = 4


def test_a_router_that_never_comes_back_is_unrestored_with_the_command_to_type(
    tmp_path: Path,
) -> None:
    # Its timer would run for 5 minutes; on this router they are a tenth of a second.
    fleet = Fleet(tmp_path, timing=replace(QUICK, router_speed=3000))
    fleet.routers["branch1"].fail("push tunnels", "lose")
    fleet.routers["branch1"].watch = lambda _, act: _vanish(fleet, act)

    result = fleet.run()

    assert (result.outcome, result.exit_code) == ("unrestored", 4)
    assert states(result)["branch1"] == "unrestored"
    cure = next(one.cure for one in result.failures if one.category == "rollback_failed")
    assert f"configure replace flash:ikev2-{result.run}.cfg force" in cure


def _vanish(fleet: Fleet, act: str) -> None:
    if act == "push tunnels":
        fleet.routers["branch1"].away = 1_000_000


def test_an_error_nobody_foresaw_is_undone_and_its_traceback_is_masked(fleet: Fleet) -> None:
    before = fleet.configs()
    fleet.routers["hub1"].fail("push keyrings", "crash")

    result = fleet.run()

    assert result.outcome == "restored"
    assert fleet.configs() == before
    crash = next(fleet.folder.glob("crash-*.log"))
    assert "ZeroDivisionError" in crash.read_text()
    assert CANARY not in crash.read_text()
    assert crash.stat().st_mode & 0o077 == 0


def test_a_user_step_that_returns_failed_undoes_the_change(fleet: Fleet) -> None:
    before = fleet.configs()

    def unhappy(task: Any, change: Any) -> Result:
        return Result(task.host, failed=change.name == "branch2", result=f"no {CANARY}")

    result = fleet.run(steps={"verify_routing": unhappy})

    assert result.outcome == "restored"
    assert result.failures[0].message == "no <secret>"
    assert fleet.configs() == before


def test_ctrl_c_in_mid_push_puts_every_router_back(fleet: Fleet) -> None:
    before = fleet.configs()
    pressed = threading.Event()

    def press(_: str, act: str) -> None:
        if act == "push proposals" and not pressed.is_set():
            pressed.set()
            signal.raise_signal(signal.SIGINT)

    fleet.routers["hub1"].watch = press

    result = fleet.run()

    assert (result.outcome, result.exit_code) == ("restored", 3)
    assert "interrupted by the user" in result.failures[0].message
    assert fleet.configs() == before


def test_ctrl_c_after_the_decision_to_keep_changes_nothing_any_more(fleet: Fleet) -> None:
    pressed = threading.Event()

    def press(_: str, act: str) -> None:
        if act == "confirm" and not pressed.is_set():
            pressed.set()
            signal.raise_signal(signal.SIGINT)

    fleet.routers["hub1"].watch = press

    assert fleet.run().outcome == "kept"


def test_the_state_is_on_disk_before_the_act_and_the_decision_before_the_first_confirm(
    fleet: Fleet, history: History
) -> None:
    seen: list[tuple[str, str, str, str | None]] = []

    def look(router: str, act: str) -> None:
        state = history.states(fleet.run_id)[router]
        seen.append((router, act, state, history.decision(fleet.run_id)))

    for router in fleet.routers.values():
        router.watch = look

    fleet.run()

    expected = {
        "checkpoint": "checkpointed",
        "arm": "armed",
        "push proposals": "changing",
        "push tunnels": "changing",
        "confirm": "confirmed",
        "save": "saved",
    }
    for _, act, state, decision in seen:
        assert state == expected.get(act, state)
        if act in {"confirm", "save"}:
            assert decision == "keep"
        else:
            assert decision is None or act == "drop_checkpoint"
    assert {act for _, act, _, _ in seen} >= set(expected)


def test_the_checkpoint_is_in_the_journal_before_the_router_writes_its_own(
    fleet: Fleet, history: History
) -> None:
    kept: list[bool] = []

    def look(router: str, act: str) -> None:
        if act == "checkpoint":
            kept.append(router in history.checkpoints(fleet.run_id))

    for router in fleet.routers.values():
        router.watch = look

    fleet.run()

    assert kept == [True, True, True]


def test_one_nornir_result_per_step_and_router(fleet: Fleet) -> None:
    contexts: list[RunContext] = []

    fleet.run(before=contexts.append)

    results = contexts[0].results["change"]["branch1"]
    by_name = {str(result.name): result for result in results[1:]}
    assert by_name["push_keyrings"].changed
    assert by_name["push_keyrings"].diff == "keyring K\n key <secret>"
    assert not by_name["push_routing"].changed
    assert not contexts[0].nornir.data.dict()["failed_hosts"]


def test_a_timer_that_beats_the_confirm_is_named_and_the_others_are_kept(
    fleet: Fleet,
) -> None:
    branch = fleet.routers["branch1"]
    branch.fail("confirm", "lose")
    branch.watch = lambda _, act: setattr(branch, "away", 2 if act == "confirm" else branch.away)

    result = fleet.run()

    assert (result.outcome, result.exit_code) == ("unrestored", 4)
    assert states(result) == {"hub1": "saved", "branch1": "unrestored", "branch2": "saved"}
    assert "timer undid the change" in str(result.failures[0])


def test_a_session_lost_while_saving_is_opened_again(fleet: Fleet) -> None:
    fleet.routers["branch1"].fail("save", "lose")

    assert fleet.run().outcome == "kept"


def test_no_secret_is_in_the_journal(fleet: Fleet) -> None:
    fleet.routers["branch1"].fail("push tunnels", "crash")
    fleet.run()

    for path in fleet.folder.iterdir():
        assert CANARY.encode() not in path.read_bytes()


def test_a_journal_that_breaks_for_good_stops_every_write_and_the_timers_undo(
    tmp_path: Path,
) -> None:
    # Its 5 minutes are a second here.
    fleet = Fleet(tmp_path, timing=replace(QUICK, router_speed=300, margin_seconds=30))
    before, runs = fleet.configs(), list[RunContext]()

    def break_journal(_: str, act: str) -> None:
        if act == "push tunnels":
            runs[0].journal.close()

    for router in fleet.routers.values():
        router.fires_after = 1.0
        router.watch = break_journal

    result = fleet.run(before=runs.append)

    assert result.outcome == "restored"
    assert any("the journal is closed" in failure.message for failure in result.failures)
    assert fleet.configs() == before
    assert all("revert" not in router.acts for router in fleet.routers.values())


def test_a_router_of_which_nobody_knows_whether_it_was_confirmed_is_named_with_a_cure(
    fleet: Fleet,
) -> None:
    fleet.routers["hub1"].fail("confirm", "lose", 1)
    fleet.routers["hub1"].watch = lambda _, act: (
        fleet.routers["hub1"].fail("read", "refuse", 9) if act == "confirm" else None
    )

    result = fleet.run()

    assert result.outcome == "unrestored"
    assert states(result)["hub1"] == "unrestored"
    assert "show archive config rollback timer" in str(result.failures[0])


def test_a_router_that_refuses_every_way_back_is_waited_for_until_its_timer_fires(
    fleet: Fleet,
) -> None:
    before, router, reads = fleet.configs(), fleet.routers["branch1"], list[str]()

    def watch(_: str, act: str) -> None:
        reads.extend([act] if act == "read" else [])
        if len(reads) == 4:  # once to plan, once before the first write, twice while waiting
            router.fire()

    router.watch = watch
    router.fail("push tunnels", "refuse")
    router.fail("revert", "refuse", 99)

    result = fleet.run()

    assert result.outcome == "restored"
    assert fleet.configs() == before
