"""The first child SA, made inside IKE_AUTH: transform sets and traffic selectors (RFC 7296 section 2.9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network

from nornir_ikev2.ike.ends import End, Refused
from nornir_ikev2.ike.model import ChildSuite, CryptoEntry, Selector, TransformSet

_PREFIX_HOST = 32


def child_suite(
    initiator: End, responder: End, entry: CryptoEntry, other: CryptoEntry, only: Selector | None
) -> ChildSuite:
    """What the child SA of two entries becomes.

    Args:
        initiator: the end that proposes.
        responder: the end that narrows and chooses.
        entry: crypto map entry or tunnel of the initiator.
        other: the responder's.
        only: propose this selector alone; None proposes all of the entry.

    Returns:
        The first transform set of the initiator that the responder has too; selectors as the initiator
        sees them.

    Raises:
        Refused: TS_UNACCEPTABLE or CHILD_NO_PROPOSAL.
    """
    wanted = (only,) if only is not None else entry.selectors
    selectors = _selectors(initiator, responder, wanted, entry, other)
    ours = _transform_sets(responder, other)
    for theirs in _transform_sets(initiator, entry):
        for mine in ours:
            if (theirs.encryption, theirs.integrity) != (mine.encryption, mine.integrity):
                continue
            transport = theirs.mode == mine.mode == "transport" and _end_to_end(
                selectors, initiator
            )
            return ChildSuite(
                encryption=theirs.encryption or "null",
                integrity=theirs.integrity,
                mode="transport" if transport else "tunnel",
                selectors=selectors,
                pfs=entry.pfs if entry.pfs == other.pfs else None,
            )
    raise Refused(
        "CHILD_NO_PROPOSAL",
        f"{entry.name} of {initiator.name} offers {_spell(_transform_sets(initiator, entry))},"
        f" {other.name} of {responder.name} takes {_spell(ours)}",
        notify="NO_PROPOSAL_CHOSEN",
    )


def pfs_mismatch(
    initiator: End, responder: End, entry: CryptoEntry, other: CryptoEntry
) -> str | None:
    """How the PFS of `entry` and `other` differs, None when a rekey of their child SA will work.

    The first child SA takes its keys from the IKE SA, later ones need a group of their own (RFC 7296
    sections 1.3.1 and 2.17).
    """
    if entry.pfs == other.pfs:
        return None
    return (
        f"{entry.name} of {initiator.name} has {_pfs(entry)},"
        f" {other.name} of {responder.name} has {_pfs(other)}"
    )


def mirror(selector: Selector) -> Selector:
    """The same traffic as the other end sees it."""
    return Selector(local=selector.remote, remote=selector.local, protocol=selector.protocol)


def narrow(proposed: Selector, held: Selector) -> Selector | None:
    """What is common to a proposed selector and one of the responder's, as the initiator sees it."""
    mirrored = mirror(held)
    local = _overlap(proposed.local, mirrored.local)
    remote = _overlap(proposed.remote, mirrored.remote)
    protocol = _protocol(proposed.protocol, mirrored.protocol)
    if local is None or remote is None or protocol is None:
        return None
    return Selector(local=local, remote=remote, protocol=protocol)


def _selectors(
    initiator: End,
    responder: End,
    wanted: Sequence[Selector],
    entry: CryptoEntry,
    other: CryptoEntry,
) -> tuple[Selector, ...]:
    """Narrow each proposed selector to what the responder holds.

    An IOS responder with a crypto map narrows (seen: access lists 10/24 -> 0/16 and 20/24 -> 0/16 give
    an SA 10/24 <-> 20/24 without `origin_is_acl`). A static tunnel takes its own selector or none.
    """
    found: list[Selector] = []
    for proposed in wanted:
        common = next((got for held in other.selectors if (got := narrow(proposed, held))), None)
        if common is None or not (_fits(common, entry) and _fits(mirror(common), other)):
            raise Refused(
                "TS_UNACCEPTABLE",
                f"{entry.name} of {initiator.name} protects {_say(proposed)}; {other.name} of"
                f" {responder.name} protects {_say_all(other.selectors)}",
                notify="TS_UNACCEPTABLE",
            )
        found.append(common)
    if not found:
        raise Refused(
            "TS_UNACCEPTABLE",
            f"{entry.name} of {initiator.name} protects nothing",
            notify="TS_UNACCEPTABLE",
        )
    return tuple(dict.fromkeys(found))


def _fits(selector: Selector, entry: CryptoEntry) -> bool:
    """Whether an entry can carry a narrowed selector of its own."""
    return entry.kind == "crypto-map" or not entry.peers or selector in entry.selectors


def _transform_sets(end: End, entry: CryptoEntry) -> list[TransformSet]:
    found = (end.config.transform_set(name) for name in entry.transform_sets)
    return [item for item in found if item is not None]


def _end_to_end(selectors: Iterable[Selector], initiator: End) -> bool:
    """Transport mode is only for traffic between the two IPsec endpoints themselves."""
    local = IPv4Network((int(initiator.local), _PREFIX_HOST))
    remote = IPv4Network((int(initiator.peer), _PREFIX_HOST))
    return all(item.local == local and item.remote == remote for item in selectors)


def _overlap(one: IPv4Network, two: IPv4Network) -> IPv4Network | None:
    if one.prefixlen < two.prefixlen:
        one, two = two, one
    return one if one.subnet_of(two) else None


def _protocol(one: str, two: str) -> str | None:
    if one == "ip":
        return two
    return one if two in {"ip", one} else None


def _spell(found: Iterable[TransformSet]) -> str:
    names = [
        f"{item.name} ({item.encryption} {item.integrity or ''}".rstrip() + ")" for item in found
    ]
    return ", ".join(names) or "no transform set"


def _pfs(entry: CryptoEntry) -> str:
    return "no PFS" if entry.pfs is None else f"PFS group {entry.pfs}"


def _say(selector: Selector) -> str:
    return f"{selector.protocol} {selector.local} -> {selector.remote}"


def _say_all(selectors: Sequence[Selector]) -> str:
    shown = "; ".join(_say(item) for item in selectors[:3])
    more = f" and {len(selectors) - 3} more" if len(selectors) > 3 else ""  # noqa: PLR2004 - as above
    return (shown or "nothing") + more
