"""The types of values in command patterns: what they accept and their canonical form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network

from nornir_ikev2.lab.cli.interfaces import canonical

_BITS = 32
_ALL = 0xFFFFFFFF
_BYTE = 255
_HEX = re.compile(r"[0-9A-Fa-f]+")
_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a typed line; `start` is its column."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed line and its words."""

    raw: str
    tokens: tuple[Token, ...]


def split(raw: str) -> Typed:
    """Split a typed line into words."""
    return Typed(raw, tuple(Token(found.group(), found.start()) for found in _TOKEN.finditer(raw)))


Taken = tuple[str, int]
"""Canonical value and how many words it took."""
Taker = Callable[[Typed, int, str], Taken | None]


def _word(typed: Typed, at: int, options: str) -> Taken | None:
    text = typed.tokens[at].text
    if options and not re.fullmatch(options, text):
        return None
    return text, 1


def _line(typed: Typed, at: int, _: str) -> Taken | None:
    return typed.raw[typed.tokens[at].start :].rstrip(), len(typed.tokens) - at


def _int(typed: Typed, at: int, options: str) -> Taken | None:
    text = typed.tokens[at].text
    if not (text.isascii() and text.isdigit()):
        return None
    low, _, high = options.partition("-")
    number = int(text)
    if low and not int(low) <= number <= int(high or low):
        return None
    return str(number), 1


def address(text: str) -> int | None:
    """A dotted IPv4 address as a number, or None. Leading zeros are dropped, as IOS does."""
    parts = text.split(".")
    if len(parts) != _BITS // 8 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    value = 0
    for part in parts:
        if int(part) > _BYTE:
            return None
        value = value << 8 | int(part)
    return value


def dotted(value: int) -> str:
    """A number as a dotted IPv4 address."""
    return str(IPv4Address(value))


def contiguous(mask: int) -> bool:
    """Whether a netmask is ones followed by zeros."""
    inverse = ~mask & _ALL
    return inverse & (inverse + 1) == 0


def _ip(typed: Typed, at: int, _: str) -> Taken | None:
    value = address(typed.tokens[at].text)
    return None if value is None else (dotted(value), 1)


def _mask(typed: Typed, at: int, _: str) -> Taken | None:
    value = address(typed.tokens[at].text)
    return None if value is None or not contiguous(value) else (dotted(value), 1)


def _wildcard(typed: Typed, at: int, _: str) -> Taken | None:
    value = address(typed.tokens[at].text)
    if value is None:
        return None
    if value and value >> (_BITS - 1) and contiguous(value) and value != _ALL:
        value = ~value & _ALL  # routing processes take a netmask and keep its inverse
    return dotted(value), 1


def _ipv6(typed: Typed, at: int, _: str) -> Taken | None:
    text = typed.tokens[at].text
    try:
        return str(IPv6Address(text)).upper() if ":" in text else "", 1
    except ValueError:
        return None


def _ipv6_checked(typed: Typed, at: int, options: str) -> Taken | None:
    found = _ipv6(typed, at, options)
    return found if found and found[0] else None


def _prefix6(typed: Typed, at: int, _: str) -> Taken | None:
    text, slash, length = typed.tokens[at].text.partition("/")
    try:
        network = IPv6Network(f"{text}/{length}", strict=False) if slash and ":" in text else None
        return (f"{IPv6Address(text)}/{length}".upper(), 1) if network else None
    except ValueError:
        return None


def _prefix4(typed: Typed, at: int, _: str) -> Taken | None:
    text, _, length = typed.tokens[at].text.partition("/")
    value = address(text)
    if value is None or not length.isdigit() or int(length) > _BITS:
        return None
    return f"{dotted(value)}/{int(length)}", 1


def _ifname(typed: Typed, at: int, options: str) -> Taken | None:
    text = typed.tokens[at].text
    used = 1
    if text.replace("-", "").isalpha() and at + 1 < len(typed.tokens):
        text, used = text + typed.tokens[at + 1].text, 2
    name = canonical(text)
    if name is None or (options and not re.fullmatch(options, name)):
        return None
    return name, used


def _hex(typed: Typed, at: int, _: str) -> Taken | None:
    text = typed.tokens[at].text
    return (text, 1) if _HEX.fullmatch(text.removeprefix("0x")) else None


def _url(typed: Typed, at: int, _: str) -> Taken | None:
    return typed.tokens[at].text, 1


@dataclass(frozen=True, slots=True)
class Kind:
    """One type: its label in `?` help, how to read it, and its place when several match."""

    label: str
    take: Taker
    rank: int


KINDS = {
    "INT": Kind("<0-4294967295>", _int, 1),
    "IP": Kind("A.B.C.D", _ip, 2),
    "MASK": Kind("A.B.C.D", _mask, 2),
    "WILD": Kind("A.B.C.D", _wildcard, 2),
    "PREFIX4": Kind("A.B.C.D/nn", _prefix4, 2),
    "IPV6": Kind("X:X:X:X::X", _ipv6_checked, 2),
    "PREFIX6": Kind("X:X:X:X::X/<0-128>", _prefix6, 2),
    "IFNAME": Kind("INTERFACE", _ifname, 3),
    "HEX": Kind("Hex-string", _hex, 4),
    "WORD": Kind("WORD", _word, 5),
    "URL": Kind("URL", _url, 5),
    "LINE": Kind("LINE", _line, 6),
}
