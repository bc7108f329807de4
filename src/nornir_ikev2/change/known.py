"""What a read told of a router, for reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nornir_ikev2.drivers.protocol import Reading


def basic(reading: Reading | None) -> dict[str, Any]:
    """Model, serial number and release as they were read, under NAPALM's names."""
    if reading is None:
        return {}
    facts = reading.facts
    return {
        "hostname": facts.hostname,
        "model": facts.model,
        "serial_number": facts.serial,
        "os_version": facts.release.text,
    }
