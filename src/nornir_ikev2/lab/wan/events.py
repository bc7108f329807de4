"""What a router logs about its own configuration: interfaces switched on or off, IKE on or off.

Texts: `%LINK-3-UPDOWN`, `%LINK-5-CHANGED` and `%CRYPTO-6-ISAKMP_ON_OFF` of real routers.
"""

from __future__ import annotations

from collections.abc import Mapping

from nornir_ikev2.lab.contracts import Log
from nornir_ikev2.lab.wan.ports import Port


class Events:
    """Compares the interfaces of one router with those it saw last."""

    def __init__(self) -> None:
        self._shut: dict[str, bool] = {}
        self._protects = False

    def see(self, ports: Mapping[str, Port], log: Log) -> None:
        """Log what changed since the last time; an interface seen for the first time is no change."""
        for port in ports.values():
            if self._shut.get(port.name, port.shutdown) != port.shutdown:
                log.add(_switched(port))
        self._shut = {port.name: port.shutdown for port in ports.values()}
        protects = any(_protected(port) for port in ports.values())
        if protects != self._protects:
            log.add(f"%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is {'ON' if protects else 'OFF'}")
        self._protects = protects


def _switched(port: Port) -> str:
    if port.shutdown:
        return f"%LINK-5-CHANGED: Interface {port.name}, changed state to administratively down"
    return f"%LINK-3-UPDOWN: Interface {port.name}, changed state to up"


def _protected(port: Port) -> bool:
    """Whether an interface needs IKE: a crypto map, or a tunnel with protection."""
    return bool(port.crypto_map) or (port.tunnel is not None and port.tunnel.profile is not None)
