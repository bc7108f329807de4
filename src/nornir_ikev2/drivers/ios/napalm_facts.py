"""NAPALM getters over our own SSH session: no second login."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from napalm import get_network_driver

if TYPE_CHECKING:
    from nornir_ikev2.drivers.ios.connection import IosConnection
    from nornir_ikev2.drivers.ios.exchange import Exchange


def get_facts(connection: IosConnection, exchange: Exchange) -> dict[str, Any]:
    """NAPALM's `get_facts`: vendor, model, serial number, release, uptime, interfaces."""
    connection.set_base_prompt()
    driver = get_network_driver("ios")(connection.host, connection.username, "")
    driver.device = connection
    facts = cast("dict[str, Any]", driver.get_facts())
    exchange.wire.tail = ""
    return facts
