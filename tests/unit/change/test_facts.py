"""What is known of routers in reports, and NAPALM's getter where details are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fakes.driver import FakeSession
from fakes.fleet import Fleet
from nornir_ikev2.change.facts import words
from nornir_ikev2.change.journal.history import History

NAPALM = {
    "vendor": "Cisco",
    "model": "C8000V",
    "serial_number": "9X",
    "os_version": "Virtual XE Software, Version 17.12.1, RELEASE SOFTWARE (fc5)",
    "uptime": 7260.0,
}


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


def test_a_plain_run_reports_what_it_read_anyway(fleet: Fleet) -> None:
    result = fleet.run()

    assert result.routers[0].facts["serial_number"] == "serial-hub1"
    assert result.routers[0].facts["os_version"] == "17.12.1"


def test_details_are_asked_for_once_per_router_and_kept_in_the_journal(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def facts(_session: FakeSession) -> Mapping[str, Any]:
        return NAPALM

    monkeypatch.setattr(FakeSession, "facts", facts, raising=False)

    result = fleet.run(details=True)

    assert result.outcome == "kept"
    assert {router.facts["vendor"] for router in result.routers} == {"Cisco"}
    history = History.open(fleet.journal_url, fleet.folder)
    notes = [one for one in history.events(fleet.run_id) if one.text.startswith("facts: ")]
    history.close()
    assert {one.router for one in notes} == set(fleet.names)


def test_facts_that_cant_be_read_are_a_warning(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def facts(_session: FakeSession) -> Mapping[str, Any]:
        raise IndexError

    monkeypatch.setattr(FakeSession, "facts", facts, raising=False)

    result = fleet.run(details=True)

    assert result.outcome == "kept"
    assert any("NAPALM" in warning for warning in result.warnings)


def test_a_session_without_getters_is_left_alone(fleet: Fleet) -> None:
    assert fleet.run(details=True).outcome == "kept"


def test_facts_in_one_line() -> None:
    assert words(NAPALM) == "Cisco, C8000V, 9X, Version 17.12.1, up 2 h 1 min"
