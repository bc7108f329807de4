"""Small readings of IOS words, used by the view. Total: what can't be read is None."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError

_INTERFACE = re.compile(r"([A-Za-z-]+)\s*([\d/.:]+)")
_KINDS = (
    "AppGigabitEthernet",
    "BDI",
    "Dialer",
    "Ethernet",
    "FastEthernet",
    "FortyGigabitEthernet",
    "GigabitEthernet",
    "HundredGigE",
    "Loopback",
    "Port-channel",
    "Serial",
    "TenGigabitEthernet",
    "Tunnel",
    "TwentyFiveGigE",
    "Virtual-Template",
    "Vlan",
)


def number(text: str) -> int | None:
    """A decimal number."""
    return int(text) if text.isascii() and text.isdigit() else None


def address(text: str) -> IPv4Address | None:
    """An IPv4 address."""
    try:
        return IPv4Address(text)
    except AddressValueError:
        return None


def network(base: str, mask: str | None = None) -> IPv4Network | None:
    """A network from address and mask; without mask a host, `0.0.0.0` alone is every address."""
    if mask is None:
        mask = "0.0.0.0" if base == "0.0.0.0" else "255.255.255.255"  # noqa: S104 - masks, no bind
    try:
        return IPv4Network(f"{base}/{mask}", strict=False)
    except (AddressValueError, NetmaskValueError, ValueError):
        return None


def wildcard(base: str, wild: str) -> IPv4Network | None:
    """A network from address and wildcard; the smallest one that holds all of an odd wildcard."""
    start, bits = address(base), address(wild)
    if start is None or bits is None:
        return None
    length = 32 - int(bits).bit_length()
    return IPv4Network((int(start), length), strict=False)


def interface(text: str) -> str:
    """The canonical name of an interface: `int e0/0` and `Tunnel 1` are `Ethernet0/0` and `Tunnel1`."""
    match = _INTERFACE.match(text.strip())
    if match is None:
        return text.strip()
    kind, place = match.groups()
    low = kind.lower()
    full = next((known for known in _KINDS if known.lower().startswith(low)), kind)
    return f"{full}{place}"


def after(text: str, words: str) -> str | None:
    """What follows `words` in `text`, "" when nothing does, None when the text does not begin so."""
    if text == words:
        return ""
    if text.startswith(words) and text[len(words)] == " ":
        return text[len(words) + 1 :].strip()
    return None
