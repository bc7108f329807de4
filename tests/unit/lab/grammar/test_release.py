"""What the release of a node refuses: FN72510 and keywords that came later."""

from __future__ import annotations

import pytest

from nornir_ikev2.ike.model import Release
from nornir_ikev2.lab.contracts import LineReply
from nornir_ikev2.lab.store.config import RunningConfig

OLD, WARNING, NEW = (
    Release("15.9", (15, 9)),
    Release("17.9.4", (17, 9, 4)),
    Release("17.12.1", (17, 12, 1)),
)
WEAK = [
    ("crypto ikev2 proposal P", "encryption 3des"),
    ("crypto ikev2 proposal P", "encryption aes-cbc-256 des"),
    ("crypto ikev2 proposal P", "integrity md5"),
    ("crypto ikev2 proposal P", "group 1"),
    ("crypto ikev2 proposal P", "group 2"),
    ("crypto ikev2 proposal P", "group 14 5"),
    ("crypto ikev2 proposal P", "group 24"),
    ("crypto isakmp policy 10", "encryption 3des"),
    ("crypto isakmp policy 10", "encryption des"),
    ("crypto isakmp policy 10", "hash md5"),
    ("crypto isakmp policy 10", "group 5"),
    ("crypto ipsec profile P", "set pfs group1"),
    ("crypto ipsec profile P", "set pfs group5"),
    ("crypto map M 10 ipsec-isakmp", "set pfs group24"),
    ("", "crypto ipsec transform-set T esp-3des esp-sha-hmac"),
    ("", "crypto ipsec transform-set T esp-aes esp-md5-hmac"),
    ("", "crypto ipsec transform-set T esp-aes 256 esp-md5"),
]
STRONG = [
    ("crypto ikev2 proposal P", "integrity sha1"),
    ("crypto ikev2 proposal P", "encryption aes-cbc-128"),
    ("crypto ikev2 proposal P", "group 14 19 20 21 15 16"),
    ("", "crypto ipsec transform-set T esp-aes esp-sha-hmac"),
    ("crypto ipsec profile P", "set pfs group19"),
    ("crypto ipsec profile P", "set pfs"),
]


def last(release: Release, *lines: str) -> LineReply:
    router = RunningConfig(release, (), hostname="r")
    return router.apply(lines)[-1]


@pytest.mark.parametrize(("mode", "line"), WEAK)
def test_weak_algorithms_are_no_keywords_from_17_11(mode: str, line: str) -> None:
    reply = last(NEW, mode, line)
    assert reply.refused
    ambiguous = line.endswith("esp-md5") and "% Ambiguous command" in reply.message
    assert "% Invalid input" in reply.message or ambiguous


@pytest.mark.parametrize(("mode", "line"), WEAK)
def test_weak_algorithms_are_accepted_before(mode: str, line: str) -> None:
    assert not last(OLD, mode, line).refused
    assert not last(OLD, mode, line).message.startswith("%Warning")


@pytest.mark.parametrize(("mode", "line"), WEAK)
def test_weak_algorithms_are_warned_of_from_17_6(mode: str, line: str) -> None:
    reply = last(WARNING, mode, line)
    assert not reply.refused
    assert "%Warning: weaker" in reply.message


@pytest.mark.parametrize(("mode", "line"), STRONG)
def test_other_algorithms_are_accepted_by_all(mode: str, line: str) -> None:
    for release in (OLD, WARNING, NEW):
        assert not last(release, mode, line).refused


def test_the_shield_is_off_only_after_a_boot() -> None:
    off = "crypto engine compliance shield disable"
    proposal = ["crypto ikev2 proposal P", "group 2"]
    router = RunningConfig(NEW, (), hostname="r")
    replies = router.apply([off, *proposal])
    assert [reply.refused for reply in replies] == [False, False, True]
    assert not [reply for reply in router.load("\n".join([off, *proposal])) if reply.refused]


@pytest.mark.parametrize(
    ("line", "since"),
    [("pqc mlkem768 optional", (26, 1)), ("match application autovpn", (26, 1))],
)
def test_newer_keywords(line: str, since: tuple[int, ...]) -> None:
    mode = "crypto ikev2 policy P" if line.startswith("match") else "crypto ikev2 proposal P"
    assert last(NEW, mode, line).refused
    assert not last(Release("26.1.1", (*since, 1)), mode, line).refused


@pytest.mark.parametrize(("release", "refused"), [(OLD, True), (WARNING, False), (NEW, False)])
def test_the_compliance_shield_came_with_17_7(release: Release, *, refused: bool) -> None:
    assert last(release, "crypto engine compliance shield disable").refused == refused


@pytest.mark.parametrize(
    "transforms", ["esp-aes 256 esp-sha-hmac esp-sha256-hmac", "esp-gcm esp-gcm"]
)
def test_a_transform_set_has_one_transform_of_each_kind(transforms: str) -> None:
    reply = last(NEW, f"crypto ipsec transform-set T {transforms}")

    assert "% Invalid input" in reply.message
    assert reply.refused


def test_a_number_may_be_cut_short_while_it_is_the_only_one() -> None:
    assert not last(NEW, "crypto ipsec transform-set T esp-gcm 25").refused
