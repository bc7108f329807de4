"""Encrypted keys are known again by keyed fingerprints, and what can't be known is said."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from fakes.ios_intents import base, hub, key, peer, vpn
from nornir_ikev2.change.journal import keymarks
from nornir_ikev2.change.journal.keymarks import KeyMark, KeyMarks, judge
from nornir_ikev2.change.journal.record import Journal
from nornir_ikev2.drivers.ios.driver import IosDriver
from nornir_ikev2.drivers.protocol import Reading
from nornir_ikev2.intent.model import SecretRef

REF = SecretRef("branches", "branch1--hub1", "hub1")
MARK = KeyMark("k1", "s1")


@pytest.mark.parametrize(
    ("mark", "now", "known"),
    [
        (None, MARK, "unrecorded"),
        (MARK, MARK, "same"),
        (MARK, KeyMark("k2", "s1"), "rotated"),
        (MARK, KeyMark("k2", "s2"), "rotated"),
        (MARK, KeyMark("k1", "s2"), "replaced"),
        (KeyMark("k1", ""), KeyMark("k1", "s2"), "same"),
        (KeyMark("k1", ""), KeyMark("k2", "s2"), "rotated"),
    ],
)
def test_a_key_is_the_same_while_the_store_and_the_router_are(
    mark: KeyMark | None, now: KeyMark, known: str
) -> None:
    assert judge(mark, now) == known


def journal(folder: Path, run: str) -> Journal:
    opened = Journal("sqlite:///journal.db", folder, folder, run)
    opened.begin("test", {}, "0")
    return opened


def test_marks_outlive_the_run_and_hold_neither_key_nor_text(tmp_path: Path) -> None:
    first = journal(tmp_path, "1")
    made = KeyMarks(first).make("the-key-itself", "AbCd^EfGh")
    first.remember_keys("hub1", {str(REF): MARK, "gone": MARK})
    first.remember_keys("branch1", {str(REF): MARK})
    first.remember_keys("hub1", {str(REF): made})
    first.close()

    second = journal(tmp_path, "2")
    marks = KeyMarks(second)

    assert marks.of("hub1", REF) == made == marks.make("the-key-itself", "AbCd^EfGh")
    assert marks.of("branch1", REF) == MARK
    assert set(second.history().key_marks()) == {("hub1", str(REF)), ("branch1", str(REF))}
    assert marks.make("another", "AbCd^EfGh").key != made.key
    second.close()
    data = b"".join(file.read_bytes() for file in tmp_path.glob("journal.db*"))
    assert made.key.encode() in data
    for secret in (b"the-key-itself", b"AbCd^EfGh"):
        assert secret not in data


def test_fingerprints_of_another_project_are_others(tmp_path: Path) -> None:
    made: list[KeyMark] = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        opened = journal(tmp_path / name, "1")
        made.append(KeyMarks(opened).make("the-key-itself", "AbCd^EfGh"))
        opened.close()

    assert made[0].key != made[1].key
    assert made[0].stored != made[1].stored


class Shows:
    """One router of a run whose configuration holds two encrypted keys."""

    def __init__(self, marks: KeyMarks) -> None:
        self.name, self.driver, self.intent = "hub1", IosDriver(), hub(vpn(peer(1)))
        self.said: list[str] = []
        store = SimpleNamespace(get=key)
        self.run = SimpleNamespace(marks=marks, store=store, warn=self.said.append)
        self.reading: Reading | None = None

    def config(self, text: str) -> str:
        local = "crypto ikev2 keyring BRANCHES-KEYRING\n peer BRANCH1\n  address 203.0.113.1\n"
        return f"{base()}{local}  pre-shared-key local 6 {text}\n"


def test_a_text_that_is_another_at_each_reading_is_not_compared_and_the_run_says_so(
    tmp_path: Path,
) -> None:
    opened = journal(tmp_path, "1")
    router = Shows(KeyMarks(opened))
    change = cast("Any", router)

    keymarks.record(change, router.config("AAA"), router.config("BBB"))
    assert opened.history().key_marks()["hub1", str(REF)].stored == ""
    assert "not noticed" in router.said[0]

    keymarks.record(change, router.config("AAA"), router.config("AAA"))
    assert opened.history().key_marks()["hub1", str(REF)].stored
    assert len(router.said) == 1
    opened.close()
