"""What the change engine asks of a driver. No driver code here, no sockets.

A driver has a pure half (`plan`, `apply`, `view`, `normalise`) that works on configuration texts and a
session half that talks to one router over one connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from nornir_ikev2.errors import PlanError

if TYPE_CHECKING:
    from nornir.core.inventory import Host

    from nornir_ikev2.drivers.hostkeys import HostKey, HostKeyRecord
    from nornir_ikev2.ike.model import IkeConfig, Release
    from nornir_ikev2.intent.model import RouterIntent, SecretRef

SectionName = Literal[
    "proposals",
    "policies",
    "keyrings",
    "profiles",
    "transform_sets",
    "ipsec_profiles",
    "access_lists",
    "crypto_maps",
    "tunnels",
    "routing",
    "prune",
    "archive",
]


@dataclass(frozen=True, slots=True)
class ConfigLine:
    """One line for a router. Only a driver's builder makes these, after checking each value.

    `masked` is the same line with every secret as `<secret>`; only `masked` may be shown or stored.
    """

    text: str = field(repr=False)
    masked: str


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one push step, in the order they are typed."""

    name: SectionName
    lines: tuple[ConfigLine, ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """An SA that must be re-established for the change to be proved (`why`: for people)."""

    peer: str
    address: IPv4Address
    scope: Literal["ike", "child"]
    why: str


Effect = Literal["none", "rekeys", "re-authenticates", "drops"]
"""What happens to an SA: a new child SA beside the old one, a new IKE SA on purpose, or it is gone."""


@dataclass(frozen=True, slots=True)
class Impact:
    """What one group of lines does to SAs that exist.

    Attributes:
        lines: the object the lines belong to, masked.
        effect: the worst of them.
        peers: any SA with these is concerned.
        shared: the object serves all of them; what is for one peer can wait for its batch.
        seconds: how long traffic stops, roughly; None for good.
    """

    lines: str
    effect: Effect
    peers: tuple[str, ...]
    shared: bool = False
    seconds: int | None = None

    def __str__(self) -> str:
        shown = ", ".join(self.peers[:3])
        more = f" and {len(self.peers) - 3} more" if len(self.peers) > 3 else ""  # noqa: PLR2004 - shown before it
        lasts = "for good" if self.seconds is None else f"for about {self.seconds} s"
        return f"{self.lines}: {self.effect} any SA with {shown}{more}, {lasts}"


@dataclass(frozen=True, slots=True)
class RouterPlan:
    """What will be done to one router. Empty `sections` means nothing to do.

    Attributes:
        sections: one per kind of object, reference order, `prune` last.
        added, removed: masked lines for people, with `parent / child` for lines inside a section.
        owned: value for the lock file once the change is kept (see `RouterIntent.owned`).
        renewals: SAs to re-establish.
        impacts: what groups of lines do to SAs that exist.
        cuts_management: why this change may cut management access, empty if it can't.
        intended: the configuration expected after the change; holds secrets, never shown.
    """

    host: str
    sections: tuple[Section, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    owned: tuple[tuple[str, ...], ...] = ()
    renewals: tuple[Renewal, ...] = ()
    impacts: tuple[Impact, ...] = ()
    cuts_management: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    intended: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PendingTimer:
    """A rollback timer that runs on the router."""

    user: str
    minutes_left: int | None


@dataclass(frozen=True, slots=True)
class RouterFacts:
    """What `read` found, besides the configuration.

    `archive_path` None: archive is off. `free_bytes` None: unknown. `lock_holder`: the configuration lock.
    `interfaces`: address of each interface that has one. `remarks`: what a person should know.
    """

    hostname: str
    model: str
    serial: str
    release: Release
    filesystem: str
    free_bytes: int | None
    archive_path: str | None
    timer: PendingTimer | None
    lock_holder: str | None
    interfaces: Mapping[str, IPv4Interface] = field(default_factory=dict[str, IPv4Interface])
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One consistent read of a router. `config` holds secrets."""

    facts: RouterFacts
    config: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ping:
    """The result of one ping."""

    sent: int
    received: int


KeyResolver = Callable[["SecretRef"], str]
Permit = Callable[[Sequence[str]], None]
"""Asked with masked lines right before a session types what is no mere question: a window of configuration
lines, or a command that writes. Records them and returns, or raises; then nothing may be typed."""


def only_looks(lines: Sequence[str]) -> None:
    """The `Permit` of somebody who only reads.

    Raises:
        PlanError: always.
    """
    shown = lines[0] if lines else ""
    raise PlanError(f"{shown!r} would change the router, and this command only looks")


def unrestricted(lines: Sequence[str]) -> None:
    """The `Permit` of somebody who uses a driver without a change around it."""
    del lines


class Session(Protocol):
    """One connection to one router. Every method raises a `DeviceError`; none retries a write."""

    def read(self) -> Reading:
        """Read configuration and facts in one pipelined exchange."""
        ...

    def read_config(self) -> str:
        """Read the running-config again, complete or an error."""
        ...

    def show(self, commands: Sequence[str]) -> list[str]:
        """Run show commands in one window; one complete answer each."""
        ...

    def checkpoint(self, name: str) -> str:
        """Save the running-config to the router's flash as `name`; return its URL after reading it back."""
        ...

    def drop_checkpoint(self, url: str) -> None:
        """Delete a checkpoint file."""
        ...

    def arm(self, minutes: int) -> None:
        """Start the dead-man timer and stay in configuration mode.

        0 minutes enters configuration mode without starting one: for the archive path a timer needs, and
        where one runs already.
        """
        ...

    def extend(self, minutes: int) -> None:
        """Let the dead-man timer that runs count anew from now."""
        ...

    def queue(self, sections: Sequence[Section]) -> None:
        """Hand over all sections of the push, so that windows may span sections."""
        ...

    def push(self, name: SectionName) -> int:
        """Send what fits of the queue and wait until section `name` is echoed; return its line count.

        Raises:
            CommandRefused: the router refused a line of this section.
            SessionLost: the session ended.
        """
        ...

    def end_config(self) -> None:
        """Leave configuration mode."""
        ...

    def renew(self, renewal: Renewal) -> None:
        """Make the router re-establish one SA."""
        ...

    def ping(self, target: IPv4Address, source: IPv4Address, count: int = 5) -> Ping:
        """Ping from a source address."""
        ...

    def confirm(self) -> None:
        """Stop the dead-man timer: the change stays."""
        ...

    def save(self) -> None:
        """Copy running-config to startup-config and see `[OK]`."""
        ...

    def revert(self, checkpoint_url: str | None) -> None:
        """Go back: `configure revert now` when a timer of ours runs, else replace from the checkpoint."""
        ...

    def reset(self) -> None:
        """Bring a session that may be in any mode, with answers still under way, back to exec mode."""
        ...

    def close(self) -> None:
        """End the session; never raises."""
        ...

    @property
    def round_trips(self) -> int:
        """Waits for an answer since login."""
        ...

    @property
    def alive(self) -> bool:
        """Whether the transport is still up."""
        ...


@runtime_checkable
class Getters(Protocol):
    """What a session may offer besides: NAPALM's getters, over its own SSH session."""

    def facts(self) -> Mapping[str, Any]:
        """NAPALM's `get_facts`: vendor, model, serial_number, os_version, uptime (s), interface_list."""
        ...


@runtime_checkable
class HostKeys(Protocol):
    """What a driver may offer besides: the SSH host keys of its routers, before anybody logs in."""

    def host_keys(self, host: Host) -> Sequence[HostKey]:
        """Ask a router for its host keys, one of each type it has. No password is sent.

        Raises:
            ConnectError: it can't be reached, or no SSH algorithm is in common.
        """
        ...

    def host_key_record(self, host: Host) -> HostKeyRecord:
        """What is on record about a router's host key. No connection.

        Raises:
            HostKeyRefused: what the inventory says can't be read.
        """
        ...


@runtime_checkable
class LineByLine(Protocol):
    """What a driver may offer besides: a way back that needs no file on the router. Pure."""

    def plan_back(self, before: str, now: str) -> tuple[Section, ...]:
        """What is to be typed to make a configuration an earlier one again; none where nothing is.

        Raises:
            PlanError: they differ in something this tool does not type.
        """
        ...


@runtime_checkable
class EncryptedKeys(Protocol):
    """What a driver may offer besides, where its routers show keys only encrypted. Pure.

    An encrypted key that nobody reveals differs from every key, so `plan` types it again.
    """

    def encrypted_keys(self, intent: RouterIntent, config: str) -> Mapping[SecretRef, str]:
        """The encrypted text of each key of the intent that a configuration holds encrypted."""
        ...

    def encrypts_keys(self, config: str) -> bool:
        """Whether a router with this configuration encrypts what is typed."""
        ...

    def reveal(self, config: str, known: Mapping[str, str]) -> str:
        """The configuration with keys in clear whose encrypted text is in `known`."""
        ...


class Driver(Protocol):
    """A kind of router. Found by platform name through the entry points `nornir_ikev2.drivers`."""

    platforms: frozenset[str]

    def open(self, host: Host, permit: Permit) -> Session:
        """Open the one session of this run to a router, host key checked.

        The session asks `permit` before every write, never before a read.
        """
        ...

    def plan(self, intent: RouterIntent, reading: Reading, keys: KeyResolver) -> RouterPlan:
        """Compare intent with configuration. Pure.

        Raises:
            PlanError: a foreign object collides, or the release can't do what is asked.
        """
        ...

    def plan_archive(self, reading: Reading) -> RouterPlan:
        """Plan the archive path the dead-man timer needs; empty when it is there. Pure."""
        ...

    def view(self, name: str, config: str, release: Release) -> IkeConfig:
        """Read the IKEv2 and IPsec part of a configuration. Pure and total."""
        ...

    def normalise(self, config: str) -> str:
        """Drop what changes without a change: byte counts, timestamps, trailing spaces. Pure."""
        ...

    def mask(self, text: str, secrets: Iterable[str] = ()) -> str:
        """Replace secrets in a configuration or output by `<secret>`. Pure."""
        ...
