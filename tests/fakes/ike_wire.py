"""IKEv2 messages and captures of them, byte by byte, written from RFC 7296 and not with our own reader."""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SA_INIT, AUTH, CREATE_CHILD, INFORMATIONAL = 34, 35, 36, 37
SA, KE, IDI, AUTH_PAYLOAD, NONCE, NOTIFY, DELETE, TSI, TSR, SK, SKF = (
    *(33, 34, 35, 39, 40, 41, 42, 44, 45, 46, 53),
)
A, B = IPv4Address("198.51.100.1"), IPv4Address("203.0.113.1")
SPI_I, SPI_R = bytes(range(8)), bytes(range(8, 16))

Inner = Sequence[tuple[int, bytes]]


@dataclass(frozen=True)
class Secrets:
    """Keys of one direction of an IKE SA; `integrity` b"" means AES-GCM, salt at the end of the key."""

    encryption: bytes
    integrity: bytes = b""
    triple_des: bool = False


CBC = (Secrets(b"e" * 32, b"a" * 32), Secrets(b"r" * 32, b"b" * 32))
GCM = (Secrets(b"g" * 36), Secrets(b"h" * 36))
THREE_DES = (
    Secrets(b"12345678abcdefghABCDEFGH", b"s" * 20, triple_des=True),
    Secrets(b"87654321abcdefghABCDEFGH", b"t" * 20, triple_des=True),
)


def notify(
    number: int, data: bytes = b"", spi: bytes = b"", protocol: int = 0
) -> tuple[int, bytes]:
    return NOTIFY, struct.pack("!BBH", protocol, len(spi), number) + spi + data


def proposal(transforms: Sequence[tuple[int, int, int]], protocol: int = 1) -> tuple[int, bytes]:
    """An SA payload of one proposal; a transform is type, number and key length (0 for none)."""
    parts: list[bytes] = []
    for place, (kind, number, bits) in enumerate(transforms):
        attribute = struct.pack("!HH", 0x800E, bits) if bits else b""
        more = 0 if place == len(transforms) - 1 else 3
        head = struct.pack("!BxHBxH", more, 8 + len(attribute), kind, number)
        parts.append(head + attribute)
    body = b"".join(parts)
    return SA, struct.pack("!BxHBBBB", 0, 8 + len(body), 1, protocol, 0, len(transforms)) + body


def selector(kind: int, start: str, stop: str, protocol: int = 0) -> tuple[int, bytes]:
    one = struct.pack("!BBHHH", 7, protocol, 16, 0, 65535)
    ends = IPv4Address(start).packed + IPv4Address(stop).packed
    return kind, b"\1\0\0\0" + one + ends


def row(payloads: Inner) -> bytes:
    """Payloads with their generic headers."""
    following = [*(kind for kind, _ in payloads[1:]), 0][: len(payloads)]
    return b"".join(
        struct.pack("!BxH", after, 4 + len(body)) + body
        for after, (_, body) in zip(following, payloads, strict=True)
    )


def header(
    exchange: int, first: int, size: int, *, number: int, flags: int, responder: bytes = SPI_R
) -> bytes:
    return SPI_I + responder + struct.pack("!4B2I", first, 0x20, exchange, flags, number, 28 + size)


def flags(*, by_initiator: bool, response: bool) -> int:
    return (0x08 if by_initiator else 0) | (0x20 if response else 0)


def clear(
    exchange: int,
    payloads: Inner,
    *,
    by_initiator: bool = True,
    response: bool = False,
    number: int = 0,
    responder: bytes = SPI_R,
) -> bytes:
    """A message without an encrypted part."""
    body = row(payloads)
    bits = flags(by_initiator=by_initiator, response=response)
    first = payloads[0][0] if payloads else 0
    return header(exchange, first, len(body), number=number, flags=bits, responder=responder) + body


def sealed(
    exchange: int,
    payloads: Inner,
    secrets: Secrets,
    *,
    by_initiator: bool = True,
    response: bool = False,
    number: int = 1,
    fragment: tuple[int, int, bytes] | None = None,
) -> bytes:
    """A message whose payloads are encrypted; a fragment has number, total, and its part of their bytes."""
    text = fragment[2] if fragment else row(payloads)
    first = payloads[0][0] if payloads and (fragment is None or fragment[0] == 1) else 0
    kind, place = (SKF, struct.pack("!2H", *fragment[:2])) if fragment else (SK, b"")
    bits = flags(by_initiator=by_initiator, response=response)
    gcm = not secrets.integrity
    block = 4 if gcm else len(_iv(secrets))
    padding = (-len(text) - 1) % block
    text += bytes(padding) + bytes([padding])
    check = 16 if gcm else {16: 12, 20: 12, 32: 16, 48: 24, 64: 32}[len(secrets.integrity)]
    size = 4 + len(place) + len(_iv(secrets)) + len(text) + check
    head = header(exchange, kind, size, number=number, flags=bits)
    head += struct.pack("!BxH", first, size) + place
    if gcm:
        key, salt = secrets.encryption[:-4], secrets.encryption[-4:]
        iv = _iv(secrets)
        return head + iv + AESGCM(key).encrypt(salt + iv, text, head)
    body = _iv(secrets) + _encrypt(secrets, text)
    name = {16: "md5", 20: "sha1", 32: "sha256", 48: "sha384", 64: "sha512"}
    hashed = getattr(hashlib, name[len(secrets.integrity)])
    return head + body + hmac.new(secrets.integrity, head + body, hashed).digest()[:check]


def _iv(secrets: Secrets) -> bytes:
    return bytes(range(8 if not secrets.integrity or secrets.triple_des else 16))


def _encrypt(secrets: Secrets, text: bytes) -> bytes:
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES

    kind = TripleDES if secrets.triple_des else algorithms.AES
    context = Cipher(kind(secrets.encryption), modes.CBC(_iv(secrets))).encryptor()
    return context.update(text) + context.finalize()


def charon_log(pair: tuple[Secrets, Secrets], tag: str = "13[IKE] <t|1>") -> str:
    """What charon logs of the keys of an IKE SA at level 4 of its group `ike`."""
    lines = [
        f"1795593690.133 {tag} SKEYSEED => 4 bytes @ 0x7f",
        f"1795593690.133 {tag}    0: 00 01 02 03  ....",
    ]
    names = [("ai", pair[0].integrity), ("ar", pair[1].integrity)] if pair[0].integrity else []
    for name, value in [*names, ("ei", pair[0].encryption), ("er", pair[1].encryption)]:
        lines.append(f"1795593690.133 {tag} Sk_{name} secret => {len(value)} bytes @ 0x7f0a")
        lines.append("1795593690.133 07[NET] <t|1> sending packet: from A to B")
        for at in range(0, len(value), 16):
            dump = " ".join(f"{byte:02X}" for byte in value[at : at + 16])
            lines.append(f"1795593690.133 {tag} {at:4d}: {dump}  {'.' * 16}")
    return "\n".join(lines) + "\n"


def datagram(
    message: bytes, source: IPv4Address = A, destination: IPv4Address = B, port: int = 500
) -> bytes:
    """An IPv4 packet with one IKE message in UDP; on port 4500 behind the non-ESP marker."""
    data = (b"\0\0\0\0" if port == 4500 else b"") + message
    udp = struct.pack("!4H", port, port, 8 + len(data), 0) + data
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0)
    return ip + source.packed + destination.packed + udp


_FRAMES = {
    1: bytes(12) + b"\x08\x00",
    101: b"",
    113: bytes(14) + b"\x08\x00",
    276: b"\x08\x00" + bytes(18),
}


def pcap(
    packets: Sequence[tuple[float, bytes]],
    link: int = 1,
    *,
    order: str = "<",
    nano: bool = False,
    tag: bytes = b"",
) -> bytes:
    """A capture file of IPv4 packets with their times."""
    unit = 10**9 if nano else 10**6
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    data = struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, 262144, link)
    for time, packet in packets:
        head = _FRAMES[link]
        frame = head[:12] + tag + head[12:] + packet
        whole = round(time * unit)
        data += struct.pack(f"{order}4I", whole // unit, whole % unit, len(frame), len(frame))
        data += frame
    return data


def life() -> bytes:
    """The capture of a tunnel's life: INVALID_KE retry, IKE_AUTH, rekey of the child SA, DPD, delete."""
    suite = [(1, 12, 256), (3, 12, 0), (2, 5, 0), (4, 20, 0), (4, 14, 0)]
    chosen = proposal([*suite[:3], suite[4]])
    esp = proposal([(1, 12, 256), (3, 12, 0)], protocol=3)
    ends = (selector(TSI, "10.1.0.0", "10.1.0.255"), selector(TSR, "10.2.0.0", "10.2.0.255"))
    key = {number: (KE, struct.pack("!HH", number, 0) + b"k") for number in (14, 20)}
    nonce, retry = (NONCE, b"n" * 32), notify(17, struct.pack("!H", 14))
    zero = bytes(8)
    ours, theirs = CBC
    identity = (IDI, b"\1\0\0\0" + A.packed)
    proof = (AUTH_PAYLOAD, b"\2\0\0\0" + b"x" * 32)
    spoken: list[tuple[bytes, bool, int]] = [
        (clear(SA_INIT, [proposal(suite), key[20], nonce], responder=zero), True, 500),
        (clear(SA_INIT, [retry], by_initiator=False, response=True, responder=zero), False, 500),
        (clear(SA_INIT, [proposal(suite), key[14], nonce], responder=zero), True, 500),
        (clear(SA_INIT, [chosen, key[14], nonce], by_initiator=False, response=True), False, 500),
        (sealed(AUTH, [identity, notify(16384), proof, esp, *ends], ours), True, 4500),
        (_answer(AUTH, [(36, identity[1]), proof, esp, *ends], theirs, 1), False, 4500),
        (
            sealed(
                CREATE_CHILD,
                [notify(16393, spi=b"spi1", protocol=3), esp, nonce, *ends],
                ours,
                number=2,
            ),
            True,
            4500,
        ),
        (_answer(CREATE_CHILD, [esp, nonce, *ends], theirs, 2), False, 4500),
        (sealed(INFORMATIONAL, [(DELETE, b"\3\4\0\1spi1")], ours, number=3), True, 4500),
        (_answer(INFORMATIONAL, [(DELETE, b"\3\4\0\1spi2")], theirs, 3), False, 4500),
        (sealed(INFORMATIONAL, [], theirs, by_initiator=False, number=0), False, 4500),
        (sealed(INFORMATIONAL, [], ours, response=True, number=0), True, 4500),
        (sealed(INFORMATIONAL, [(DELETE, b"\1\0\0\0")], ours, number=4), True, 4500),
        (_answer(INFORMATIONAL, [], theirs, 4), False, 4500),
    ]
    packets = [
        (float(at), datagram(said, *((A, B) if outward else (B, A)), port))
        for at, (said, outward, port) in enumerate(spoken)
    ]
    return pcap(packets)


def _answer(exchange: int, payloads: Inner, secrets: Secrets, number: int) -> bytes:
    return sealed(exchange, payloads, secrets, by_initiator=False, response=True, number=number)
