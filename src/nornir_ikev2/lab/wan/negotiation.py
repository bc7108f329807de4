"""The door to the IKE rules: what the engine asks of them, and the answer of `nornir_ikev2.ike`."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from nornir_ikev2.ike import child
from nornir_ikev2.ike.ends import End, Refused
from nornir_ikev2.ike.index import IndexedConfig
from nornir_ikev2.ike.model import ChildSuite, CryptoEntry, Negotiation
from nornir_ikev2.ike.negotiate import negotiate


class Negotiate(Protocol):
    """Negotiate one tunnel from two configurations.

    `answer` is the entry the responder's traffic selectors lead to, None when there is none.
    """

    def __call__(
        self,
        initiator: IndexedConfig,
        responder: IndexedConfig,
        entry: CryptoEntry,
        answer: CryptoEntry | None,
        now: datetime,
    ) -> Negotiation:
        """Return the outcome; never raises."""
        ...


def standard(
    initiator: IndexedConfig,
    responder: IndexedConfig,
    entry: CryptoEntry,
    answer: CryptoEntry | None,
    now: datetime,
) -> Negotiation:
    """IKE_SA_INIT, IKE_AUTH and the first child SA, by the rules of `nornir_ikev2.ike`."""
    return negotiate(initiator, responder, entry, responder_entry=answer, now=now)


def later_child(
    initiator: IndexedConfig, responder: IndexedConfig, entry: CryptoEntry, answer: CryptoEntry
) -> ChildSuite | None:
    """CREATE_CHILD_SA inside a live IKE SA: no keys, no identities, only IPsec; None when refused.

    This exchange carries a key exchange when PFS is set, so other than in IKE_AUTH both ends must
    want the same group (RFC 7296 section 1.3).
    """
    if entry.local_address is None or answer.local_address is None:
        return None
    local, peer = entry.local_address, answer.local_address
    first = End(initiator, local, peer, entry.fvrf, entry)
    second = End(responder, peer, local, answer.fvrf, answer)
    if child.pfs_mismatch(first, second, entry, answer):
        return None
    try:
        return child.child_suite(first, second, entry, answer, None)
    except Refused:
        return None
