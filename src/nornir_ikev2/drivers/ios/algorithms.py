"""Which SSH algorithms are offered to a router: SHA-1 only where the inventory says it must be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import paramiko

if TYPE_CHECKING:
    from collections.abc import Callable

SHA1: Final[dict[str, list[str]]] = {
    "kex": [
        "diffie-hellman-group-exchange-sha1",
        "diffie-hellman-group14-sha1",
        "diffie-hellman-group1-sha1",
    ],
    "keys": ["ssh-rsa", "ssh-rsa-cert-v01@openssh.com", "ssh-dss"],
    "pubkeys": ["ssh-rsa", "ssh-rsa-cert-v01@openssh.com", "ssh-dss"],
}
"""Key exchange and signatures with SHA-1, as paramiko 4 offers them. HMAC-SHA-1 is not broken: it stays."""
MD5: Final = ["hmac-md5", "hmac-md5-96"]
"""Never offered: whatever speaks these speaks HMAC-SHA-1 too."""
WITHOUT_SHA1: Final = 5
"""The first paramiko that can't do it (its changelog, 5.0.0)."""
SIGNATURES: Final = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")}
"""Signature algorithms of a key type, where they differ from its name (RFC 8332)."""


def sha1_possible() -> bool:
    """Whether the installed paramiko can do key exchange with SHA-1."""
    return int(paramiko.__version__.split(".")[0]) < WITHOUT_SHA1


def disabled(*, legacy: bool) -> dict[str, list[str]]:
    """What paramiko must not offer: SHA-1, unless a router needs it, and MD5."""
    return {"macs": MD5} if legacy else {"macs": MD5, **SHA1}


def transport_asking_for(
    kinds: Iterable[str], *, only: bool = False
) -> Callable[..., paramiko.Transport]:
    """Make what opens a transport that asks for host keys of some types first, or for no others.

    The types on record come first, as in ssh(1): of several keys a router shows one that can be compared.
    """
    wanted = [name for kind in kinds for name in SIGNATURES.get(kind, (kind,))]

    def make(sock: Any, **options: Any) -> paramiko.Transport:  # noqa: ANN401 - whatever paramiko hands over
        transport = paramiko.Transport(sock, **options)
        security = transport.get_security_options()
        known = list(security.key_types)
        first = [name for name in wanted if name in known]
        rest = [] if only else [name for name in known if name not in first]
        if first or not only:
            security.key_types = (*first, *rest)
        return transport

    return make
