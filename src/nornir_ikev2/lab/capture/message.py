"""IKEv2 messages of a capture: the header and the payloads in the clear (RFC 7296 sections 3.1 and 3.2).

Total: bytes that make no sense give no message, or a payload that says so. Nothing here raises.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Final

from nornir_ikev2.lab.capture.names import EXCHANGES
from nornir_ikev2.lab.capture.payloads import Payload, chain
from nornir_ikev2.lab.capture.pcap import Datagram

HEADER: Final = 28
"""Bytes of the IKE header."""
ENCRYPTED: Final = frozenset({46, 53})
"""Payload types SK and SKF."""
_PORTS: Final = frozenset({500, 4500})
_NAT_PORT: Final = 4500
_NO_ESP: Final = b"\0\0\0\0"
_VERSION: Final = 2
_RESPONSE, _INITIATOR = 0x20, 0x08


@dataclass(frozen=True, slots=True)
class Sealed:
    """The SK payload of a message, or one SKF fragment (RFC 7383) of it.

    Attributes:
        first: type of the first payload inside.
        associated: header and clear payloads up to the ciphertext, which AEAD ciphers protect too.
        body: initialisation vector, ciphertext, integrity check value.
        number, total: which fragment this is; 1 of 1 for SK.
    """

    first: int
    associated: bytes
    body: bytes
    number: int = 1
    total: int = 1


@dataclass(frozen=True, slots=True)
class Message:
    """One IKEv2 message as it went over the wire.

    Attributes:
        time: seconds since 1970.
        spis: of the initiator and the responder of the IKE SA, 16 hexadecimal digits each.
        exchange: `IKE_SA_INIT`, ...; `exchange N` for one nobody knows.
        by_initiator: the sender is the initiator of the IKE SA, not of this exchange.
        response: a response, else a request.
        length: bytes of the IKE message, without UDP and marker.
        payloads: those in the clear.
        sealed: the encrypted part, None when there is none.
        raw: the bytes of the message.
    """

    time: float
    source: IPv4Address
    source_port: int
    destination: IPv4Address
    destination_port: int
    spis: tuple[str, str]
    exchange: str
    by_initiator: bool
    response: bool
    message_id: int
    length: int
    payloads: tuple[Payload, ...]
    sealed: Sealed | None
    raw: bytes


def messages(found: Iterable[Datagram]) -> Iterator[Message]:
    """The IKEv2 messages among UDP datagrams, in their order; ESP, keepalives and IKEv1 are left out."""
    for datagram in found:
        if _PORTS.isdisjoint({datagram.source_port, datagram.destination_port}):
            continue
        data = datagram.data
        if _NAT_PORT in {datagram.source_port, datagram.destination_port}:
            if not data.startswith(_NO_ESP):
                continue  # ESP or a NAT keepalive (RFC 3948 section 2.2)
            data = data[len(_NO_ESP) :]
        message = _message(datagram, data)
        if message is not None:
            yield message


def _message(datagram: Datagram, data: bytes) -> Message | None:
    if len(data) < HEADER or data[17] >> 4 != _VERSION:
        return None
    first, _, exchange, flags, number, length = struct.unpack_from("!4B2I", data, 16)
    clear, sealed = _split(data[:length], first)
    return Message(
        time=datagram.time,
        source=datagram.source,
        source_port=datagram.source_port,
        destination=datagram.destination,
        destination_port=datagram.destination_port,
        spis=(data[:8].hex(), data[8:16].hex()),
        exchange=EXCHANGES.get(exchange, f"exchange {exchange}"),
        by_initiator=bool(flags & _INITIATOR),
        response=bool(flags & _RESPONSE),
        message_id=number,
        length=length,
        payloads=chain(first, clear, response=bool(flags & _RESPONSE)),
        sealed=sealed,
        raw=data[:length],
    )


def _split(data: bytes, first: int) -> tuple[bytes, Sealed | None]:
    """The clear payloads, and the encrypted one that ends the message."""
    place, kind = HEADER, first
    while kind and place + 4 <= len(data):
        following, length = data[place], int.from_bytes(data[place + 2 : place + 4])
        if kind in ENCRYPTED:
            return data[HEADER:place], _sealed(data, kind, following, place)
        if length < 4:  # noqa: PLR2004 - bytes of the generic payload header
            break
        place, kind = place + length, following
    return data[HEADER:], None


def _sealed(data: bytes, kind: int, first: int, place: int) -> Sealed:
    if kind == 46:  # noqa: PLR2004 - SK
        return Sealed(first, data[: place + 4], data[place + 4 :])
    number, total = struct.unpack_from("!2H", data.ljust(place + 8, b"\0"), place + 4)
    return Sealed(first, data[: place + 8], data[place + 8 :], number, total)
