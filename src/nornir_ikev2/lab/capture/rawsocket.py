"""Write the IKE packets of a network namespace as a pcap file: `python -m ...lab.capture.rawsocket`.

It runs in the namespace, with a raw socket and nothing else; tcpdump would change to a user that a user
namespace does not have. The file goes to standard output, `ready` to standard error.
"""

from __future__ import annotations

import signal
import socket
import struct
import sys
import time
from typing import Final

PORTS: Final = frozenset({500, 4500})
READY: Final = "ready"
INBOUND: Final = "inbound"
_EVERYTHING: Final = 0x0003
"""ETH_P_ALL: with a protocol of its own a socket does not see what leaves (packet(7))."""
_IPV4: Final = 0x0800
_UDP: Final = 17
_LARGEST: Final = 65535
_BUFFER: Final = 1 << 22
HEADER: Final = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, _LARGEST, 101)
"""pcap of raw IP packets (link type 101), times in microseconds."""


def wanted(packet: bytes) -> bool:
    """Whether an IPv4 packet is UDP from or to a port of IKE."""
    if len(packet) < 20 or packet[9] != _UDP:  # noqa: PLR2004 - bytes of an IPv4 header
        return False
    start = (packet[0] & 15) * 4
    ports = struct.unpack_from("!2H", packet.ljust(start + 4, b"\0"), start)
    return not PORTS.isdisjoint(ports)


def record(packet: bytes, when: float) -> bytes:
    """One record of the file."""
    seconds, part = divmod(round(when * 1_000_000), 1_000_000)
    return struct.pack("<4I", seconds, part, len(packet), len(packet)) + packet


def main() -> int:
    """Write until a signal comes; with `inbound` only what comes in, as a router on the way sees twice."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    inbound = INBOUND in sys.argv[1:]
    out = sys.stdout.buffer
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_EVERYTHING)) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        out.write(HEADER)
        out.flush()
        sys.stderr.write(f"{READY}\n")
        sys.stderr.flush()
        try:
            while True:
                packet, place = door.recvfrom(_LARGEST)
                leaving = place[2] == socket.PACKET_OUTGOING
                if place[1] == _IPV4 and wanted(packet) and not (inbound and leaving):
                    out.write(record(packet, time.time()))
                    out.flush()
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main())
