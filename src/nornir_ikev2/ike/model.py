"""What one router's configuration says about IKEv2 and IPsec, vendor neutral and frozen.

Two independent readers fill these types from a running-config: the IOS driver and the lab.
`negotiate` works on them alone. Algorithm names are ours: `aes-cbc-256`, `aes-gcm-128`, `3des`, `des`,
`null`; `md5 sha1 sha256 sha384 sha512`; Diffie-Hellman groups are IANA numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Address, IPv4Network
from typing import Final, Literal

AuthMethod = Literal["pre-share", "rsa-sig", "ecdsa-sig", "eap"]
IdentityKind = Literal["address", "fqdn", "email", "key-id", "dn"]
MatchKind = Literal[
    "address", "fqdn", "fqdn-domain", "email", "email-domain", "key-id", "any", "certificate-map"
]
Reason = Literal[
    "NO_PEER",  # no peer statement / tunnel destination points at the other router
    "NO_PROFILE",  # no IKEv2 profile matches the peer's identity
    "NO_KEY",  # no keyring peer or no usable key for the peer
    "NO_CERTIFICATE",  # a side that signs has no usable certificate, or the other can't verify it
    "INCOMPLETE",  # an object the tunnel needs is missing or incomplete
    "NOT_PREDICTED",  # it depends on what no configuration says: names, run-time addresses; or on IPv6
    "NO_PROPOSAL_CHOSEN",  # no common IKE suite
    "AUTHENTICATION_FAILED",  # keys or methods differ
    "TS_UNACCEPTABLE",  # traffic selectors do not mirror
    "CHILD_NO_PROPOSAL",  # no common transform set
    "PFS_MISMATCH_AT_REKEY",  # works until the first rekey of the child SA
]

UNREADABLE_KEY: Final = "\x00type 6"
"""A key that the router encrypted (type 6): it can't be compared, and is taken to be right."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One IKEv2 proposal; each tuple is in order of preference.

    `prf` empty means: as `integrity` (IOS behaviour for CBC ciphers).
    """

    name: str
    encryption: tuple[str, ...] = ()
    integrity: tuple[str, ...] = ()
    prf: tuple[str, ...] = ()
    group: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """Which proposals serve which front-door VRF and local address.

    `fvrf` None is the global table, "any" is any VRF; no `local_addresses` means any.
    """

    name: str
    fvrf: str | None = None
    local_addresses: tuple[IPv4Address, ...] = ()
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """An IKE identity as sent in IDi or IDr."""

    kind: IdentityKind
    value: str


@dataclass(frozen=True, slots=True)
class IdentityMatch:
    """One `match identity remote` statement; `network` is set for kind address."""

    kind: MatchKind
    value: str = ""
    network: IPv4Network | None = None


@dataclass(frozen=True, slots=True)
class KeyringPeer:
    """One peer block. Keys are clear text or any stable fingerprint of it, equal iff keys are equal.

    A shared key fills both `local_key` and `remote_key`.
    """

    name: str
    network: IPv4Network | None = None
    identity: Identity | None = None
    local_key: str | None = field(default=None, repr=False)
    remote_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Keyring:
    """An IKEv2 keyring: its peers in configuration order."""

    name: str
    peers: tuple[KeyringPeer, ...] = ()


@dataclass(frozen=True, slots=True)
class Dpd:
    """Dead peer detection: seconds between probes, seconds between retries."""

    interval: int
    retry: int
    mode: Literal["periodic", "on-demand"]


@dataclass(frozen=True, slots=True)
class Profile:
    """An IKEv2 profile. `inline_*_key` are `authentication ... pre-share key K`."""

    name: str
    fvrf: str | None = None
    local_addresses: tuple[IPv4Address, ...] = ()
    local_interfaces: tuple[str, ...] = ()
    remote_matches: tuple[IdentityMatch, ...] = ()
    identity_local: Identity | None = None
    auth_local: AuthMethod | None = None
    auth_remote: tuple[AuthMethod, ...] = ()
    inline_local_key: str | None = field(default=None, repr=False)
    inline_remote_key: str | None = field(default=None, repr=False)
    keyring: str | None = None
    trustpoints_sign: tuple[str, ...] = ()
    trustpoints_verify: tuple[str, ...] = ()
    lifetime: int = 86400
    dpd: Dpd | None = None


@dataclass(frozen=True, slots=True)
class Trustpoint:
    """A PKI trustpoint. `ca` is any stable fingerprint of the CA certificate, None if not authenticated."""

    name: str
    ca: str | None = None
    subject: str | None = None
    has_certificate: bool = False
    not_before: datetime | None = None
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class TransformSet:
    """One IPsec transform set; `integrity` None for AEAD ciphers."""

    name: str
    encryption: str | None
    integrity: str | None
    mode: Literal["tunnel", "transport"] = "tunnel"


@dataclass(frozen=True, slots=True)
class Selector:
    """One traffic selector pair, as seen from the router that holds it; protocol `ip` is any."""

    local: IPv4Network
    remote: IPv4Network
    protocol: str = "ip"


@dataclass(frozen=True, slots=True)
class CryptoEntry:
    """One place where IPsec is asked for: a crypto map sequence or a protected tunnel interface.

    Attributes:
        name: `Tunnel100` or `MAP 10`.
        kind: how it was configured.
        interface: interface whose address is the local endpoint (WAN interface).
        local_address: local IKE endpoint, None when the interface has no address.
        fvrf: front-door VRF, None for global.
        peers: remote IKE endpoints, in order.
        profile: IKEv2 profile name; None where none is set.
        transform_sets: names, in order.
        pfs: group of child rekeys, None for no PFS.
        selectors: what is protected; a VTI has exactly one any-any pair.
        complete: False when a reference is missing or the interface is shut.
        lacks: what is missing then, as far as the reader tells: `access list VPN is missing`.
        unknown: what can't be told from a configuration: `its peer vpn.example.net is a name, ...`.
    """

    name: str
    kind: Literal["crypto-map", "tunnel"]
    interface: str
    local_address: IPv4Address | None
    peers: tuple[IPv4Address, ...]
    profile: str | None
    transform_sets: tuple[str, ...]
    pfs: int | None = None
    lifetime: int = 3600
    selectors: tuple[Selector, ...] = ()
    fvrf: str | None = None
    complete: bool = True
    lacks: str = field(default="", compare=False)
    unknown: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Release:
    """IOS release, for example `17.12.1` -> (17, 12, 1); `text` as the router prints it."""

    text: str
    number: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class IkeConfig:
    """All of one router's configuration that decides about IKEv2 and IPsec.

    `default_*` say whether the smart defaults of the release are still on. `addresses` are all IPv4
    addresses of the router, where the reader knows them: a peer is recognised by them.
    """

    name: str
    release: Release
    proposals: Mapping[str, Proposal] = field(default_factory=dict[str, Proposal])
    policies: Mapping[str, Policy] = field(default_factory=dict[str, Policy])
    keyrings: Mapping[str, Keyring] = field(default_factory=dict[str, Keyring])
    profiles: Mapping[str, Profile] = field(default_factory=dict[str, Profile])
    trustpoints: Mapping[str, Trustpoint] = field(default_factory=dict[str, Trustpoint])
    transform_sets: Mapping[str, TransformSet] = field(default_factory=dict[str, TransformSet])
    entries: tuple[CryptoEntry, ...] = ()
    default_proposal: bool = True
    default_policy: bool = True
    addresses: tuple[IPv4Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Suite:
    """What an IKE SA is made of; `integrity` None for AEAD ciphers."""

    encryption: str
    integrity: str | None
    prf: str
    group: int


@dataclass(frozen=True, slots=True)
class ChildSuite:
    """What a child SA is made of."""

    encryption: str
    integrity: str | None
    mode: Literal["tunnel", "transport"]
    selectors: tuple[Selector, ...]
    pfs: int | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request/response of the negotiation, for logs and diagrams.

    `notify` is the notify payload of the response that decided it, for example INVALID_KE_PAYLOAD.
    """

    kind: Literal["IKE_SA_INIT", "IKE_AUTH", "CREATE_CHILD_SA", "INFORMATIONAL"]
    notify: str | None = None


@dataclass(frozen=True, slots=True)
class Negotiation:
    """The outcome of one negotiation.

    Attributes:
        ok: IKE SA and child SA come up.
        suite: the IKE suite; set as soon as IKE_SA_INIT succeeds, even if a later step fails.
        child: set when the child SA comes up.
        reason: the first reason it fails, or PFS_MISMATCH_AT_REKEY for one that fails later (ok True).
        detail: one sentence for people, naming the object and router concerned; no secrets.
        half_open: name of the router that alone believes the IKE SA is up, if any.
        initiator_profile, responder_profile: IKEv2 profiles chosen, where known.
        initiator_auth, responder_auth: how each side proved itself, where known.
        exchanges: the exchanges in order.
    """

    ok: bool
    suite: Suite | None = None
    child: ChildSuite | None = None
    reason: Reason | None = None
    detail: str = ""
    half_open: str | None = None
    initiator_profile: str | None = None
    responder_profile: str | None = None
    initiator_auth: AuthMethod | None = None
    responder_auth: AuthMethod | None = None
    exchanges: tuple[Exchange, ...] = ()
