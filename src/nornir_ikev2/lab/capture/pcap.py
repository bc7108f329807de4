"""UDP datagrams out of a pcap file, as tcpdump writes it. Pure.

Formats: draft-ietf-opsawg-pcap; link types 1 (Ethernet), 101 (raw IP), 113 and 276 (Linux cooked).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Final

from nornir_ikev2.errors import NornirIkev2Error

_MAGIC: Final = {
    0xA1B2C3D4: 1_000_000,  # microseconds
    0xA1B23C4D: 1_000_000_000,  # nanoseconds
}
_LINK_HEADER: Final = {1: 14, 101: 0, 113: 16, 276: 20}
"""Link type -> bytes in front of the IP packet."""
_TYPE_AT: Final = {1: 12, 113: 14, 276: 0}
"""Link type -> where the EtherType is."""
_IPV4: Final = 0x0800
_TAGS: Final = frozenset({0x8100, 0x88A8})
"""EtherTypes in front of a VLAN tag (IEEE 802.1Q)."""
_NEXT_GENERATION: Final = b"\x0a\x0d\x0d\x0a"
_UDP: Final = 17
_GLOBAL, _RECORD, _UDP_HEADER = 24, 16, 8


class CaptureUnreadable(NornirIkev2Error):
    """A file is no capture this reader understands."""


@dataclass(frozen=True, slots=True)
class Datagram:
    """One UDP datagram; `time` in seconds since 1970, `cut` when the capture lacks its end."""

    time: float
    source: IPv4Address
    source_port: int
    destination: IPv4Address
    destination_port: int
    data: bytes
    cut: bool = False


def datagrams(capture: bytes) -> Iterator[Datagram]:
    """The IPv4 UDP datagrams of a capture, in its order.

    A datagram in several IP fragments comes from its first fragment, marked as cut. A record that the
    end of the file cuts is left out: tcpdump was killed while it wrote.

    Raises:
        CaptureUnreadable: no pcap file, or a link type nobody here knows.
    """
    order, unit = _order(capture[:4])
    link = (
        struct.unpack_from(f"{order}I", capture, 20)[0] & 0xFFFF if len(capture) >= _GLOBAL else -1
    )
    if link not in _LINK_HEADER:
        raise CaptureUnreadable(
            f"link type {link} can't be read", cure="Capture with tcpdump on an Ethernet interface."
        )
    place = _GLOBAL
    while place + _RECORD <= len(capture):
        seconds, part, held, _ = struct.unpack_from(f"{order}4I", capture, place)
        place += _RECORD
        frame = capture[place : place + held]
        place += held
        if len(frame) < held:
            return
        found = _datagram(seconds + part / unit, link, frame)
        if found is not None:
            yield found


def _order(magic: bytes) -> tuple[str, int]:
    for order in "<", ">":
        if len(magic) == 4:  # noqa: PLR2004 - bytes of the magic number
            unit = _MAGIC.get(struct.unpack(f"{order}I", magic)[0])
            if unit:
                return order, unit
    if magic == _NEXT_GENERATION:
        raise CaptureUnreadable(
            "this is a pcapng file, only pcap is read", cure="Convert it: editcap -F pcap FILE NEW."
        )
    raise CaptureUnreadable("this is no pcap file", cure="Write it with tcpdump -w FILE.")


def _datagram(time: float, link: int, frame: bytes) -> Datagram | None:
    kind, skipped = _TYPE_AT.get(link), _LINK_HEADER[link]
    if kind is not None:
        while link == 1 and int.from_bytes(frame[kind : kind + 2]) in _TAGS:
            kind, skipped = kind + 4, skipped + 4
        if int.from_bytes(frame[kind : kind + 2]) != _IPV4:
            return None
    packet = frame[skipped:]
    if len(packet) < 20 or packet[0] >> 4 != 4 or packet[9] != _UDP:  # noqa: PLR2004 - IPv4 header
        return None
    flags = int.from_bytes(packet[6:8])
    if flags & 0x1FFF:  # a later fragment
        return None
    start = (packet[0] & 15) * 4
    total = int.from_bytes(packet[2:4]) or len(packet)
    udp = packet[start:total]
    if len(udp) < _UDP_HEADER:
        return None
    source, destination, length = struct.unpack_from("!3H", udp)
    return Datagram(
        time=time,
        source=IPv4Address(packet[12:16]),
        source_port=source,
        destination=IPv4Address(packet[16:20]),
        destination_port=destination,
        data=udp[_UDP_HEADER:length],
        cut=len(udp) < length,
    )
