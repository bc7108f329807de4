from __future__ import annotations

import pytest

from nornir_ikev2.errors import UsageError
from nornir_ikev2.lab import passwords
from nornir_ikev2.lab.faults import KINDS, Faults, parse


def test_a_mistake_lists_the_faults_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        Faults().set("no-such")

    for name in KINDS:
        assert f"  {name}" in caught.value.cure


def test_a_wrong_parameter_shows_the_usage() -> None:
    with pytest.raises(UsageError, match="has no parameter often") as caught:
        Faults().set("delay", often=1)
    assert "delay ms=50" in caught.value.cure

    with pytest.raises(UsageError, match="a number, not soon"):
        Faults().set("slow-prompt", seconds="soon")
    with pytest.raises(UsageError, match="is not NAME=VALUE"):
        parse(["after"])


def test_a_fault_that_acts_once_is_over_and_another_stays() -> None:
    changes: list[list[str]] = []
    faults = Faults()
    faults.on_change.append(lambda: changes.append(faults.names()))
    faults.set("drop-in-config", **parse(["after=2"]))
    faults.set("delay")
    first = faults.get("drop-in-config")
    assert first
    assert [first.due(), first.due()] == [False, True]

    faults.acted(first)
    second = faults.get("delay")
    assert second
    faults.acted(second)

    assert faults.names() == ["delay"]
    faults.clear()
    assert changes[-1] == []


@pytest.mark.parametrize(
    ("kind", "stored", "plain", "good"),
    [
        ("0", "admin", "admin", True),
        ("0", "admin", "Admin", False),
        ("7", "060506324F41", "cisco", True),
        ("7", "nonsense", "cisco", False),
        ("8", "$8$dsYGNam3K1SIJO$7nv/35M/qr6t.dVc7UY9zrJDWRVqncHub1PE9UlMQFs", "cisco", True),
        ("9", "$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM", "cisco", True),
        ("9", "$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM", "other", False),
        ("9", "plain", "plain", False),
        ("5", "$1$abc$def", "abc", False),
    ],
)
def test_passwords_are_compared_as_ios_stores_them(
    kind: str, stored: str, plain: str, good: bool
) -> None:
    assert passwords.matches(kind, stored, plain) is good


def test_a_new_hash_matches_its_password_only() -> None:
    stored = passwords.secret("one")

    assert stored.startswith("$9$")
    assert passwords.matches("9", stored, "one")
    assert not passwords.matches("9", stored, "two")
