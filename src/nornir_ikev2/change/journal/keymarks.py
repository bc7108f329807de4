"""Keys that a router shows only encrypted (type 6), known again by keyed fingerprints.

A mark is what was seen on a router after its change was kept: the fingerprint of the key that was typed,
and the one of the text the router made of it. Both are keyed with the journal's key, so the journal
tells nothing about them. A text that is still the same stands for the key that was typed then. Without that
record an encrypted key can't be known: it is taken for ours, and the run says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Literal

from nornir.core.task import Result, Task

from nornir_ikev2.change.workers import QUIET, run_steps
from nornir_ikev2.drivers.protocol import EncryptedKeys
from nornir_ikev2.errors import DeviceError, JournalError

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.journal.record import Journal
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.drivers.protocol import Reading
    from nornir_ikev2.intent.model import SecretRef

Known = Literal["same", "rotated", "replaced", "unrecorded"]


@dataclass(frozen=True, slots=True)
class KeyMark:
    """Fingerprints of one key on one router.

    `stored` is empty where the router shows another text at each reading.
    """

    key: str
    stored: str


def judge(mark: KeyMark | None, now: KeyMark) -> Known:
    """Say what an encrypted key is.

    Args:
        mark: what was recorded.
        now: the key the store has, and the text the router shows.

    Returns:
        `same`; `rotated`: the store has another key than was typed; `replaced`: the router has another text
        than it made of ours; `unrecorded`: nothing is known.
    """
    if mark is None:
        return "unrecorded"
    if mark.key != now.key:
        return "rotated"
    return "same" if mark.stored in {"", now.stored} else "replaced"


@dataclass(slots=True)
class KeyMarks:
    """The marks of all routers, read from the journal when the first encrypted key is met.

    Attributes:
        journal: None keeps no marks.
    """

    journal: Journal | None = None
    _marks: Mapping[tuple[str, str], KeyMark] | None = field(default=None)
    _lock: Lock = field(default_factory=Lock)

    def of(self, router: str, ref: SecretRef) -> KeyMark | None:
        """What is recorded of a key on a router.

        Raises:
            JournalError: the journal can't be read.
        """
        with self._lock:
            if self._marks is None:
                self._marks = self.journal.history().key_marks() if self.journal else {}
            return self._marks.get((router, str(ref)))

    def make(self, key: str, stored: str) -> KeyMark:
        """Fingerprint a key and the text a router made of it; "" stays empty."""
        if self.journal is None:
            return KeyMark("", "")
        digest = self.journal.vault.digest
        return KeyMark(digest(f"key {key}"), digest(f"stored {stored}") if stored else "")


def understood(change: RouterChange) -> Reading | None:
    """A router's reading with the encrypted keys that are known in clear, to plan from.

    Notes what is not known on the run. An encrypted key that is left as it is differs from every key.

    Raises:
        JournalError: the marks can't be read.
    """
    reading, run, driver = change.reading, change.run, change.driver
    if reading is None or not isinstance(driver, EncryptedKeys):
        return reading
    known: dict[str, str] = {}
    found: dict[Known, list[SecretRef]] = {}
    for ref, stored in driver.encrypted_keys(change.intent, reading.config).items():
        key = run.store.get(ref)
        verdict = judge(run.marks.of(change.name, ref), run.marks.make(key, stored))
        found.setdefault(verdict, []).append(ref)
        if verdict in {"same", "unrecorded"}:
            known[stored] = key
    _say(change, found)
    return replace(reading, config=driver.reveal(reading.config, known))


def as_typed(change: RouterChange, config: str) -> str:
    """A configuration read after the push, its encrypted keys taken for those that were typed."""
    driver = change.driver
    if not isinstance(driver, EncryptedKeys):
        return config
    stored = driver.encrypted_keys(change.intent, config)
    return driver.reveal(config, {text: change.run.store.get(ref) for ref, text in stored.items()})


def remember(run: RunContext) -> None:
    """Record the encrypted keys of every router whose change is kept, or that had nothing to do.

    They are read twice: a router whose text changes from reading to reading can't tell a replaced key.
    """
    routers = [change.name for change in run.changes.values() if _is_new(change)]

    def read(task: Task, change: RouterChange) -> Result:
        try:
            first, second = change.session.read_config(), change.session.read_config()
            record(change, first, second)
        except (DeviceError, JournalError) as error:
            run.warn(f"{change.name}: its encrypted keys are not recorded: {error.message}")
        return Result(task.host, severity_level=QUIET)

    run_steps(run, "keep", [("remember_keys", read)], routers, stoppable=False)


def _is_new(change: RouterChange) -> bool:
    """Whether there may be encrypted keys of ours on the router that are not recorded as they are."""
    driver, reading = change.driver, change.reading
    if reading is None or not isinstance(driver, EncryptedKeys) or not change.connected:
        return False
    stored = driver.encrypted_keys(change.intent, reading.config)
    if change.state == "saved":
        return bool(stored) or driver.encrypts_keys(reading.config)
    marks = change.run.marks
    return change.state == "untouched" and any(marks.of(change.name, ref) is None for ref in stored)


def record(change: RouterChange, first: str, second: str) -> None:
    """Record the encrypted keys of two readings of one router.

    Raises:
        JournalError: the record can't be written.
    """
    driver, run = change.driver, change.run
    if not isinstance(driver, EncryptedKeys) or run.marks.journal is None:
        return
    stored, again = (driver.encrypted_keys(change.intent, one) for one in (first, second))
    steady = {ref: text if again.get(ref) == text else "" for ref, text in stored.items()}
    if not all(steady.values()):
        run.warn(
            f"{change.name}: it shows its encrypted keys otherwise at each reading, so a key that somebody"
            " replaces there is not noticed"
        )
    marks = {str(ref): run.marks.make(run.store.get(ref), text) for ref, text in steady.items()}
    run.marks.journal.remember_keys(change.name, marks)


def _say(change: RouterChange, found: Mapping[Known, list[SecretRef]]) -> None:
    texts: dict[Known, str] = {
        "unrecorded": "taken for ours: nothing tells what was typed, and the router shows it encrypted",
        "replaced": "typed again: the router holds another encrypted text than it made of ours",
    }
    for verdict, text in texts.items():
        refs = found.get(verdict, [])
        if refs:
            change.run.warn(f"{change.name}: {_count(refs)} (type 6) {text}")


def _count(refs: Iterable[SecretRef]) -> str:
    names = [str(ref) for ref in refs]
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")  # noqa: PLR2004 - shown
    return f"{'key' if len(names) == 1 else 'keys'} {shown}"
