"""The choice of an IKE suite: what the initiator offers, what the responder takes (RFC 7296 section 2.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from nornir_ikev2.ike.algorithms import is_aead
from nornir_ikev2.ike.model import Proposal, Suite

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Offer:
    """One proposal substructure of an SA payload; `integrity` is empty for AEAD ciphers."""

    encryption: tuple[str, ...]
    integrity: tuple[str, ...]
    prf: tuple[str, ...]
    group: tuple[int, ...]


def complete(proposal: Proposal) -> bool:
    """Whether IOS would use this proposal.

    Either a cipher other than GCM with an integrity algorithm and a group, or GCM with a PRF and a
    group. Source: the message IOS prints for an incomplete proposal.
    """
    return bool(offers([proposal]))


def offers(proposals: Iterable[Proposal]) -> tuple[Offer, ...]:
    """The proposal substructures that these proposals become, in order of preference.

    A proposal that mixes AEAD with other ciphers becomes two, since AEAD goes without integrity
    (RFC 7296 section 3.3). Incomplete parts are left out, as IOS does not send them.
    """
    found: list[Offer] = []
    for proposal in proposals:
        aead = tuple(name for name in proposal.encryption if is_aead(name))
        plain = tuple(name for name in proposal.encryption if not is_aead(name))
        parts: list[Offer] = []
        if plain and proposal.integrity and proposal.group:
            prf = proposal.prf or proposal.integrity
            parts.append(Offer(plain, proposal.integrity, prf, proposal.group))
        if aead and proposal.prf and proposal.group:
            parts.append(Offer(aead, (), proposal.prf, proposal.group))
        if len(parts) > 1 and is_aead(proposal.encryption[0]):
            parts.reverse()
        found.extend(parts)
    return tuple(found)


def choose(initiator: Sequence[Offer], responder: Sequence[Offer]) -> Suite | None:
    """Take the first offer of the initiator that one of the responder's meets, transform by transform.

    The initiator's order of preference decides, for proposals and inside a proposal.
    """
    for theirs in initiator:
        for ours in responder:
            suite = _meet(theirs, ours)
            if suite:
                return suite
    return None


def differences(initiator: Sequence[Offer], responder: Sequence[Offer]) -> str:
    """Why nothing is common, for people: the first kind of transform with no common value."""
    for kind in ("encryption", "integrity", "prf", "group"):
        theirs = _values(initiator, kind)
        ours = _values(responder, kind)
        if theirs and ours and not set(theirs) & set(ours):
            return f"no common {kind}: {' '.join(theirs)} against {' '.join(ours)}"
    return "no single proposal of one end fits inside one of the other"


def _values(found: Iterable[Offer], kind: str) -> list[str]:
    """All values of one kind of transform, each once, in order."""
    return list(dict.fromkeys(str(value) for offer in found for value in getattr(offer, kind)))


def _meet(theirs: Offer, ours: Offer) -> Suite | None:
    if bool(theirs.integrity) != bool(ours.integrity):
        return None
    encryption = _first(theirs.encryption, ours.encryption)
    prf = _first(theirs.prf, ours.prf)
    group = _first(theirs.group, ours.group)
    integrity = _first(theirs.integrity, ours.integrity)
    if encryption is None or prf is None or group is None:
        return None
    if theirs.integrity and integrity is None:
        return None
    return Suite(encryption=encryption, integrity=integrity, prf=prf, group=group)


def _first(wanted: Sequence[_T], allowed: Sequence[_T]) -> _T | None:
    return next((value for value in wanted if value in allowed), None)
