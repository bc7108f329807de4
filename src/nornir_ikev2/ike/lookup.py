"""Tables that find the keyring peer or the IKEv2 profile of a peer in constant time."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import Generic, TypeVar

from nornir_ikev2.ike.model import Identity, IkeConfig, Keyring, KeyringPeer, Profile

_T = TypeVar("_T")


class Prefixes(Generic[_T]):
    """Values by IPv4 network, found by longest match; of equal networks the first stays first."""

    def __init__(self) -> None:
        self._by_length: dict[int, dict[int, list[_T]]] = {}
        self._lengths: list[int] = []

    def add(self, network: IPv4Network, value: _T) -> None:
        """Add a value under a network."""
        table = self._by_length.get(network.prefixlen)
        if table is None:
            table = self._by_length[network.prefixlen] = {}
            self._lengths = sorted(self._by_length, reverse=True)
        table.setdefault(int(network.network_address), []).append(value)

    def matches(self, address: IPv4Address) -> Iterator[_T]:
        """All values whose network holds the address, longest match first."""
        number = int(address)
        for length in self._lengths:
            masked = number >> (32 - length) << (32 - length)
            yield from self._by_length[length].get(masked, ())


class KeyringIndex:
    """The peers of one keyring by address and by identity."""

    def __init__(self, keyring: Keyring) -> None:
        self._networks: Prefixes[KeyringPeer] = Prefixes()
        self._identities: dict[tuple[str, str], KeyringPeer] = {}
        for peer in keyring.peers:
            if peer.network is not None:
                self._networks.add(peer.network, peer)
            if peer.identity is not None:
                key = (peer.identity.kind, peer.identity.value.lower())
                self._identities.setdefault(key, peer)

    def by_address(self, address: IPv4Address) -> KeyringPeer | None:
        """The peer with the longest matching address."""
        return next(self._networks.matches(address), None)

    def by_identity(self, identity: Identity) -> KeyringPeer | None:
        """The peer with exactly this identity; a domain (`*.example.net`) after exact names."""
        value = identity.value.lower()
        found = self._identities.get((identity.kind, value))
        if found is None and identity.kind in {"fqdn", "email"}:
            separator = "@" if identity.kind == "email" else "."
            domain = f"*{separator}{value.partition(separator)[2]}"
            found = self._identities.get((identity.kind, domain))
        return found


class ProfileIndex:
    """IKEv2 profiles by what they match; specific before general, then configuration order."""

    def __init__(self, config: IkeConfig) -> None:
        self._networks: Prefixes[Profile] = Prefixes()
        self._values: dict[tuple[str, str], list[Profile]] = {}
        self._by_certificate: list[Profile] = []
        for profile in config.profiles.values():
            for match in profile.remote_matches:
                if match.kind == "address" and match.network is not None:
                    self._networks.add(match.network, profile)
                elif match.kind == "certificate-map":
                    self._by_certificate.append(profile)
                else:
                    self._values.setdefault((match.kind, match.value.lower()), []).append(profile)

    def matches(self, identity: Identity, *, certificate: bool) -> Iterator[Profile]:
        """Profiles that accept this identity, most specific first.

        Args:
            identity: what the peer sent in IDi or IDr.
            certificate: whether the peer proves itself with a certificate; only then can a certificate
                map match. What the map asks of the certificate is not looked at.
        """
        value = identity.value.lower()
        if identity.kind == "address":
            address = _address(value)
            if address is not None:
                yield from self._networks.matches(address)
        yield from self._values.get((identity.kind, value), ())
        if identity.kind in {"fqdn", "email"}:
            domain = value.partition("@" if identity.kind == "email" else ".")[2]
            yield from self._values.get((f"{identity.kind}-domain", domain), ())
        if certificate:
            yield from self._by_certificate
        yield from self._values.get(("any", ""), ())


def _address(text: str) -> IPv4Address | None:
    try:
        return IPv4Address(text)
    except AddressValueError:
        return None
