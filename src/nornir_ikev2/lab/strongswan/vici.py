"""A conversation with charon over its socket, by the protocol vici.

Source: `src/libcharon/plugins/vici/README.md` of strongSwan, "Transport protocol" and "Packet layer".
Written here because Debian has no package of strongSwan's Python client.
"""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Generator, Iterable, Mapping
from typing import Final

from nornir_ikev2.lab.strongswan.vici_message import (
    Message,
    Reader,
    ViciError,
    decode,
    encode,
    named,
)

_REQUEST: Final = 0
_RESPONSE: Final = 1
_REGISTER: Final = 3
_UNREGISTER: Final = 4
_CONFIRM: Final = 5
_EVENT: Final = 7
_LENGTH: Final = 4


class CommandRefused(ViciError):
    """A command that charon answered with a failure; `events` came before it."""

    def __init__(self, message: str, events: tuple[Message, ...] = ()) -> None:
        super().__init__(message)
        self.events = events


class Session:
    """One connection, one command at a time.

    Args:
        door: a connected socket; its timeout holds for each read.
    """

    def __init__(self, door: socket.socket) -> None:
        self._door = door
        self._events: deque[tuple[str, Message]] = deque()

    def request(self, command: str, message: Mapping[str, object] | None = None) -> Message:
        """Send a command and return what it answers.

        Raises:
            CommandRefused: charon says that it failed.
            ViciError: the answer is none.
            OSError: the connection is gone, or nothing comes in time.
        """
        self._send(named(_REQUEST, command) + encode(message or {}))
        answer = decode(self._expect(_RESPONSE, command))
        if answer.get("success", b"yes") != b"yes":
            why = answer.get("errmsg", b"")
            told = why.decode(errors="replace") if isinstance(why, bytes) else ""
            raise CommandRefused(f"command failed: {told}")
        return answer

    def stream(
        self, command: str, event: str, message: Mapping[str, object] | None = None
    ) -> tuple[Message, ...]:
        """Send a command that answers in events, and return these.

        Raises:
            CommandRefused: charon says that it failed; with the events before.
            ViciError: the answer is none.
            OSError: as for `request`.
        """
        self._register(event)
        try:
            self.request(command, message)
        except CommandRefused as refused:
            raise CommandRefused(str(refused), self._collect(event)) from refused
        return self._collect(event)

    def listen(self, events: Iterable[str]) -> Generator[tuple[str, Message]]:
        """Each event of these names as it comes, until the connection ends with an OSError."""
        for event in events:
            self._register(event)
        while True:
            while self._events:
                yield self._events.popleft()
            self._keep(self._receive())

    def _register(self, event: str) -> None:
        self._send(named(_REGISTER, event))
        self._expect(_CONFIRM, event)

    def _collect(self, event: str) -> tuple[Message, ...]:
        """End an event, and return those that came."""
        self._send(named(_UNREGISTER, event))
        self._expect(_CONFIRM, event)
        found = tuple(message for name, message in self._events if name == event)
        self._events.clear()
        return found

    def _expect(self, kind: int, about: str) -> bytes:
        """The body of the next packet that is no event."""
        while True:
            packet = self._receive()
            if packet[:1] == bytes([kind]):
                return packet[1:]
            if not self._keep(packet):
                raise ViciError(f"charon knows no {about}: it answers {packet[:1].hex()}")

    def _keep(self, packet: bytes) -> bool:
        """Put an event aside; False for anything else."""
        reader = Reader(packet)
        if reader.octet() != _EVENT:
            return False
        self._events.append((reader.name(), decode(reader.rest())))
        return True

    def _send(self, packet: bytes) -> None:
        self._door.sendall(len(packet).to_bytes(_LENGTH) + packet)

    def _receive(self) -> bytes:
        return self._read(int.from_bytes(self._read(_LENGTH)))

    def _read(self, size: int) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            part = self._door.recv(size - len(parts))
            if not part:
                raise ConnectionError("charon closed the connection")
            parts += part
        return bytes(parts)
