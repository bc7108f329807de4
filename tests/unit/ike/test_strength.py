"""The strength rules."""

from __future__ import annotations

import pytest

from nornir_ikev2.ike.model import Proposal, Release, TransformSet
from nornir_ikev2.ike.strength import group_weaknesses, removed, weaknesses

OLD = Release("15.9(3)M", (15, 9, 3))
BEFORE = Release("17.10.1", (17, 10, 1))
AFTER = Release("17.11.1a", (17, 11, 1))


def test_strong_proposal() -> None:
    assert (
        weaknesses(Proposal("P", ("aes-cbc-256",), ("sha512", "sha1"), (), (20, 14)), AFTER) == []
    )


@pytest.mark.parametrize("release", [None, OLD, BEFORE])
def test_weak_but_possible(release: Release | None) -> None:
    found = weaknesses(Proposal("P", ("des", "3des"), ("md5",), ("md5",), (1, 2, 5, 24)), release)
    assert [item.what for item in found] == [
        "encryption des",
        "encryption 3des",
        "integrity md5",
        "prf md5",
        "group 1",
        "group 2",
        "group 5",
        "group 24",
    ]
    assert not any(item.refused_by_release for item in found)
    assert "RFC 8247" in found[0].text


def test_refused_from_17_11() -> None:
    found = weaknesses(Proposal("P", ("3des",), ("sha256",), (), (14, 5)), AFTER)
    assert [(item.what, item.rule, item.refused_by_release) for item in found] == [
        ("encryption 3des", "FN72510", True),
        ("group 5", "FN72510", True),
    ]
    assert "17.11.1a" in found[0].text
    assert removed(AFTER)
    assert not removed(BEFORE)


@pytest.mark.parametrize(("encryption", "group"), [("aes-gcm-192", 31), ("chacha20-poly1305", 22)])
def test_unknown_to_ios(encryption: str, group: int) -> None:
    found = weaknesses(Proposal("P", (encryption,), (), ("sha384",), (group,)), OLD)
    assert [item.refused_by_release for item in found] == [True, True]


def test_transform_sets() -> None:
    assert weaknesses(TransformSet("T", "aes-gcm-256", None), AFTER) == []
    (null,) = weaknesses(TransformSet("T", "null", "sha256"), OLD)
    assert "confidentiality" in null.rule
    (bare,) = weaknesses(TransformSet("T", "aes-cbc-256", None), AFTER)
    assert bare.what == "integrity none"
    (md5,) = weaknesses(TransformSet("T", "aes-cbc-256", "md5"), AFTER)
    assert md5.refused_by_release


def test_pfs_group() -> None:
    assert group_weaknesses(19, AFTER) == []
    assert group_weaknesses(2, AFTER)[0].refused_by_release
