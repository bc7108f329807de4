"""Messages of vici, the protocol that steers charon, as bytes and back. Pure.

Source: `src/libcharon/plugins/vici/README.md` of strongSwan, "Message format".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, cast

from nornir_ikev2.errors import NornirIkev2Error

Message: TypeAlias = "dict[str, bytes | list[bytes] | Message]"

_SECTION: Final = 1
_SECTION_END: Final = 2
_VALUE: Final = 3
_LIST: Final = 4
_ITEM: Final = 5
_LIST_END: Final = 6


class ViciError(NornirIkev2Error):
    """Bytes that are no message of vici, or a value that does not fit into one."""


def named(kind: int, name: str) -> bytes:
    """A type and a name: how packets and most elements begin.

    Raises:
        ViciError: the name is too long.
    """
    return bytes([kind]) + _sized(name.encode(), 1)


def encode(message: Mapping[str, object]) -> bytes:
    """The bytes of a message: texts, bytes, numbers, lists of these, and mappings as sections.

    Raises:
        ViciError: a name or a value is too long.
    """
    parts: list[bytes] = []
    for name, value in message.items():
        if isinstance(value, Mapping):
            section = cast("Mapping[str, object]", value)
            parts += [named(_SECTION, name), encode(section), bytes([_SECTION_END])]
        elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
            values = cast("Sequence[object]", value)
            items = (bytes([_ITEM]) + _sized(_octets(one), 2) for one in values)
            parts += [named(_LIST, name), *items, bytes([_LIST_END])]
        else:
            parts.append(named(_VALUE, name) + _sized(_octets(value), 2))
    return b"".join(parts)


def _octets(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _sized(data: bytes, octets: int) -> bytes:
    if len(data) >= 1 << 8 * octets:
        raise ViciError(f"{len(data)} bytes are too many for vici: {data[:20]!r}...")
    return len(data).to_bytes(octets) + data


def decode(data: bytes) -> Message:
    """The message that these bytes are.

    Raises:
        ViciError: they are none.
    """
    reader = Reader(data)
    root: Message = {}
    open_: list[Message] = [root]
    while reader.left:
        kind = reader.octet()
        if kind == _SECTION:
            name, section = reader.name(), cast("Message", {})
            open_[-1][name] = section
            open_.append(section)
        elif kind == _SECTION_END and len(open_) > 1:
            open_.pop()
        elif kind == _VALUE:
            name = reader.name()
            open_[-1][name] = reader.take(2)
        elif kind == _LIST:
            name = reader.name()
            open_[-1][name] = _items(reader)
        else:
            raise ViciError(f"element {kind} of a vici message stands where it can't")
    if len(open_) > 1:
        raise ViciError("a vici message ends within a section")
    return root


def _items(reader: Reader) -> list[bytes]:
    found: list[bytes] = []
    while (kind := reader.octet()) == _ITEM:
        found.append(reader.take(2))
    if kind != _LIST_END:
        raise ViciError(f"element {kind} stands within a list of a vici message")
    return found


class Reader:
    """Takes bytes from the front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """How many bytes were not taken."""
        return len(self._data) - self._at

    def rest(self) -> bytes:
        """All that was not taken."""
        return self._cut(self.left)

    def octet(self) -> int:
        """One byte as a number."""
        return self._cut(1)[0]

    def name(self) -> str:
        """A text behind its length of one byte."""
        return self.take(1).decode(errors="replace")

    def take(self, octets: int) -> bytes:
        """Bytes behind their length, which has so many bytes itself."""
        return self._cut(int.from_bytes(self._cut(octets)))

    def _cut(self, size: int) -> bytes:
        found = self._data[self._at : self._at + size]
        if len(found) != size:
            raise ViciError("a vici message ends too early")
        self._at += size
        return found
