"""Spellings that many `show` commands share: durations, short interface names, order of interfaces."""

from __future__ import annotations

from collections.abc import Iterable

from nornir_ikev2.lab.wan.state import InterfaceState

_MINUTE = 60
_HOUR = 3600
_DAY = 86400
_WEEK = 7 * _DAY
_YEAR = 365 * _DAY
_SHORT = {
    "GigabitEthernet": "Gi",
    "TenGigabitEthernet": "Te",
    "FastEthernet": "Fa",
    "Ethernet": "Et",
    "Loopback": "Lo",
    "Tunnel": "Tu",
    "Port-channel": "Po",
    "Virtual-Access": "Vi",
    "Virtual-Template": "Vt",
}


def age(seconds: float) -> str:
    """A duration as neighbour and route tables print it: `00:02:24`, `1d02h`, `3w0d`, `1y10w`."""
    whole = max(0, int(seconds))
    if whole < _DAY:
        return f"{whole // _HOUR:02}:{whole % _HOUR // _MINUTE:02}:{whole % _MINUTE:02}"
    if whole < _WEEK:
        return f"{whole // _DAY}d{whole % _DAY // _HOUR:02}h"
    if whole < _YEAR:
        return f"{whole // _WEEK}w{whole % _WEEK // _DAY}d"
    return f"{whole // _YEAR}y{whole % _YEAR // _WEEK:02}w"


def uptime(seconds: float) -> str:
    """A duration as `show version` prints it: `3 weeks, 6 days, 32 minutes`; at least minutes."""
    left = max(0, int(seconds))
    parts: list[str] = []
    for name, size in (("year", _YEAR), ("week", _WEEK), ("day", _DAY), ("hour", _HOUR)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {name}{'s' if count > 1 else ''}")
    minutes = left // _MINUTE
    if minutes or not parts:
        parts.append(f"{minutes} minute{'' if minutes == 1 else 's'}")
    return ", ".join(parts)


def short(name: str) -> str:
    """`Tunnel100` as neighbour tables print it: `Tu100`."""
    kind = name.rstrip("0123456789./:")
    return _SHORT.get(kind, kind[:2]) + name[len(kind) :]


def in_order(interfaces: Iterable[InterfaceState]) -> list[InterfaceState]:
    """Interfaces as `show` lists them: hardware first, then loopbacks, then tunnels, by number."""

    def rank(state: InterfaceState) -> tuple[int, str, list[int]]:
        kind = state.name.rstrip("0123456789./:")
        virtual = {"Loopback": 1, "Tunnel": 2}.get(kind, 0)
        digits = state.name[len(kind) :].replace(":", "/").replace(".", "/")
        return virtual, kind, [int(part) for part in digits.split("/") if part]

    return sorted(interfaces, key=rank)
