"""What a router counts of IKEv2: exchanges and notifies by direction, and the errors it met.

Names are those of `show crypto ikev2 stats exchange` (genieparser); the error texts are those that a
third-party simulator reports from IOS XE 26, except that of TS_UNACCEPTABLE, which is ASA's wording and
unconfirmed on IOS.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from nornir_ikev2.ike.model import Exchange, Negotiation

KEPT: Final = 50
"""Entries of the exit path table unless `crypto ikev2 diagnose error` says otherwise."""

FIRST: Final = "IKE_SA_INIT"
INITIATOR_ERRORS: Final = {
    "NO_PROPOSAL_CHOSEN": ("Received no proposal chosen notify",),
    "AUTHENTICATION_FAILED": ("Auth exchange failed",),
    "TS_UNACCEPTABLE": ("There was no IPSEC policy found for received TS",),
}
RESPONDER_ERRORS: Final = {
    "NO_PROPOSAL_CHOSEN": ("Failed to find a matching policy",),
    "INVALID_KE_PAYLOAD": ("The peer's KE payload contained the wrong DH group",),
    "AUTHENTICATION_FAILED": ("Failed to authenticate the IKE SA", "Auth exchange failed"),
    "TS_UNACCEPTABLE": ("There was no IPSEC policy found for received TS",),
}
NOT_FOUND: Final = "Failed to locate an item in the database"


@dataclass(slots=True)
class Count:
    """One row: requests and responses sent, requests and responses received."""

    tx_request: int = 0
    tx_response: int = 0
    rx_request: int = 0
    rx_response: int = 0


@dataclass(slots=True)
class Tally:
    """The counters of one router since it booted."""

    exchanges: dict[str, Count] = field(default_factory=dict[str, Count])
    notifies: dict[str, Count] = field(default_factory=dict[str, Count])
    errors: deque[str] = field(default_factory=lambda: deque[str](maxlen=KEPT))
    deleted: int = 0

    def error(self, text: str) -> None:
        """Add an entry to the exit path table; the oldest goes when it is full."""
        self.deleted += len(self.errors) == KEPT
        self.errors.append(text)

    def sent(self, exchange: str = FIRST) -> None:
        """A request went out and nothing came back."""
        self.exchanges.setdefault(exchange, Count()).tx_request += 1


def negotiated(initiator: Tally, responder: Tally, outcome: Negotiation) -> None:
    """Count the exchanges of one negotiation on both ends."""
    for one in outcome.exchanges:
        exchanged(initiator, responder, one)
    if outcome.reason == "NO_PROFILE" and outcome.half_open:
        initiator.error(NOT_FOUND)


def exchanged(initiator: Tally, responder: Tally, one: Exchange) -> None:
    """Count one exchange, and the notify of its response."""
    mine = initiator.exchanges.setdefault(one.kind, Count())
    theirs = responder.exchanges.setdefault(one.kind, Count())
    mine.tx_request += 1
    mine.rx_response += 1
    theirs.rx_request += 1
    theirs.tx_response += 1
    if one.notify is None:
        return
    responder.notifies.setdefault(one.notify, Count()).tx_response += 1
    initiator.notifies.setdefault(one.notify, Count()).rx_response += 1
    for text in RESPONDER_ERRORS.get(one.notify, ()):
        responder.error(text)
    for text in INITIATOR_ERRORS.get(one.notify, ()):
        initiator.error(text)
