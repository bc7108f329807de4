"""Leases: who may write to a router, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nornir_ikev2.change.journal.record import Journal
from nornir_ikev2.change.leases.book import Lease, LeaseBook, blocking
from nornir_ikev2.change.leases.held import Held, hold
from nornir_ikev2.change.leases.holder import Holder, life, me
from nornir_ikev2.change.leases.unlock import unlock
from nornir_ikev2.errors import LeaseLost, PlanError, UsageError

ROUTERS = ("hub1", "branch1")
ELSEWHERE = Holder("anna", "other-host", 7, "another-boot:pid:[1]/123")


@pytest.fixture
def journal(tmp_path: Path, journal_url: str) -> Iterator[Journal]:
    (tmp_path / "private").mkdir(mode=0o700)
    book = Journal(journal_url, tmp_path, tmp_path / "private", "run-1")
    book.begin("deploy", {}, "test")
    book.routers(ROUTERS)
    yield book
    book.close()


@pytest.fixture
def book(journal: Journal) -> LeaseBook:
    return journal.leases


def quiet(_: str) -> None:
    pass


def check_for_ever(held: Held) -> None:
    while True:
        held.check()


def lease(**changes: object) -> Lease:
    one = Lease("hub1", "run-1", ELSEWHERE, since=0.0, expires=100.0, fence=1, left=10.0)
    return replace(one, **changes)  # type: ignore[arg-type] # fields of Lease


def test_all_routers_or_none(book: LeaseBook) -> None:
    assert book.acquire("run-1", ["branch1"], ELSEWHERE, 60) == 1

    stay = book.acquire("run-2", ROUTERS, me(), 60)

    assert isinstance(stay, dict)
    assert stay["branch1"].run == "run-1"
    assert "hub1" not in book.find(ROUTERS)


def test_disjoint_runs_go_side_by_side_under_their_own_numbers(book: LeaseBook) -> None:
    assert book.acquire("run-1", ["hub1"], ELSEWHERE, 60) == 1
    assert book.acquire("run-2", ["branch1"], me(), 60) == 2


def test_what_is_given_back_can_be_taken_under_a_higher_number(book: LeaseBook) -> None:
    assert book.acquire("run-1", ROUTERS, ELSEWHERE, 60) == 1
    book.release(1)

    assert book.acquire("run-2", ROUTERS, me(), 60) == 2


def test_a_lease_that_is_over_can_be_taken_and_its_holders_records_are_refused(
    journal: Journal, book: LeaseBook
) -> None:
    journal.fence = int(str(book.acquire("run-1", ROUTERS, ELSEWHERE, -1)))
    journal.act("hub1", ["write memory"])

    assert book.acquire("run-2", ["hub1"], me(), 60) == journal.fence + 1

    journal.act("branch1", ["still ours"])
    with pytest.raises(LeaseLost, match="hub1 was taken over by run run-2"):
        journal.act("hub1", ["write memory"])
    with pytest.raises(LeaseLost):
        journal.states(ROUTERS, "verified")
    with pytest.raises(LeaseLost):
        journal.decide("keep", "every check passed", ROUTERS)
    assert journal.history().states("run-1") == {"branch1": "untouched", "hub1": "untouched"}
    assert journal.history().decision("run-1") is None
    assert [one.text for one in journal.history().acts("run-1")] == ["write memory", "still ours"]


def test_a_run_taken_over_by_its_own_recovery_can_not_record_its_end(
    journal: Journal, book: LeaseBook
) -> None:
    journal.fence = int(str(book.acquire("run-1", ROUTERS, ELSEWHERE, -1)))
    assert isinstance(book.acquire("run-1", ROUTERS, me(), 60), int)

    with pytest.raises(LeaseLost):
        journal.end("restored", "{}", {})

    assert journal.history().run("run-1").outcome is None


def test_a_renewal_counts_what_is_still_ours(book: LeaseBook) -> None:
    fence = int(str(book.acquire("run-1", ROUTERS, ELSEWHERE, 60)))
    assert book.renew(fence, 60) == 2

    book.take_away("hub1")

    assert book.renew(fence, 60) == 1
    assert book.find(["hub1"])["hub1"].free


@pytest.mark.parametrize(
    ("one", "alive", "stays"),
    [
        (lease(), "alive", True),
        (lease(), "unknown", True),
        (lease(), "stopped", True),
        (lease(), "dead", False),
        (lease(left=-0.1), "alive", False),
        (lease(expires=0.0), "alive", False),
        (lease(run="run-2", holder=me()), "alive", False),
        (lease(run="run-2"), "alive", True),
    ],
)
def test_who_stands_in_the_way(one: Lease, alive: str, stays: bool) -> None:
    found = blocking([one], "run-2", me(), lambda _: alive)  # type: ignore[arg-type,return-value]

    assert bool(found) == stays


def test_this_process_is_alive_and_one_of_its_number_that_began_earlier_is_dead() -> None:
    assert life(me()) == "alive"
    assert life(replace(me(), process=me().process + "9")) == "dead"
    assert life(ELSEWHERE) == "unknown"


def test_a_process_that_has_ended_is_dead() -> None:
    code = (
        "from nornir_ikev2.change.leases.holder import me; one = me(); print(one.pid, one.process)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    pid, process = done.stdout.split()

    assert life(Holder("x", "y", int(pid), process)) == "dead"


def test_a_rival_is_told_who_holds_the_router(journal: Journal, book: LeaseBook) -> None:
    assert book.acquire("run-9", ["hub1"], ELSEWHERE, 60) == 1
    held = Held(journal.leases, "run-1", 60)

    with (
        pytest.raises(
            PlanError, match=r"hub1 by run run-9 \(anna on other-host, process 7\)"
        ) as no,
        hold(held, ROUTERS, 0, quiet),
    ):
        pass

    assert "--wait" in no.value.cure
    assert "nornir unlock hub1" in no.value.cure
    assert no.value.category == "locked"


def test_whoever_waits_gets_the_router_when_it_is_given_back(
    journal: Journal, book: LeaseBook
) -> None:
    fence = int(str(book.acquire("run-9", ["hub1"], ELSEWHERE, 60)))
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        book.release(fence)

    with hold(Held(journal.leases, "run-1", 60), ROUTERS, 30, say) as held:
        assert held.fence > fence
        assert said == ["waiting for hub1 by run run-9 (anna on other-host, process 7)"]


def test_a_held_lease_outlives_its_time_by_its_heartbeat(journal: Journal) -> None:
    with hold(Held(journal.leases, "run-1", 0.5), ROUTERS, 0, quiet) as held:
        first = journal.leases.find(["hub1"])["hub1"]
        while (now := journal.leases.find(["hub1"])["hub1"]).expires < first.expires + 0.5:
            held.check()
        assert now.fence == held.fence


def test_a_run_whose_router_was_taken_away_gets_only_the_others_back(journal: Journal) -> None:
    held = Held(journal.leases, "run-1", 3.0)
    assert held.take(ROUTERS) == {}
    journal.leases.take_away("hub1")
    with pytest.raises(LeaseLost, match="another run took"):
        check_for_ever(held)

    assert set(held.regain(ROUTERS)) == {"hub1"}
    held.check()
    held.release()


def test_unlock_takes_a_dead_holders_router(book: LeaseBook) -> None:
    dead = replace(me(), process=me().process + "9")
    assert book.acquire("run-1", ["hub1"], dead, 60) == 1

    done = unlock(book, "hub1", force=False)

    assert "its process is dead" in done.said[0]
    assert "nornir recover run-1" in done.said[-1]
    assert unlock(book, "hub1", force=False).lease is None


@pytest.mark.parametrize(
    ("holder", "words"), [(me(), "alive on this machine"), (ELSEWHERE, "can't be seen from here")]
)
def test_unlock_refuses_while_the_holder_may_live_unless_forced(
    book: LeaseBook, holder: Holder, words: str
) -> None:
    assert book.acquire("run-1", ["hub1"], holder, 60) == 1

    with pytest.raises(PlanError, match=words):
        unlock(book, "hub1", force=False)
    done = unlock(book, "hub1", force=True)

    assert done.lease is not None
    assert book.find(["hub1"])["hub1"].fence == 2


def test_unlock_knows_no_router_that_was_never_held(book: LeaseBook) -> None:
    with pytest.raises(UsageError, match="`hub7`"):
        unlock(book, "hub7", force=False)


def test_a_holder_is_named_for_people() -> None:
    assert str(me()).endswith(f"process {os.getpid()}")
