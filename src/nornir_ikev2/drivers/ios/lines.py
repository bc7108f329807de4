"""Everything that may be typed, by kind, and the only makers of `ConfigLine`s.

Keywords are literals, every value passes one typed guard: a value that could end a line, ask for help or
start an escape never becomes a line, so an inventory can't inject a command. What is typed is checked once
more on its way out, by `gate`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Final, Literal, LiteralString, TypeVar

from nornir_ikev2.drivers.ios.mask import SECRET, mask
from nornir_ikev2.drivers.protocol import ConfigLine
from nornir_ikev2.errors import PlanError

LONGEST: Final = 254
"""Bytes of one line; longer input is cut by IOS."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,126}")
_KEY: Final = re.compile(r"[A-Za-z0-9._+=:@/-]{1,127}")
_KEY_TYPES: Final = frozenset({"0", "6", "7", "local", "remote", "hex"})
_FORBIDDEN: Final = re.compile(r"[^\x20-\x7e]|\?")


@dataclass(frozen=True, slots=True)
class Name:
    """A value made of name characters: names, interfaces, file URLs."""

    value: str

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.value):
            raise PlanError(f"{self.value!r} can't be typed into a router as a name")


@dataclass(frozen=True, slots=True)
class Secret:
    """A pre-shared key; never shown."""

    value: str = field(repr=False)

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.value) or self.value in _KEY_TYPES:
            raise PlanError(
                "a pre-shared key has characters that IOS treats specially",
                cure="Use only A-Z a-z 0-9 . _ + = : @ / - in keys, or let the tool generate them.",
            )


Value = Name | Secret | IPv4Address | int


@dataclass(frozen=True, slots=True)
class ExecLine:
    """A command of the table in `commands`, typed outside configuration mode. Holds no secret."""

    text: str

    @property
    def masked(self) -> str:
        """The line for people."""
        return self.text


@dataclass(frozen=True, slots=True)
class Marker:
    """A comment that closes an answer: a no-op in every mode."""

    text: str

    @property
    def masked(self) -> str:
        """The line for people."""
        return self.text


@dataclass(frozen=True, slots=True)
class Answer:
    """Enter, or a yes to a question the router asks."""

    text: Literal["", "y"] = ""

    @property
    def masked(self) -> str:
        """The line for people."""
        return self.text


@dataclass(frozen=True, slots=True)
class Password:
    """The enable secret, typed only where the router asks for a password."""

    text: str = field(repr=False)

    @property
    def masked(self) -> str:
        """The line for people."""
        return SECRET


@dataclass(frozen=True, slots=True)
class NextPage:
    """The blank that makes a pager go on; the only thing typed without a line end."""

    text: Literal[" "] = " "

    @property
    def masked(self) -> str:
        """The line for people."""
        return "--More--"


Typed = ConfigLine | ExecLine | Marker | Answer | Password | NextPage
"""What `Wire.write` takes."""


def config(keywords: LiteralString, *values: Value) -> ConfigLine:
    """Make one line.

    Args:
        keywords: the line with `{}` where values go.
        values: what goes there, each checked by its type.

    Raises:
        PlanError: the line is too long or a value is out of the question.
    """
    shown = keywords.format(*(_show(value) for value in values))
    if not any(isinstance(value, Secret) for value in values):
        return recheck(ConfigLine(shown, shown))
    text = keywords.format(*(_text(value) for value in values))
    return recheck(ConfigLine(text, shown))


def from_router(text: str) -> ConfigLine:
    """A line made of text the router itself printed, for example to negate it."""
    return recheck(ConfigLine(text, mask(text)))


def negate(line: ConfigLine) -> ConfigLine:
    """`no LINE`, or what undoes a line that itself begins with `no`."""
    if line.text.startswith("no "):
        return ConfigLine(line.text[3:], line.masked[3:])
    return recheck(ConfigLine(f"no {line.text}", f"no {line.masked}"))


_Line = TypeVar("_Line", bound=Typed)


def recheck(line: _Line) -> _Line:
    """Refuse a line that is more than one printable line, whoever made it.

    Raises:
        PlanError: control characters, `?`, non-ASCII, or more than 254 characters.
    """
    if _FORBIDDEN.search(line.text):
        raise PlanError(f"a line holds a character that can't be typed: {line.masked!r}")
    if len(line.text) > LONGEST:
        raise PlanError(f"a line is longer than {LONGEST} characters: {line.masked[:60]}...")
    return line


def _text(value: Value) -> str:
    return value.value if isinstance(value, Name | Secret) else str(value)


def _show(value: Value) -> str:
    return SECRET if isinstance(value, Secret) else _text(value)
