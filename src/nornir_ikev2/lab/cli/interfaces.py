"""Interface names: abbreviations, the full form, and the order of the running-config."""

from __future__ import annotations

import re
from functools import lru_cache

TYPES = (
    "Loopback",
    "Tunnel",
    "Virtual-Template",
    "Virtual-Access",
    "Dialer",
    "BDI",
    "Port-channel",
    "Null",
    "FastEthernet",
    "Ethernet",
    "GigabitEthernet",
    "TwoGigabitEthernet",
    "FiveGigabitEthernet",
    "TenGigabitEthernet",
    "HundredGigE",
    "Serial",
    "Vlan",
    "nve",
    "VirtualPortGroup",
    "Cellular",
)
"""In the order of the running-config; within a type by number."""
_NAME = re.compile(r"([A-Za-z][A-Za-z-]*)(\d+(?:/\d+)*(?:\.\d+)?)")
SOFTWARE = (
    "Loopback",
    "Tunnel",
    "Virtual-Template",
    "Dialer",
    "BDI",
    "Port-channel",
    "Vlan",
    "nve",
)
"""Types that come into being when they are configured."""


@lru_cache(maxsize=4096)
def canonical(text: str) -> str | None:
    """The full name (`Gi2` -> `GigabitEthernet2`), None when it is none or ambiguous."""
    found = _NAME.fullmatch(text)
    if not found:
        return None
    kind = found[1].lower()
    exact = [name for name in TYPES if name.lower() == kind]
    names = exact or [name for name in TYPES if name.lower().startswith(kind)]
    return f"{names[0]}{found[2]}" if len(names) == 1 else None


def kind_of(name: str) -> str:
    """The type of a full name."""
    return name.rstrip("0123456789/.")


@lru_cache(maxsize=4096)
def place(name: str) -> tuple[int, ...]:
    """Where a full name stands in the running-config."""
    kind = kind_of(name)
    numbers = (int(part) for part in re.split(r"[/.]", name[len(kind) :]) if part)
    return (TYPES.index(kind) if kind in TYPES else len(TYPES), *numbers)
