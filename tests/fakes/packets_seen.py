"""Sees the packets on an interface of a namespace, with a raw socket of its own."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from nornir_ikev2.lab.strongswan.namespace import call_in

_ALL = 0x0003
_IPV4 = 0x0800
_UDP, _ICMP, _ESP = 17, 1, 50


@dataclass(frozen=True)
class Seen:
    """One IPv4 packet. `kind` is `icmp`, `ike` or `esp`; `spi` of ESP, also inside UDP (RFC 3948)."""

    kind: str
    source: str
    destination: str
    spi: int = 0


class Wire:
    """Everything that passes an interface from now on."""

    def __init__(self, namespace: int, interface: str) -> None:
        def listen() -> socket.socket:
            door = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL))
            door.bind((interface, 0))
            door.setblocking(False)
            return door

        self._door = call_in(namespace, listen)

    def close(self) -> None:
        self._door.close()

    def seen(self) -> Iterator[Seen]:
        """The packets that came since the last time."""
        while True:
            try:
                frame = self._door.recv(65535)
            except BlockingIOError:
                return
            if found := _read(frame):
                yield found


def _read(frame: bytes) -> Seen | None:
    if len(frame) < 34 or struct.unpack("!H", frame[12:14])[0] != _IPV4:
        return None
    packet = frame[14:]
    body = packet[(packet[0] & 15) * 4 :]
    ends = (socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20]))
    if packet[9] == _ICMP:
        return Seen("icmp", *ends)
    if packet[9] == _ESP:
        return Seen("esp", *ends, struct.unpack("!I", body[:4])[0])
    if packet[9] != _UDP:
        return None
    ports = struct.unpack("!HH", body[:4])
    first = struct.unpack("!I", body[8:12])[0] if len(body) >= 12 else 0
    if 4500 in ports and first:
        return Seen("esp", *ends, first)
    return Seen("ike", *ends) if {500, 4500} & set(ports) else None
