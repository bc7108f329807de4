"""What must be true of every router after a fault, whatever the fault was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from faults.bench import Bench, Ended
from faults.case import EXIT, Case
from faults.sites import Mode
from nornir_ikev2.errors import Category

CATEGORIES = frozenset(get_args(Category))
FINAL = {
    "kept": {"saved", "untouched"},
    "unchanged": {"untouched"},
    "refused": {"untouched"},
    "restored": {"restored", "untouched"},
    "unrestored": {"restored", "untouched", "unrestored", "saved"},
}
"""States a router may be left in, by outcome."""


def record(note: Callable[[str, object], None], case: Case, mode: Mode, holds: str) -> None:
    """Leave a row for docs/reliability.md in the report of the test run."""
    for name, value in (
        ("fault", case.fault),
        ("mode", mode),
        ("exit", EXIT[case.outcome]),
        ("outcome", case.outcome),
        ("holds", holds),
        ("evidence", "virtual"),
    ):
        note(name, value)


def check(case: Case, bench: Bench, done: Ended) -> str:
    """Judge a run; what the routers hold now, in words."""
    document = done.json
    assert (done.code, document["outcome"]) == (EXIT[case.outcome], case.outcome), done.err
    _routers(case, bench, document)
    _words(case, done)
    edited = any(one.name.startswith(("edit", "reload")) for one in case.troubles)
    assert edited or "but not by this run" not in done.err, done.err
    bench.alone()
    for name in bench.routers:
        assert bench.timer(name) == case.others.get(name), f"{name}: a rollback timer is left armed"
        for file in bench.checkpoints(name):
            assert file in done.err, f"{name}: {file} is left behind and nobody says so"
    if case.after:
        case.after(bench, done)
    return _holds(case, bench, document)


def _routers(case: Case, bench: Bench, document: dict[str, Any]) -> None:
    kept = case.outcome == "kept"
    for name, router in document["routers"].items():
        state = router["state"]
        assert state in FINAL[case.outcome], f"{name} is {state}"
        assert (state == "unrestored") == (name in case.lost), f"{name} is {state}"
        if state == "saved":
            assert bench.startup(name) == bench.running(name), f"{name}: what runs is not saved"
            continue
        kept_before = state == "unrestored" and _was_kept(document)
        saved = [bench.saved[name], *([bench.running(name)] if kept_before else [])]
        assert bench.startup(name) in saved, f"{name}: startup-config was touched"
        if name in case.edited:
            assert "BRANCHES" not in bench.running(name), f"{name} holds lines of ours"
        elif state != "unrestored" and not kept:
            assert by_name(bench.running(name)) == by_name(bench.before[name]), (
                f"{name} is not as it was"
            )
        if state == "unrestored":
            assert router["error"]["cure"], f"{name}: nobody says what to do"


def _was_kept(document: dict[str, Any]) -> bool:
    """Whether every check had passed: a router that is then lost may hold the change, verified."""
    return any(router["state"] == "saved" for router in document["routers"].values())


def by_name(config: str) -> list[str]:
    """The lines of a configuration, named access lists by name: IOS lists them as they came."""
    blocks: list[list[str]] = []
    for line in config.splitlines():
        if line.startswith(" ") and blocks:
            blocks[-1].append(line)
        elif line != "!":
            blocks.append([line])
    lists = sorted(one for one in blocks if one[0].startswith("ip access-list "))
    others = [one for one in blocks if not one[0].startswith("ip access-list ")]
    return [line for block in (*others, *lists) for line in block]


def _words(case: Case, done: Ended) -> None:
    for text in case.says:
        assert text in done.err, f"{text!r} is not in:\n{done.err}"
    failures = done.json["failures"]
    for failure in failures:
        assert failure["category"] in CATEGORIES
        assert failure["message"]
    if case.outcome not in {"kept", "unchanged"}:
        assert failures
        assert any(one["cure"] for one in failures), "nobody says what to do next"
    if case.category:
        assert case.category in {
            one["category"] for one in failures if case.blamed in one["router"]
        }, failures


def _holds(case: Case, bench: Bench, document: dict[str, Any]) -> str:
    states = {name: router["state"] for name, router in document["routers"].items()}
    if case.outcome == "kept":
        return "the change, saved"
    left = [name for name, state in states.items() if state == "unrestored"]
    if not left:
        return "what it held before"
    names = ", ".join(left)
    same = all(by_name(bench.running(name)) == by_name(bench.before[name]) for name in left)
    what = "what it held before, but unproved" if same else "not what it held before"
    return f"{names}: {what}, named with what to do; the others what they held before"
