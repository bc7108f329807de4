"""IKE identities, keys and traffic selectors as vici takes them."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network

from nornir_ikev2.ike.model import Identity, IdentityMatch, IkeConfig, Profile

ANY = "%any"


def exact(identity: Identity) -> str:
    """One identity; `address`, `fqdn`, `email` and `key-id` keep their type."""
    match identity.kind:
        case "address":
            return identity.value
        case "fqdn":
            return f"fqdn:{identity.value}"
        case "email":
            return f"email:{identity.value}"
        case "key-id":
            return f"keyid:{identity.value}"
        case "dn":
            return identity.value or ANY


def expected(
    profile: Profile, peer: IPv4Address, known: Identity | None, others: Collection[str]
) -> list[str]:
    """What the peer may call itself, one pattern for each `match identity remote`, specific ones first.

    Args:
        profile: whose statements are meant.
        peer: its address.
        known: its identity, where that is known: a statement that takes many is narrowed to it.
        others: addresses of other peers; statements that take only these are left out.
    """
    found: list[str] = []
    for match in profile.remote_matches:
        pattern = _pattern(match, peer, known, others)
        if pattern is not None and pattern not in found:
            found.append(pattern)
    return sorted(found, key=_vague)


def _vague(pattern: str) -> int:
    return 2 if pattern == ANY else 1 if "*" in pattern else 0


def _pattern(
    match: IdentityMatch, peer: IPv4Address, known: Identity | None, others: Collection[str]
) -> str | None:
    if known is not None and takes(match, known):
        return exact(known)
    match match.kind:
        case "address":
            return _address(match.network, peer, others)
        case "fqdn" | "email" | "key-id":
            return exact(Identity(match.kind, match.value))
        case "fqdn-domain":
            return f"fqdn:*.{match.value}"
        case "email-domain":
            return f"email:*@{match.value}"
        case _:
            return ANY


def _address(network: IPv4Network | None, peer: IPv4Address, others: Collection[str]) -> str | None:
    """An address that stands for a network: charon can't send a network as an identity."""
    if network is None:
        return None
    if peer in network:
        return str(peer)
    first = str(network.network_address)
    return first if network.prefixlen == network.max_prefixlen and first not in others else None


def takes(match: IdentityMatch, identity: Identity) -> bool:
    """Whether a statement takes an identity; certificate maps take every one."""
    value = identity.value.lower()
    match match.kind:
        case "address":
            held = match.network
            return identity.kind == "address" and held is not None and _inside(value, held)
        case "fqdn-domain":
            return identity.kind == "fqdn" and value.endswith(f".{match.value.lower()}")
        case "email-domain":
            return identity.kind == "email" and value.endswith(f"@{match.value.lower()}")
        case "any" | "certificate-map":
            return True
        case _:
            return identity.kind == match.kind and value == match.value.lower()


def _inside(text: str, network: IPv4Network) -> bool:
    try:
        return IPv4Address(text) in network
    except ValueError:
        return False


def key_bytes(key: str) -> bytes:
    """A pre-shared key as it goes into the PRF; `hex:` marks one that was given in hexadecimal."""
    digits = key.removeprefix("hex:")
    if digits != key:
        try:
            return bytes.fromhex(digits)
        except ValueError:
            return key.encode()
    return key.encode()


def bound_key(key: str, prover: IPv4Address) -> bytes:
    """A pre-shared key that only the router at this address proves itself with."""
    return prover.packed + key_bytes(key)


def traffic(network: IPv4Network, protocol: str) -> str:
    """One side of a traffic selector: `10.0.0.0/24`, `192.0.2.1/32[gre]`."""
    return str(network) if protocol == "ip" else f"{network}[{protocol}]"


def read_traffic(text: str) -> tuple[IPv4Network, str]:
    """Network and protocol of what charon reports; ports are left out.

    Raises:
        ValueError: it is no selector.
    """
    place, _, rest = text.partition("[")
    protocol = rest.rstrip("]").partition("/")[0] or "ip"
    first, dots, last = place.partition("..")
    if dots:  # a range that is no network: the smallest network around it
        length = 32 - (int(IPv4Address(first)) ^ int(IPv4Address(last))).bit_length()
        return IPv4Network(f"{first}/{length}", strict=False), protocol
    return IPv4Network(place), protocol


def of_router(config: IkeConfig) -> dict[IPv4Address, Identity]:
    """The identity a router shows on each address it does IKE from."""
    found: dict[IPv4Address, Identity] = {}
    for entry in config.entries:
        profile = config.profiles.get(entry.profile or "")
        local = entry.local_address
        if profile is None or local is None:
            continue
        identity = profile.identity_local or Identity("address", str(local))
        if identity.kind == "dn":
            subject = next((one.subject for one in config.trustpoints.values() if one.subject), "")
            identity = Identity("dn", subject or "")
        found.setdefault(local, identity)
    return found
