"""What the payloads of an IKEv2 message say, in our words (RFC 7296 section 3). Total: nothing raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, summarize_address_range
from typing import Final

from nornir_ikev2.lab.capture import names

_SA, _KE, _IDI, _IDR, _AUTH, _NONCE, _NOTIFY, _DELETE, _TSI, _TSR = (
    *(33, 34, 35, 36, 39, 40, 41, 42, 44, 45),
)
_GENERIC: Final = 4
_KEY_LENGTH: Final = 0x800E
_ADDRESS: Final = 4
_IPV4_RANGE: Final = 7


@dataclass(frozen=True, slots=True)
class Payload:
    """One payload.

    Attributes:
        kind: in the notation of RFC 7296: `SA`, `KE`, `Ni`, `N`, `D`, `TSi`, ...
        detail: what it says, "" for nothing worth saying: `NO_PROPOSAL_CHOSEN`, `group 20`.
        error: a notify that says what went wrong.
    """

    kind: str
    detail: str = ""
    error: bool = False

    def __str__(self) -> str:
        return f"{self.kind}({self.detail})" if self.detail else self.kind


def chain(first: int, data: bytes, *, response: bool) -> tuple[Payload, ...]:
    """The payloads in a row of bytes.

    Args:
        first: type of the first one.
        data: generic header and body of each.
        response: tells Ni from Nr.
    """
    found: list[Payload] = []
    kind, place = first, 0
    while kind and place + _GENERIC <= len(data):
        length = int.from_bytes(data[place + 2 : place + 4])
        if length < _GENERIC:
            found.append(Payload(_name(kind, response=response), "malformed"))
            break
        body = data[place + _GENERIC : place + length]
        found.append(_payload(kind, body, response=response))
        kind, place = data[place], place + length
    return tuple(found)


def _payload(kind: int, body: bytes, *, response: bool) -> Payload:
    name = _name(kind, response=response)
    if kind == _NOTIFY:
        return _notify(body)
    read = _READERS.get(kind)
    return Payload(name, read(body) if read and body else "")


def _name(kind: int, *, response: bool) -> str:
    if kind == _NONCE:
        return "Nr" if response else "Ni"
    return names.PAYLOADS.get(kind, f"payload {kind}")


def _notify(body: bytes) -> Payload:
    if len(body) < _GENERIC:
        return Payload("N", "malformed")
    protocol, size = body[0], body[1]
    number = int.from_bytes(body[2:4])
    spi, data = body[4 : 4 + size], body[4 + size :]
    detail = names.NOTIFIES.get(number, str(number))
    if detail == "INVALID_KE_PAYLOAD":
        detail += f" group {int.from_bytes(data[:2])}"
    if spi:
        detail += f" {names.PROTOCOLS.get(protocol, protocol)} {spi.hex()}"
    return Payload("N", detail, error=number <= names.LAST_ERROR)


def _security_association(body: bytes) -> str:
    return ", or ".join(_proposal(part) for part in _substructures(body))


def _substructures(body: bytes) -> Iterator[bytes]:
    """Proposals of an SA payload, or transforms of a proposal: each starts with `last`, 0 and a length."""
    place = 0
    while place + _GENERIC <= len(body):
        length = int.from_bytes(body[place + 2 : place + 4])
        if length < _GENERIC:
            return
        yield body[place : place + length]
        place += length


def _proposal(part: bytes) -> str:
    """One proposal in the order of our words: `aes-cbc-256 sha256 prf sha512 group 20/19`."""
    if len(part) < 8:  # noqa: PLR2004 - bytes of a proposal without transforms
        return "malformed"
    found: dict[int, list[str]] = {}
    for transform in _substructures(part[8 + part[6] :]):
        if len(transform) >= 8:  # noqa: PLR2004 - bytes of a transform without attributes
            kind, number = transform[4], int.from_bytes(transform[6:8])
            found.setdefault(kind, []).append(_transform(kind, number, transform[8:]))
    words: list[str] = []
    for kind, title in ((1, ""), (3, ""), (2, "prf "), (4, "group ")):
        if found.get(kind):
            words.append(title + "/".join(found[kind]))
    return " ".join(words) or "malformed"


def _transform(kind: int, number: int, attributes: bytes) -> str:
    table = {1: names.ENCRYPTION, 2: names.PRF, 3: names.INTEGRITY}.get(kind, {})
    text = table.get(number, str(number))
    if kind == 1 and int.from_bytes(attributes[:2]) == _KEY_LENGTH:
        text += f"-{int.from_bytes(attributes[2:4])}"
    return text


def _key_exchange(body: bytes) -> str:
    return f"group {int.from_bytes(body[:2])}"


def _identity(body: bytes) -> str:
    kind, value = names.IDENTITIES.get(body[0], f"type {body[0]}"), body[4:]
    if kind == "address" and len(value) == _ADDRESS:
        return f"address {IPv4Address(value)}"
    if kind in {"fqdn", "email", "key-id"}:
        return f"{kind} {value.decode('ascii', 'backslashreplace')}"
    return kind


def _authentication(body: bytes) -> str:
    return names.METHODS.get(body[0], f"method {body[0]}")


def _delete(body: bytes) -> str:
    """`IKE SA`, or the SPIs of the child SAs that the sender receives on."""
    protocol = names.PROTOCOLS.get(body[0], str(body[0]))
    size = body[1] if len(body) > 1 else 0
    if protocol == "IKE" or not size:
        return f"{protocol} SA"
    spis = [body[at : at + size].hex() for at in range(4, len(body), size)]
    return f"{protocol} {' '.join(spis)}"


def _selectors(body: bytes) -> str:
    """Address ranges as prefixes: `10.0.0.0/24`, with the protocol where it is not any."""
    found: list[str] = []
    place = 4
    while place + 8 <= len(body):
        kind, protocol = body[place], body[place + 1]
        length = int.from_bytes(body[place + 2 : place + 4])
        if length < 8:  # noqa: PLR2004 - bytes of a selector without addresses
            break
        ends = body[place + 8 : place + length]
        if kind == _IPV4_RANGE and len(ends) == 2 * _ADDRESS:
            start, stop = IPv4Address(ends[:4]), IPv4Address(ends[4:])
            text = _range(start, stop)
            found.append(f"{text} protocol {protocol}" if protocol else text)
        else:
            found.append(f"selector type {kind}")
        place += length
    return ", ".join(found)


def _range(start: IPv4Address, stop: IPv4Address) -> str:
    if start > stop:
        return "malformed"
    prefixes = list(summarize_address_range(start, stop))
    return str(prefixes[0]) if len(prefixes) == 1 else f"{start}-{stop}"


_READERS: Final[dict[int, Callable[[bytes], str]]] = {
    _SA: _security_association,
    _KE: _key_exchange,
    _IDI: _identity,
    _IDR: _identity,
    _AUTH: _authentication,
    _DELETE: _delete,
    _TSI: _selectors,
    _TSR: _selectors,
}
