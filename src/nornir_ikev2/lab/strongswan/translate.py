"""From a router's configuration to what its charon is told: connections, children, secrets, certificates.

Pure. charon chooses a connection by addresses, identities and methods where IOS chooses a policy, a
profile and a keyring peer one after the other; so there is one connection for each profile, peer address,
identity match and method, and each key is filed under the identities that may show up with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Address
from types import MappingProxyType
from typing import Any, Final

from nornir_ikev2.ike.ends import incomplete
from nornir_ikev2.ike.index import IndexedConfig, index
from nornir_ikev2.ike.model import (
    AuthMethod,
    CryptoEntry,
    Identity,
    IkeConfig,
    KeyringPeer,
    Profile,
    Reason,
    Selector,
    Trustpoint,
)
from nornir_ikev2.lab.strongswan import devices
from nornir_ikev2.lab.strongswan import identities as ids
from nornir_ikev2.lab.strongswan.algorithms import esp_proposal, ike_proposal

SOFT: Final = 0.95
"""Part of a lifetime after which charon rekeys, as the modelled lab does."""

_METHOD: Final[Mapping[AuthMethod, str]] = {
    "pre-share": "psk",
    "rsa-sig": "pubkey",
    "ecdsa-sig": "pubkey",
}
NOBODY: Final[Mapping[IPv4Address, Identity]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A certificate that a router proves itself with; the lab's own CA makes one like it.

    Attributes:
        ca: fingerprint of the CA certificate in the configuration, None when there is none.
        subject: distinguished name.
        identity: what IKE will claim; becomes a subjectAltName.
    """

    ca: str | None
    subject: str
    identity: Identity
    not_before: datetime | None
    not_after: datetime | None


@dataclass(frozen=True, slots=True)
class Connection:
    """One IKE configuration of charon.

    Attributes:
        settings: the body of vici's `load-conn`, without certificates.
        certificates: what this end may sign with.
        authorities: CA fingerprints that the other end's certificate may come from.
        local_key, remote_key: what this end proves itself with, and what it expects.
    """

    name: str
    profile: str
    local: IPv4Address
    peer: IPv4Address
    settings: Mapping[str, Any]
    certificates: tuple[Wanted, ...] = ()
    authorities: tuple[str, ...] = ()
    local_key: str | None = field(default=None, repr=False)
    remote_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Secret:
    """One shared key and the identities it is filed under."""

    name: str
    data: bytes = field(repr=False)
    owners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """How one selector of an entry is brought up: by this child of one of these connections.

    `reason` says why the router would not even try, as IOS decides before it sends a packet.
    """

    entry: CryptoEntry
    selector: Selector
    peer: IPv4Address
    child: str
    connections: tuple[str, ...] = ()
    reason: Reason | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Loading:
    """All that one charon is told."""

    connections: Mapping[str, Connection] = field(default_factory=dict[str, Connection])
    secrets: tuple[Secret, ...] = ()
    ways: tuple[Way, ...] = ()

    def way(self, entry: str, selector: Selector, peer: IPv4Address) -> Way | None:
        """The way of a selector to a peer."""
        return next(
            (
                one
                for one in self.ways
                if (one.entry.name, one.selector, one.peer) == (entry, selector, peer)
            ),
            None,
        )


def translate(
    config: IkeConfig | IndexedConfig,
    *,
    known: Mapping[IPv4Address, Identity] = NOBODY,
    transport: bool = False,
) -> Loading:
    """What charon must know to behave as a router with this configuration.

    Args:
        config: the router's; entries that are not complete are left out.
        known: identity of the router behind an address that may call, where the lab knows it; decides
            which key is meant when an identity match takes many.
        transport: whether ESP can be in transport mode; else tunnel mode is negotiated in its place.
    """
    indexed = config if isinstance(config, IndexedConfig) else index(config)
    connections: dict[str, Connection] = {}
    ways: list[Way] = []
    for (local, peer), entries in _pairs(indexed.config.entries, known).items():
        beside = entries or [one for one in indexed.config.entries if one.local_address == local]
        for profile in _profiles(indexed.config, beside):
            own = [entry for entry in entries if entry.profile == profile.name]
            pair = _Pair(indexed, local, peer, profile, known.get(peer), transport)
            found = list(pair.connections(own))
            connections.update((one.name, one) for one in found)
            ways.extend(pair.ways(own, tuple(one.name for one in found)))
        ways.extend(_unprofiled(entries, indexed.config, peer))
    return Loading(connections, tuple(_secrets(connections.values())), tuple(ways))


def _pairs(
    entries: Iterable[CryptoEntry], callers: Iterable[IPv4Address]
) -> dict[tuple[IPv4Address, IPv4Address], list[CryptoEntry]]:
    """The entries between two addresses; none where a caller is nobody's peer.

    IOS answers a caller that a profile takes, and only then finds no crypto map for it.
    """
    found: dict[tuple[IPv4Address, IPv4Address], list[CryptoEntry]] = {}
    complete = [one for one in entries if one.complete and one.local_address is not None]
    for entry in complete:
        for peer in entry.peers:
            found.setdefault((entry.local_address, peer), []).append(entry)  # type: ignore[arg-type] # not None, see above
    for local in {one.local_address for one in complete}:
        for caller in callers:
            found.setdefault((local, caller), [])  # type: ignore[arg-type] # as above
    return found


def _profiles(config: IkeConfig, entries: Sequence[CryptoEntry]) -> Iterator[Profile]:
    """The profiles that may serve these entries, and those that may be taken in their place.

    IOS picks the profile by the identity of the peer; an entry with another profile then gets no child.
    """
    for profile in config.profiles.values():
        bound = profile.local_addresses or profile.local_interfaces
        here = any(
            entry.local_address in profile.local_addresses
            or entry.interface in profile.local_interfaces
            for entry in entries
        )
        served = any(profile.fvrf in {"any", entry.fvrf} for entry in entries)
        if not incomplete(profile) and served and (here or not bound):
            yield profile


def _unprofiled(
    entries: Iterable[CryptoEntry], config: IkeConfig, peer: IPv4Address
) -> Iterator[Way]:
    for entry in entries:
        profile = config.profiles.get(entry.profile or "")
        lack = "no IKEv2 profile" if profile is None else incomplete(profile)
        if lack:
            for number, selector in enumerate(entry.selectors):
                child = child_name(entry, number)
                detail = f"{entry.name} of {config.name}: {lack}"
                yield Way(entry, selector, peer, child, (), "INCOMPLETE", detail)


def child_name(entry: CryptoEntry, number: int) -> str:
    """The name of the child of selector `number` (0..) of an entry."""
    return f"{entry.name} {number}"


@dataclass(frozen=True, slots=True)
class _Pair:
    """One profile between two addresses."""

    indexed: IndexedConfig
    local: IPv4Address
    peer: IPv4Address
    profile: Profile
    known: Identity | None
    transport: bool

    @property
    def identity(self) -> Identity:
        return self.profile.identity_local or Identity("address", str(self.local))

    def connections(self, entries: Sequence[CryptoEntry]) -> Iterator[Connection]:
        base = f"{self.profile.name} {self.local} {self.peer}"
        method = self.profile.auth_local
        if method is None or method not in _METHOD:
            return
        settings = self._settings(entries)
        if settings is None:
            return
        key = self._key_peer()
        others = {str(entry.peers[0]) for entry in self.indexed.config.entries if entry.peers}
        others -= {str(self.peer)}
        matches = ids.expected(self.profile, self.peer, self.known, others)
        # A profile that means other routers alone still answers this one, if only to refuse it.
        matches = matches or ids.expected(self.profile, self.peer, self.known, ())
        for number, (theirs, pattern) in enumerate(
            (theirs, pattern) for theirs in self.profile.auth_remote for pattern in matches
        ):
            if theirs not in _METHOD:
                continue
            yield Connection(
                name=f"{base} {number}",
                profile=self.profile.name,
                local=self.local,
                peer=self.peer,
                settings={
                    **settings,
                    "local-1": self._prove(method),
                    "remote-1": {"auth": _METHOD[theirs], "id": pattern},
                },
                certificates=() if method == "pre-share" else tuple(self._certificates()),
                authorities=() if theirs == "pre-share" else tuple(self._authorities()),
                local_key=self.profile.inline_local_key or (key.local_key if key else None),
                remote_key=self.profile.inline_remote_key or (key.remote_key if key else None),
            )

    def ways(self, entries: Sequence[CryptoEntry], names: tuple[str, ...]) -> Iterator[Way]:
        reason: Reason | None = None
        detail = ""
        keyring = self.indexed.keyring(self.profile.keyring)
        peer = keyring.by_address(self.peer) if keyring else None
        key = self.profile.inline_local_key or (peer.local_key if peer else None)
        if self.profile.auth_local == "pre-share" and key is None:
            reason, detail = "NO_KEY", f"{self.indexed.name} has no key for {self.peer}"
        elif not names:
            reason, detail = "INCOMPLETE", f"profile {self.profile.name} can't be used"
        for entry in entries:
            for number, selector in enumerate(entry.selectors):
                child = child_name(entry, number)
                yield Way(entry, selector, self.peer, child, names, reason, detail)

    def _settings(self, entries: Sequence[CryptoEntry]) -> dict[str, Any] | None:
        fvrf = entries[0].fvrf if entries else self.indexed.fvrf_of(self.local)
        _, offers = self.indexed.offers(fvrf, self.local)
        proposals = [text for offer in offers if (text := ike_proposal(offer))]
        if not proposals:
            return None
        rekey = max(1, int(self.profile.lifetime * SOFT))
        settings: dict[str, Any] = {
            "version": "2",
            "local_addrs": [str(self.local)],
            "remote_addrs": [str(self.peer)],
            "proposals": proposals,
            "rekey_time": f"{rekey}s",
            "over_time": f"{max(1, self.profile.lifetime - rekey)}s",
            "rand_time": "0s",
            "mobike": "no",
            "unique": "no",
            "send_cert": "always",
            "keyingtries": "1",
            "children": {
                child_name(entry, number): self._child(entry, selector)
                for entry in entries
                for number, selector in enumerate(entry.selectors)
            },
        }
        if self.profile.dpd is not None:
            settings["dpd_delay"] = f"{self.profile.dpd.interval}s"
        return settings

    def _child(self, entry: CryptoEntry, selector: Selector) -> dict[str, Any]:
        sets = [self.indexed.transform_set(name) for name in entry.transform_sets]
        present = [one for one in sets if one is not None]
        # charon has one mode for all sets; it takes tunnel mode itself where the traffic is of others.
        transport = self.transport and all(one.mode == "transport" for one in present)
        return {
            **devices.marks(entry, selector),
            "local_ts": [ids.traffic(selector.local, selector.protocol)],
            "remote_ts": [ids.traffic(selector.remote, selector.protocol)],
            "esp_proposals": [
                esp_proposal(one.encryption, one.integrity, entry.pfs) for one in present
            ],
            "mode": "transport" if transport else "tunnel",
            "rekey_time": f"{max(1, int(entry.lifetime * SOFT))}s",
            "life_time": f"{entry.lifetime}s",
            "rand_time": "0s",
            "start_action": "none",
            "close_action": "none",
            "dpd_action": "clear",
        }

    def _prove(self, method: AuthMethod) -> dict[str, Any]:
        proof: dict[str, Any] = {"auth": _METHOD[method]}
        subject = next((one.subject for one in self._signing() if one.subject), None)
        if self.identity.kind != "dn":
            proof["id"] = ids.exact(self.identity)
        elif subject:
            proof["id"] = subject
        return proof

    def _key_peer(self) -> KeyringPeer | None:
        """The keyring peer that is meant: as a responder finds it, by identity and then by address."""
        keyring = self.indexed.keyring(self.profile.keyring)
        if keyring is None:
            return None
        by_identity = keyring.by_identity(self.known) if self.known else None
        return by_identity or keyring.by_address(self.peer)

    def _trustpoints(self, names: tuple[str, ...]) -> list[Trustpoint]:
        points = self.indexed.config.trustpoints
        return [points[name] for name in names or points if name in points]

    def _signing(self) -> list[Trustpoint]:
        points = self._trustpoints(self.profile.trustpoints_sign)
        return [point for point in points if point.has_certificate]

    def _certificates(self) -> Iterator[Wanted]:
        for point in self._signing():
            yield Wanted(
                point.ca,
                point.subject or f"CN={self.indexed.name}",
                self.identity,
                point.not_before,
                point.not_after,
            )

    def _authorities(self) -> Iterator[str]:
        for point in self._trustpoints(self.profile.trustpoints_verify):
            if point.ca is not None:
                yield point.ca


def _secrets(connections: Iterable[Connection]) -> Iterator[Secret]:
    """Each key under the identities that come with it; the key of this end is the better match.

    charon signs with the key that fits both identities best, and takes any that fits as the peer's proof, so
    also the one that this end signs with. IOS keeps the two apart. So each key is bound to the address of
    the router that proves itself with it: both ends do the same, and equal keys stay equal.
    """
    for one in connections:
        mine = one.settings["local-1"].get("id")
        theirs = one.settings["remote-1"]["id"]
        if one.settings["local-1"]["auth"] == "psk":
            # Without a key of its own charon would sign with the peer's: it gets one that fits nowhere.
            data = ids.bound_key(one.local_key or f"no key of {one.name}", one.local)
            owners = tuple(name for name in (mine, theirs) if name)
            yield Secret(f"{one.name} local", data, owners)
        if one.remote_key is not None and one.settings["remote-1"]["auth"] == "psk":
            yield Secret(f"{one.name} remote", ids.bound_key(one.remote_key, one.peer), (theirs,))
