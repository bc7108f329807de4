"""NAPALM getters over our own SSH session: no second login, and no way to write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from napalm import get_network_driver

from nornir_ikev2.drivers.ios.commands import show

if TYPE_CHECKING:
    from nornir_ikev2.drivers.ios.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Device:
    """What NAPALM's getters use of a netmiko connection; each command is checked, each answer complete."""

    exchange: Exchange

    def send_command(self, command: str) -> str:
        """Ask one show command."""
        return self.exchange.ask([show(command)])[0].text


def get_facts(host: str, exchange: Exchange) -> dict[str, Any]:
    """NAPALM's `get_facts`: vendor, model, serial number, release, uptime, interfaces."""
    driver = get_network_driver("ios")(host, "", "")
    driver.device = Device(exchange)
    return cast("dict[str, Any]", driver.get_facts())
