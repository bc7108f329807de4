"""Look-ups of one router's IKE configuration in constant time.

A hub has thousands of peers, keyring entries and identity matches. `index` is cheap: each table is built
when it is first asked for. Keep the result for as long as the configuration does not change.
"""

from __future__ import annotations

from functools import cached_property
from ipaddress import IPv4Address

from nornir_ikev2.ike.defaults import (
    DEFAULT,
    default_policy,
    default_proposal,
    default_transform_set,
)
from nornir_ikev2.ike.lookup import KeyringIndex, ProfileIndex
from nornir_ikev2.ike.model import (
    CryptoEntry,
    IkeConfig,
    Policy,
    Proposal,
    TransformSet,
)
from nornir_ikev2.ike.suite import Offer, complete, offers


class IndexedConfig:
    """One `IkeConfig` with its look-up tables. Not safe to build from two threads at once."""

    def __init__(self, config: IkeConfig) -> None:
        self.config = config
        self._offers: dict[
            tuple[str | None, IPv4Address], tuple[Policy | None, tuple[Offer, ...]]
        ] = {}
        self._keyrings: dict[str, KeyringIndex] = {}

    @property
    def name(self) -> str:
        """Name of the router."""
        return self.config.name

    @cached_property
    def profiles(self) -> ProfileIndex:
        """Profiles by what they match."""
        return ProfileIndex(self.config)

    @cached_property
    def _entries(self) -> dict[tuple[IPv4Address, IPv4Address | None], list[CryptoEntry]]:
        """Entries by local address and peer; peer None for entries that take any peer."""
        found: dict[tuple[IPv4Address, IPv4Address | None], list[CryptoEntry]] = {}
        for entry in self.config.entries:
            if entry.local_address is None:
                continue
            for peer in entry.peers or (None,):
                found.setdefault((entry.local_address, peer), []).append(entry)
        return found

    @cached_property
    def _listening(self) -> dict[IPv4Address, str | None]:
        return {key[0]: entries[0].fvrf for key, entries in self._entries.items()}

    def listens(self, address: IPv4Address) -> bool:
        """Whether IKE answers on this address: some crypto map or protected tunnel uses it."""
        return address in self._listening

    def fvrf_of(self, address: IPv4Address) -> str | None:
        """Front-door VRF of the entries on a local address."""
        return self._listening.get(address)

    def entries_for(self, local: IPv4Address, peer: IPv4Address) -> tuple[CryptoEntry, ...]:
        """Entries between two addresses: those that name the peer, then those that take any peer."""
        named = self._entries.get((local, peer), [])
        return (*named, *self._entries.get((local, None), []))

    @cached_property
    def addresses(self) -> frozenset[IPv4Address]:
        """Addresses of the router, as far as they are known."""
        return frozenset((*self.config.addresses, *self._listening))

    @cached_property
    def _by_peer(self) -> dict[IPv4Address, list[int]]:
        found: dict[IPv4Address, list[int]] = {}
        for number, entry in enumerate(self.config.entries):
            for peer in entry.peers:
                found.setdefault(peer, []).append(number)
        return found

    def towards(self, other: IndexedConfig) -> list[CryptoEntry]:
        """Entries whose peers hold an address of the other router, in order; walks the shorter list."""
        entries = self.config.entries
        if len(entries) <= len(other.addresses):
            return [
                entry for entry in entries if any(peer in other.addresses for peer in entry.peers)
            ]
        numbers = {
            number for address in other.addresses for number in self._by_peer.get(address, ())
        }
        return [entries[number] for number in sorted(numbers)]

    def keyring(self, name: str | None) -> KeyringIndex | None:
        """The keyring of this name."""
        if name is None or name not in self.config.keyrings:
            return None
        if name not in self._keyrings:
            self._keyrings[name] = KeyringIndex(self.config.keyrings[name])
        return self._keyrings[name]

    def proposal(self, name: str) -> Proposal | None:
        """A proposal by name; the smart default where it is still on and was not edited."""
        found = self.config.proposals.get(name)
        if found is None and name == DEFAULT and self.config.default_proposal:
            return default_proposal(self.config.release)
        return found

    def transform_set(self, name: str) -> TransformSet | None:
        """A transform set by name, or the smart default."""
        found = self.config.transform_sets.get(name)
        return default_transform_set() if found is None and name == DEFAULT else found

    def offers(
        self, fvrf: str | None, local: IPv4Address
    ) -> tuple[Policy | None, tuple[Offer, ...]]:
        """The policy for a front-door VRF and local address, and what its proposals offer.

        The first policy that matches and has a complete proposal is taken; the default policy comes
        last. Source: Cisco, Configuring IKEv2: "in the case of multiple, possible policy matches, the
        first policy is selected"; a policy without a complete proposal is not used.
        """
        key = (fvrf, local)
        if key not in self._offers:
            self._offers[key] = self._search(fvrf, local)
        return self._offers[key]

    def _search(
        self, fvrf: str | None, local: IPv4Address
    ) -> tuple[Policy | None, tuple[Offer, ...]]:
        policies = [policy for policy in self.config.policies.values() if policy.name != DEFAULT]
        if self.config.default_policy:
            policies.append(self.config.policies.get(DEFAULT) or default_policy())
        for policy in policies:
            if policy.fvrf not in {"any", fvrf}:
                continue
            if policy.local_addresses and local not in policy.local_addresses:
                continue
            found = [proposal for name in policy.proposals if (proposal := self.proposal(name))]
            usable = [proposal for proposal in found if complete(proposal)]
            if usable:
                return policy, offers(usable)
        return None, ()


def index(config: IkeConfig) -> IndexedConfig:
    """Make the look-up tables of a configuration; each is built when first used."""
    return IndexedConfig(config)
