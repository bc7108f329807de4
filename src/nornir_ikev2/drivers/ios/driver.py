"""Cisco IOS and IOS-XE as a `Driver`: the pure half here, the session half in `session`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from nornir_ikev2.drivers.hostkeys import KINDS, HostKey, HostKeyRecord
from nornir_ikev2.drivers.ios import type6
from nornir_ikev2.drivers.ios.back import plan_back
from nornir_ikev2.drivers.ios.mask import mask
from nornir_ikev2.drivers.ios.normalise import normalise
from nornir_ikev2.drivers.ios.plan import plan, plan_archive
from nornir_ikev2.drivers.ios.view import view
from nornir_ikev2.drivers.protocol import (
    KeyResolver,
    Permit,
    Reading,
    RouterPlan,
    Section,
    unrestricted,
)
from nornir_ikev2.ike.model import IkeConfig, Release
from nornir_ikev2.intent.model import RouterIntent, SecretRef

if TYPE_CHECKING:
    from nornir.core.inventory import Host

    from nornir_ikev2.drivers.ios.session import IosSession

PLATFORMS: Final = frozenset(
    {
        "cisco_ios",
        "cisco_xe",
        "ios",
        "cisco_iol",
        "cisco_iosxe",
        "cisco_c8000v",
        "cisco_csr1000v",
        "cisco_vios",
    }
)


class IosDriver:
    """The `Driver` for Cisco IOS and IOS-XE routers."""

    platforms: frozenset[str] = PLATFORMS

    def open(self, host: Host, permit: Permit = unrestricted) -> IosSession:
        """Open the one session of this run, host key checked; see `Driver.open`."""
        from nornir_ikev2.drivers.ios.connect import connect  # noqa: PLC0415 - netmiko is slow to import

        return connect(host, permit)

    def host_keys(self, host: Host) -> tuple[HostKey, ...]:
        """Ask a router for its host keys; see `HostKeys.host_keys`."""
        from nornir_ikev2.drivers.ios.connect import show_host_key  # noqa: PLC0415 - netmiko is slow to import

        found = (show_host_key(host, kind) for kind in KINDS)
        return tuple(key for key in found if key is not None)

    def host_key_record(self, host: Host) -> HostKeyRecord:
        """What is on record about a router's host key; see `HostKeys.host_key_record`."""
        from nornir_ikev2.drivers.ios.connect import on_record  # noqa: PLC0415 - netmiko is slow to import

        return on_record(host)

    def plan(self, intent: RouterIntent, reading: Reading, keys: KeyResolver) -> RouterPlan:
        """Compare intent with configuration; see `Driver.plan`."""
        return plan(intent, reading, keys)

    def encrypted_keys(self, intent: RouterIntent, config: str) -> dict[SecretRef, str]:
        """Find type 6 keys; see `EncryptedKeys.encrypted_keys`."""
        return type6.encrypted_keys(intent, config)

    def encrypts_keys(self, config: str) -> bool:
        """Whether type 6 is on; see `EncryptedKeys.encrypts_keys`."""
        return type6.encrypts_keys(config)

    def reveal(self, config: str, known: Mapping[str, str]) -> str:
        """Put known keys in place of type 6 texts; see `EncryptedKeys.reveal`."""
        return type6.reveal(config, known)

    def plan_archive(self, reading: Reading) -> RouterPlan:
        """Plan the archive path; see `Driver.plan_archive`."""
        return plan_archive(reading)

    def plan_back(self, before: str, now: str) -> tuple[Section, ...]:
        """Plan the way back line by line; see `LineByLine.plan_back`."""
        return plan_back(before, now)

    def view(self, name: str, config: str, release: Release) -> IkeConfig:
        """Read the IKEv2 part of a configuration; see `Driver.view`."""
        return view(name, config, release)

    def normalise(self, config: str) -> str:
        """Drop what changes without a change; see `Driver.normalise`."""
        return normalise(config)

    def mask(self, text: str, secrets: Iterable[str] = ()) -> str:
        """Replace secrets by `<secret>`; see `Driver.mask`."""
        return mask(text, secrets)
