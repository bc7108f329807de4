"""PKI trustpoints and their certificates."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NamedTuple

from nornir_ikev2.drivers.ios.tree import Block
from nornir_ikev2.drivers.ios.view_text import after
from nornir_ikev2.ike.model import Trustpoint


class _Dates(NamedTuple):
    subject: str | None = None
    start: datetime | None = None
    stop: datetime | None = None


def trustpoints(root: Block) -> dict[str, Trustpoint]:
    """All trustpoints, with what their certificate chain holds."""
    found: dict[str, Trustpoint] = {}
    chains = {
        name: block
        for block in root.children
        if (name := after(block.text, "crypto pki certificate chain"))
    }
    for block in root.children:
        name = after(block.text, "crypto pki trustpoint")
        if name:
            found[name] = _trustpoint(name, block, chains.get(name, Block("")))
    return found


def _trustpoint(name: str, block: Block, chain: Block) -> Trustpoint:
    authority: str | None = None
    own: Block | None = None
    for certificate in chain.children:
        words = certificate.text.split()
        if words[:2] == ["certificate", "ca"]:
            authority = _fingerprint(certificate)
        elif words[:1] == ["certificate"] and words[1:2] != ["self-signed"]:
            own = certificate
    dates = _read(own) if own else _Dates()
    return Trustpoint(
        name=name,
        ca=authority,
        subject=dates.subject or block.value("subject-name "),
        has_certificate=own is not None,
        not_before=dates.start,
        not_after=dates.stop,
    )


def _der(certificate: Block) -> bytes:
    """The certificate as DER; b"" when it is kept in a file (`certificate ca 01 nvram:CA#1.cer`)."""
    digits = "".join(child.text for child in certificate.children if child.text != "quit")
    try:
        return bytes.fromhex(digits)
    except ValueError:
        return b""


def _fingerprint(certificate: Block) -> str:
    """SHA-256 of the certificate, or its heading when the text is not there."""
    der = _der(certificate)
    return hashlib.sha256(der).hexdigest() if der else certificate.text


def _read(certificate: Block) -> _Dates:
    """Subject and dates; empty for a certificate that can't be read."""
    der = _der(certificate)
    if not der:
        return _Dates()
    from cryptography import x509  # noqa: PLC0415 - heavy, and needed only for certificates

    try:
        found = x509.load_der_x509_certificate(der)
        return _Dates(
            found.subject.rfc4514_string(), found.not_valid_before_utc, found.not_valid_after_utc
        )
    except ValueError:
        return _Dates()
