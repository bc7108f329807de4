"""How long a router may be silent in each phase of a session: `timeouts` in inventory data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from nornir_ikev2.document import mapping
from nornir_ikev2.intent.words import did_you_mean

LONGEST: Final = 3600


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds a router may be silent.

    Attributes:
        connect: until TCP and SSH answer.
        auth: until the password is judged; slow TACACS servers need longer.
        prompt: from there to the first prompt.
        read: within the answer to a show command.
        write: within the echo of a configuration line, or a short command.
        rollback: within copying, arming, replacing, reverting and saving.
    """

    connect: float = 15.0
    auth: float = 30.0
    prompt: float = 30.0
    read: float = 30.0
    write: float = 20.0
    rollback: float = 120.0


KEYS: Final = tuple(one.name for one in fields(Timeouts))


def read_timeouts(written: object) -> Timeouts:
    """The timeouts of a host; what is not written, or wrong, has its default (see `wrong`)."""
    data = mapping(written) or {}
    return Timeouts(**{key: float(str(data[key])) for key in KEYS if _good(data.get(key))})


def wrong(written: object) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Each fault of what was written: path below `timeouts`, message, cure."""
    data = mapping(written)
    if data is None:
        yield (), "expected `phase: seconds` pairs", f"Phases are {', '.join(KEYS)}."
        return
    for key, value in data.items():
        if key not in KEYS:
            yield (
                (str(key),),
                f"is no phase of a session; expected {', '.join(KEYS)}",
                did_you_mean(str(key), KEYS),
            )
        elif not _good(value):
            yield (str(key),), f"expected seconds, more than 0 and at most {LONGEST}", ""


def _good(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= LONGEST
