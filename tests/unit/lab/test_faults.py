"""Faults that sleep, wake and end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nornir_ikev2.errors import UsageError
from nornir_ikev2.lab.faults import ALWAYS, KINDS, Faults


class Alarm:
    """A clock that rings when it is told to."""

    def __init__(self) -> None:
        self.set: list[tuple[float, Callable[[], None]]] = []

    def call_later(self, seconds: float, callback: Callable[[], None]) -> None:
        self.set.append((seconds, callback))


def test_a_fault_sleeps_until_its_line_is_typed() -> None:
    faults = Faults()
    faults.set("unreachable", at="crypto map")

    faults.typed("crypto ikev2 proposal P")
    assert faults.get("unreachable") is None
    assert faults.names() == ["unreachable"]
    faults.typed(" Crypto MAP M 10 ipsec-isakmp")

    assert faults.get("unreachable") is not None


def test_a_fault_may_let_its_line_pass_and_wait_for_a_later_one() -> None:
    faults = Faults()
    faults.set("unreachable", past="show", after=2)

    for late, awake in ((False, False), (True, False), (False, False), (True, True)):
        faults.typed("show version", late=late)

        assert (faults.get("unreachable") is not None) == awake


def test_a_fault_ends_by_itself_a_while_after_it_woke() -> None:
    alarm = Alarm()
    faults = Faults(alarm.call_later)
    faults.set("unreachable", at="end", **{"for": 90})
    assert not alarm.set

    faults.typed("end")
    seconds, ring = alarm.set[0]
    ring()

    assert seconds == 90
    assert not faults.names()


def test_clearing_a_fault_wakes_nobody() -> None:
    faults = Faults()
    faults.set("drop", at="end")

    faults.clear("drop")
    faults.typed("end")

    assert faults.get("drop") is None


def test_no_fault_has_a_parameter_that_every_fault_takes() -> None:
    """`after` counts lines in both senses, so a fault may have its own."""
    for kind in KINDS.values():
        assert not set(kind.parameters) & (set(ALWAYS) - {"after"})


def test_a_parameter_that_is_no_number_is_refused() -> None:
    with pytest.raises(UsageError, match="is a number"):
        Faults().set("unreachable", **{"for": "soon"})
