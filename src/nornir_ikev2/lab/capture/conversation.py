"""Messages put together: fragments joined, retransmissions counted, encrypted payloads opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address

from nornir_ikev2.lab.capture.keys import Keys, unseal
from nornir_ikev2.lab.capture.message import Message
from nornir_ikev2.lab.capture.payloads import Payload


@dataclass(frozen=True, slots=True)
class Step:
    """One message of a conversation.

    Attributes:
        time: seconds since the first message of the conversation.
        source, destination: addresses.
        ports: UDP ports of source and destination.
        exchange, response, message_id, spis, by_initiator: as in the header.
        length: bytes of the IKE message, of all fragments together.
        clear: payloads that anybody on the way can read.
        inside: payloads of the encrypted part; None when there is no key for it.
        encrypted: whether there is an encrypted part.
        fragments: in how many pieces it came (RFC 7383).
        copies: how often it was sent.
    """

    time: float
    source: IPv4Address
    destination: IPv4Address
    ports: tuple[int, int]
    exchange: str
    response: bool
    message_id: int
    spis: tuple[str, str]
    by_initiator: bool
    length: int
    clear: tuple[Payload, ...]
    inside: tuple[Payload, ...] | None = None
    encrypted: bool = False
    fragments: int = 1
    copies: int = 1

    @property
    def title(self) -> str:
        """Exchange, direction and message id, as charon and Wireshark word them."""
        return f"{self.exchange} {'response' if self.response else 'request'} {self.message_id}"

    @property
    def payloads(self) -> tuple[Payload, ...]:
        """All that could be read, clear ones first."""
        return (*self.clear, *(self.inside or ()))


@dataclass(frozen=True, slots=True)
class Conversation:
    """All messages between two addresses; `ends` begins with the one that spoke first."""

    ends: tuple[IPv4Address, IPv4Address]
    start: float
    steps: tuple[Step, ...]

    def count(self) -> dict[str, int]:
        """Messages by exchange, in the order of their first appearance; retransmissions do not count."""
        found: dict[str, int] = {}
        for step in self.steps:
            found[step.exchange] = found.get(step.exchange, 0) + 1
        return found


@dataclass(slots=True)
class _Pieces:
    """The fragments of one message, by number, and how often each of them came."""

    parts: dict[int, Message] = field(default_factory=dict[int, Message])
    seen: dict[bytes, int] = field(default_factory=dict[bytes, int])


def conversations(found: Iterable[Message], keys: Sequence[Keys] = ()) -> list[Conversation]:
    """Sort messages by the two addresses they travel between.

    Args:
        found: messages in the order of the capture.
        keys: of the IKE SAs, as far as they are known.
    """
    pairs: dict[frozenset[IPv4Address], list[_Pieces]] = {}
    for message in found:
        held = pairs.setdefault(frozenset({message.source, message.destination}), [])
        _add(held, message)
    return [_conversation(held, keys) for held in pairs.values()]


def _add(held: list[_Pieces], message: Message) -> None:
    """A retransmission has the same bytes (RFC 7296 section 2.1); fragments have the same message id."""
    number = message.sealed.number if message.sealed else 1
    total = message.sealed.total if message.sealed else 1
    for pieces in reversed(held):
        if message.raw in pieces.seen:
            pieces.seen[message.raw] += 1
            return
        first = next(iter(pieces.parts.values()))
        same = _identity(first) == _identity(message) and first.source == message.source
        if total > 1 and same and number not in pieces.parts:
            pieces.parts[number] = message
            pieces.seen[message.raw] = 1
            return
    held.append(_Pieces({number: message}, {message.raw: 1}))


def _identity(message: Message) -> tuple[object, ...]:
    total = message.sealed.total if message.sealed else 1
    return message.spis, message.exchange, message.response, message.message_id, total


def _conversation(held: Sequence[_Pieces], keys: Sequence[Keys]) -> Conversation:
    first = next(iter(held[0].parts.values()))
    steps = tuple(_step(pieces, keys, first.time) for pieces in held)
    return Conversation((first.source, first.destination), first.time, steps)


def _step(pieces: _Pieces, keys: Sequence[Keys], start: float) -> Step:
    parts = [pieces.parts[number] for number in sorted(pieces.parts)]
    first = parts[0]
    step = Step(
        time=min(part.time for part in parts) - start,
        source=first.source,
        destination=first.destination,
        ports=(first.source_port, first.destination_port),
        exchange=first.exchange,
        response=first.response,
        message_id=first.message_id,
        spis=first.spis,
        by_initiator=first.by_initiator,
        length=sum(part.length for part in parts),
        clear=first.payloads,
        encrypted=first.sealed is not None,
        fragments=len(parts),
        copies=max(pieces.seen.values()),
    )
    sealed = [part.sealed for part in parts if part.sealed is not None]
    if not sealed or len(sealed) != sealed[0].total:
        return step
    inside = unseal(sealed, keys, by_initiator=first.by_initiator, response=first.response)
    return replace(step, inside=inside)
