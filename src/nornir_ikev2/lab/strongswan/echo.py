"""ICMP echoes for real: a raw socket in a router's namespace."""

from __future__ import annotations

import os
import select
import socket
import struct
import time
from ipaddress import IPv4Address
from itertools import count
from typing import Final

from nornir_ikev2.lab.strongswan.namespace import Namespace

SECONDS: Final = 1.0
_REQUEST, _REPLY = 8, 0
_IP_PKTINFO: Final = 8  # <linux/in.h>; the socket module does not name it in 3.11
_HEADERS: Final = 28
"""Bytes of IP and ICMP header; `size` of IOS counts them."""


class Echoes:
    """Sends echoes from one router."""

    def __init__(self, namespace: Namespace) -> None:
        self._door = namespace.call(_open)
        self._numbers = count(1)
        self._mine = os.getpid() & 0xFFFF

    def reaches(
        self, source: IPv4Address, target: IPv4Address, size: int, seconds: float = SECONDS
    ) -> bool:
        """Whether the reply to one echo comes back in time."""
        number = next(self._numbers) & 0xFFFF
        message = _message(self._mine, number, max(0, size - _HEADERS))
        # IP_PKTINFO names the source of this one packet; the socket serves all addresses.
        info = struct.pack("=i4s4s", 0, source.packed, b"\0" * 4)
        try:
            self._door.sendmsg(
                [message], [(socket.IPPROTO_IP, _IP_PKTINFO, info)], 0, (str(target), 0)
            )
        except OSError:
            return False  # no such source, no route
        return self._answered(source, target, number, time.monotonic() + seconds)

    def _answered(
        self, source: IPv4Address, target: IPv4Address, number: int, deadline: float
    ) -> bool:
        while (left := deadline - time.monotonic()) > 0:
            if not select.select([self._door], [], [], left)[0]:
                return False
            packet = self._door.recv(65535)
            start = (packet[0] & 15) * 4
            kind, _, _, mine, seen = struct.unpack("!BBHHH", packet[start : start + 8])
            ends = (packet[12:16], packet[16:20])
            if (kind, mine, seen) == (_REPLY, self._mine, number) and ends == (
                target.packed,
                source.packed,
            ):
                return True
        return False

    def close(self) -> None:
        """Close the socket, so that the namespace can go."""
        self._door.close()


def _open() -> socket.socket:
    door = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    door.setblocking(False)  # noqa: FBT003 - its only argument
    return door


def _message(mine: int, number: int, length: int) -> bytes:
    body = bytes(length)
    bare = struct.pack("!BBHHH", _REQUEST, 0, 0, mine, number) + body
    return struct.pack("!BBHHH", _REQUEST, 0, checksum(bare), mine, number) + body


def checksum(data: bytes) -> int:
    """The Internet checksum (RFC 1071)."""
    padded = data + b"\0" * (len(data) % 2)
    total: int = sum(struct.unpack(f"!{len(padded) // 2}H", padded))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
