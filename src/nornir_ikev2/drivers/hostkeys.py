"""SSH host keys: what a router shows against what is on record for it. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, cast

Verdict = Literal["same", "unknown", "changed", "revoked", "contradicted"]
"""`contradicted`: the inventory's `host_key` allows the key, known_hosts says another."""

SSH_PORT: Final = 22
FINGERPRINT: Final = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
KINDS: Final = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "ssh-rsa",
)
"""Types a router may have a key of."""
LEGACY: Final = "legacy_ssh"
"""Host data: true allows SHA-1 in SSH, for images that offer nothing else."""
PIN: Final = "host_key"
"""Host data: fingerprints or public keys the router may show."""


@dataclass(frozen=True, slots=True, order=True)
class HostKey:
    """A public host key: its type, such as `ssh-rsa`, and the key in SSH's wire format (RFC 4253, 6.6)."""

    kind: str
    data: bytes

    @property
    def fingerprint(self) -> str:
        """`SHA256:` and 43 letters, as OpenSSH prints it (ssh-keygen(1), -l)."""
        digest = hashlib.sha256(self.data).digest()
        return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"

    def __str__(self) -> str:
        return f"{self.kind} {base64.b64encode(self.data).decode()}"

    @classmethod
    def parse(cls, text: str) -> HostKey | None:
        """Read `TYPE BASE64 [COMMENT]`; None when it is no key, is cut short, or its parts disagree.

        The base64 may be broken over lines, as `show ip ssh` of IOS prints it.
        """
        kind, *words = text.split() or [""]
        for written in dict.fromkeys((*words[:1], "".join(words))):
            try:
                data = base64.b64decode(written, validate=True)
            except (binascii.Error, ValueError):
                continue
            if _first_field(data) == kind.encode() and kind:
                return cls(kind, data)
        return None


def _first_field(data: bytes) -> bytes | None:
    """The first field of a key, each four bytes of length and so many of data; None when cut short."""
    first, at = None, 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        first = data[at + 4 : at + 4 + size] if first is None else first
        at += 4 + size
    return first if at == len(data) else None


@dataclass(frozen=True, slots=True)
class HostKeyRecord:
    """What is on record for one router.

    Attributes:
        name: how known_hosts names it.
        keys: of known_hosts.
        revoked: keys marked `@revoked` there.
        pins: fingerprints the inventory allows; none leaves the decision to known_hosts.
        pinned: whole keys the inventory gives, whose fingerprints are among `pins`.
        file: known_hosts, whether it exists or not.
    """

    name: str
    keys: tuple[HostKey, ...] = ()
    revoked: frozenset[HostKey] = frozenset()
    pins: tuple[str, ...] = ()
    pinned: tuple[HostKey, ...] = ()
    file: Path | None = field(default=None, compare=False)

    def __bool__(self) -> bool:
        """Whether there is anything a key could be compared with."""
        return bool(self.keys or self.pins)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Types of the keys on record, the inventory's first: what to ask the router for."""
        allowed = [key.kind for key in self.keys if not self.pins or key.fingerprint in self.pins]
        return tuple(dict.fromkeys([*(key.kind for key in self.pinned), *allowed]))

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """All on record, the inventory's first."""
        return tuple(dict.fromkeys([*self.pins, *(key.fingerprint for key in self.keys)]))

    def verdict(self, shown: HostKey) -> Verdict:
        """Judge the key a router shows.

        Revoked beats all. The inventory decides where it says something; known_hosts must not then hold
        another key of the same type. Without it, a key of another type than the recorded ones is a change
        too: who can't show the recorded key must not get by with a type that nobody recorded.
        """
        if shown in self.revoked:
            return "revoked"
        same_kind = [key for key in self.keys if key.kind == shown.kind]
        if self.pins:
            if shown.fingerprint not in self.pins:
                return "changed"
            return "contradicted" if same_kind and shown not in same_kind else "same"
        if shown in self.keys:
            return "same"
        return "changed" if self.keys else "unknown"

    def verdicts(self, shown: Sequence[HostKey]) -> tuple[Verdict, ...]:
        """Judge all keys of a router together.

        A key of a type that is not on record is unknown, and no change, where another one is the same.
        """
        found: list[Verdict] = [self.verdict(key) for key in shown]
        kinds = {key.kind for key in self.keys} if "same" in found else {key.kind for key in shown}
        for number, key in enumerate(shown):
            if found[number] == "changed" and key.kind not in kinds:
                found[number] = "unknown"
        return tuple(found)


def known_name(host: str, port: int | None) -> str:
    """How a host is named in known_hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT)."""
    return host if port in {None, SSH_PORT} else f"[{host}]:{port}"


def read_pins(written: object) -> tuple[tuple[str, ...], tuple[HostKey, ...]] | None:
    """Read `host_key` of a host's data: a fingerprint, a public key, or a list of them.

    Returns:
        Fingerprints, and the keys that were given whole; None when it is something else.
    """
    if written is None:
        return (), ()
    texts = cast("list[object]", written) if isinstance(written, list) else [written]
    pins: list[str] = []
    keys: list[HostKey] = []
    for text in texts:
        if not isinstance(text, str):
            return None
        if FINGERPRINT.fullmatch(text.strip()):
            pins.append(text.strip())
        elif key := HostKey.parse(text):
            pins.append(key.fingerprint)
            keys.append(key)
        else:
            return None
    return (tuple(pins), tuple(keys)) if pins else None
