"""The logging buffer of a router as events. Pure and total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

_EVENT: Final = re.compile(
    r"^(?:\d+: )?(?P<time>[^%\n]*?)(?:: )?%(?P<facility>[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*)-(?P<severity>[0-7])-"
    r"(?P<mnemonic>[A-Z0-9_]+): (?P<text>.*)$",
    re.MULTILINE,
)
_STAMP: Final = re.compile(
    r"(?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) +(?:(?P<year>\d{4}) +)?(?P<time>\d\d:\d\d:\d\d)"
)
_CLOCK: Final = re.compile(
    r"^(?P<star>[*.]?)(?P<time>\d\d:\d\d:\d\d)\.\d+ \S+ [A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2})"
    r" +(?P<day>\d{1,2}) (?P<year>\d{4})",
    re.MULTILINE,
)
_CHANGED: Final = re.compile(
    r"^! Last configuration change at (?P<time>\d\d:\d\d:\d\d) \S+ [A-Z][a-z]{2}"
    r" (?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) (?P<year>\d{4})(?: by (?P<user>\S+))?",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Event:
    """One syslog message: `at` None when its time stamp has no date."""

    at: datetime | None
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class RouterClock:
    """What `show clock` said; `synced` False with the star that IOS prints for a time nobody vouches for."""

    at: datetime
    synced: bool


def events(logging: str, year: int) -> tuple[Event, ...]:
    """The messages in `show logging`, oldest first.

    Args:
        logging: the answer of the router.
        year: of the router's clock; most time stamps have none.

    Returns:
        Messages of the form `%FACILITY-SEVERITY-MNEMONIC: text`, named `FACILITY-SEVERITY-MNEMONIC`.
    """
    return tuple(_events(logging.replace("\r", ""), year))


def _events(logging: str, year: int) -> Iterator[Event]:
    for found in _EVENT.finditer(logging):
        name = f"{found['facility']}-{found['severity']}-{found['mnemonic']}"
        stamp = _STAMP.search(found["time"])
        yield Event(_moment(stamp, year) if stamp else None, name, found["text"].strip())


def clock(answer: str) -> RouterClock | None:
    """The time in `show clock`; None when it can't be read. Zones are taken as UTC."""
    found = _CLOCK.search(answer)
    at = _moment(found, 0) if found else None
    return RouterClock(at, not found["star"]) if found and at else None


def last_change(config: str) -> tuple[datetime | None, str]:
    """When a running-config says it was changed last, and by whom; a router that just booted names nobody."""
    found = _CHANGED.search(config[:2000])
    if found is None:
        return None, ""
    return _moment(found, 0), found["user"] or ""


def _moment(found: re.Match[str], year: int) -> datetime | None:
    text = f"{found['year'] or year} {found['month']} {found['day']} {found['time']}"
    try:
        return datetime.strptime(text, "%Y %b %d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
