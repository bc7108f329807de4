from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from nornir_ikev2.change.outcome import (
    EXIT,
    Failure,
    Outcome,
    RouterOutcome,
    RunResult,
    TunnelOutcome,
)
from nornir_ikev2.errors import CommandRefused, NornirIkev2Error
from nornir_ikev2.ike.model import Suite
from nornir_ikev2.report.document import document
from nornir_ikev2.report.live import Board, Lines
from nornir_ikev2.report.terminal import history, show

SUITE = Suite("aes-cbc-256", "sha512", "sha512", 20)
REFUSED = Failure.of(
    CommandRefused(
        "the router refused it",
        reply="% Invalid input",
        line=" pre-shared-key <secret>",
        cure="Look.",
    ),
    router="branch1",
    step="push_keyrings",
)
RESULT = RunResult(
    run="20260101-000000-0001",
    playbook="deploy-hub-spoke",
    outcome="kept",
    routers=(RouterOutcome("hub1", "saved", changed=True, added=("a", "k <secret>")),),
    tunnels=(TunnelOutcome("branches", ("hub1", "branch1"), True, SUITE, SUITE),),
)


def text(result: RunResult, *, lines: bool = False, evidence: str | None = None) -> str:
    out = io.StringIO()
    show(result, Console(file=out, width=200), lines=lines, evidence=evidence)
    return out.getvalue()


def test_the_document_has_the_keys_scripts_rely_on() -> None:
    data = json.loads(json.dumps(document(RESULT)))

    assert data["run"] == "20260101-000000-0001"
    assert data["outcome"] == "kept"
    assert data["routers"]["hub1"]["added"] == ["a", "k <secret>"]
    assert data["routers"]["hub1"]["error"] is None
    suite = {"encryption": "aes-cbc-256", "integrity": "sha512", "prf": "sha512", "group": 20}
    assert data["tunnels"][0]["predicted"] == suite
    assert data["tunnels"][0]["negotiated"] == suite
    assert data["tunnels"][0]["ends"] == ["hub1", "branch1"]
    assert data["tunnels"][0]["reason"] is None


def test_a_run_on_a_lab_says_what_it_proves() -> None:
    assert document(RESULT)["evidence"] is None
    assert "evidence" not in text(RESULT)
    assert document(RESULT, "strongswan")["evidence"] == "strongswan"
    assert "evidence grade: strongswan" in text(RESULT, evidence="strongswan")


@pytest.mark.parametrize(("outcome", "code"), EXIT.items())
def test_every_outcome_has_its_exit_code_and_headline(outcome: Outcome, code: int) -> None:
    result = replace(RESULT, outcome=outcome)

    assert result.exit_code == code
    assert "20260101-000000-0001" in text(result)


def test_a_failure_names_router_step_line_reply_and_cure() -> None:
    result = replace(RESULT, outcome="restored", failures=(REFUSED,))

    shown = text(result)

    for words in ("branch1, push_keyrings", "pre-shared-key <secret>", "% Invalid input", "Look."):
        assert words in shown


def test_a_dry_run_shows_every_line() -> None:
    assert "+ k <secret>" in text(replace(RESULT, outcome="planned"))


def test_text_of_a_router_is_not_taken_for_markup() -> None:
    odd = Failure("[red]odd[/red] [/nothing]", "hub1")

    assert "[red]odd[/red]" in text(replace(RESULT, failures=(odd,)))


def test_an_error_without_a_router_takes_the_one_it_is_given() -> None:
    failure = Failure.of(NornirIkev2Error("no", cure="do"), router="hub1", step="save")

    assert str(failure) == "hub1, save: no\n    do"


def test_few_routers_get_a_line_per_step_many_one_per_step() -> None:
    few, many = io.StringIO(), io.StringIO()
    for out, routers in ((few, 2), (many, 500)):
        with Lines(Console(file=out), routers) as lines:
            lines.phase("change")
            for name in ("hub1", "branch1"):
                lines.step(name, "push_tunnels")
                lines.step(name, "look")
                lines.state(name, "saved")

    assert few.getvalue().count("push_tunnels") == 2
    assert many.getvalue().count("push_tunnels") == 1
    assert "look" not in few.getvalue()
    assert "saved" not in many.getvalue()


def test_the_board_shows_routers_states_and_the_last_message() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=100)
    with Board(console) as board:
        board.phase("change")
        board.step("hub1", "push_tunnels")
        board.state("hub1", "changing")
        board.message("waiting")
        board.pause()
        board.resume()

    assert "hub1" in out.getvalue()
    assert "waiting" in out.getvalue()


def test_a_kept_run_without_tunnels_does_not_claim_to_have_verified_any() -> None:
    assert "verified" in text(RESULT)
    assert "verified" not in text(replace(RESULT, tunnels=()))


def test_a_message_that_many_looks_repeat_is_said_once_in_a_phase() -> None:
    out = io.StringIO()
    with Lines(Console(file=out)) as lines:
        lines.phase("undo")
        for _ in range(3):
            lines.message("hub1 waits")
            lines.message("branch1 waits")
        lines.phase("verify")
        lines.message("hub1 waits")

    said = out.getvalue().splitlines()
    assert said == ["undo", "  hub1 waits", "  branch1 waits", "verify", "  hub1 waits"]


@pytest.mark.parametrize("width", [20, 60, 70, 80, 85, 160])
def test_nothing_in_the_history_is_folded_on_a_narrow_terminal(width: int) -> None:
    out = io.StringIO()
    when = "2026-01-01 00:00:00"
    rows = [
        ("20260101-000000-0001-12.2", "deploy-hub-spoke", when, "unrestored", "10000"),
        ("20260101-000000-0001", "explain-tunnels", when, "not ended", "1"),
    ]

    history(rows, Console(file=out, width=width))

    _, _, _, first, second = out.getvalue().splitlines()[:5]
    assert first.split()[:2] == ["20260101-000000-0001-12.2", "deploy-hub-spoke"]
    assert "unrestored" in first
    assert second.split()[:2] == ["20260101-000000-0001", "explain-tunnels"]
    assert "not ended" in second
    assert ("10000" in first) == (width >= 85)
    assert (when in first) == (width >= 160)
    assert max(map(len, (first.rstrip(), second.rstrip()))) <= max(width, 60)
