"""The two ends of a negotiation while it is under way, and how a step of it fails."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

from nornir_ikev2.ike.index import IndexedConfig
from nornir_ikev2.ike.model import (
    AuthMethod,
    CryptoEntry,
    Identity,
    KeyringPeer,
    Profile,
    Reason,
)


class Refused(Exception):
    """One end refuses to go on; never leaves this package.

    Attributes:
        reason: as in `Negotiation.reason`.
        detail: a sentence without secrets.
        notify: the notify payload that says so on the wire, None when nothing is sent.
        half_open: the router that goes on believing that the IKE SA is up.
    """

    def __init__(
        self,
        reason: Reason,
        detail: str,
        *,
        notify: str | None = None,
        half_open: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.reason: Reason = reason
        self.detail = detail
        self.notify = notify
        self.half_open = half_open


@dataclass(slots=True)
class End:
    """One router in one negotiation.

    Attributes:
        config: its configuration, indexed.
        local, peer: addresses of this end and of the other.
        fvrf: front-door VRF of this end.
        entry: crypto map entry or tunnel; of the responder known only late.
        profile: IKEv2 profile in use, once known.
        key_peer: keyring peer in use, once looked up.
    """

    config: IndexedConfig
    local: IPv4Address
    peer: IPv4Address
    fvrf: str | None = None
    entry: CryptoEntry | None = None
    profile: Profile | None = None
    key_peer: KeyringPeer | None = None

    @property
    def name(self) -> str:
        """Name of the router."""
        return self.config.name

    @property
    def identity(self) -> Identity:
        """The identity this end sends.

        Without `identity local` IOS sends its address, also with certificates. Source: two routers on
        15.5 with rsa-sig and only `match identity remote address` on both that reach READY.
        """
        if self.profile is not None and self.profile.identity_local is not None:
            return self.profile.identity_local
        return Identity("address", str(self.local))

    @property
    def auth(self) -> AuthMethod | None:
        """How this end proves itself."""
        return self.profile.auth_local if self.profile else None


def incomplete(profile: Profile) -> str:
    """What an IKEv2 profile lacks to be usable, empty for nothing.

    Source: the message `IKEv2 profile MUST have: 1. A local and a remote authentication method.
    2. A match identity or a match certificate or match any statement.`
    """
    missing: list[str] = []
    if profile.auth_local is None:
        missing.append("authentication local")
    if not profile.auth_remote:
        missing.append("authentication remote")
    if not profile.remote_matches:
        missing.append("match identity remote")
    return " and ".join(missing)
