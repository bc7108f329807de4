"""PKI trustpoints and the certificates of a running-config."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from nornir_ikev2.ike.model import Trustpoint
from nornir_ikev2.lab.contracts import Node

if TYPE_CHECKING:
    from cryptography import x509

_HEX = re.compile(r"[0-9A-Fa-f \t\r\n]+")


@dataclass(frozen=True, slots=True)
class _Certificate:
    fingerprint: str
    subject: str
    not_before: datetime
    not_after: datetime
    crls: tuple[str, ...] = ()


def _words(node: Node) -> Iterator[str]:
    for child in node.children:
        if child.text != "quit":
            yield child.text
        yield from _words(child)


def _certificate(node: Node) -> _Certificate | None:
    from cryptography import x509  # noqa: PLC0415 - only routers with certificates pay for the import

    head, _, body = node.text.partition("\n")
    text = " ".join([body, *_words(node)]) if body or node.children else head
    data = "".join(part for part in text.split() if _HEX.fullmatch(part))
    try:
        found = x509.load_der_x509_certificate(bytes.fromhex(data))
    except ValueError:
        return None
    return _Certificate(
        hashlib.sha256(bytes.fromhex(data)).hexdigest(),
        found.subject.rfc4514_string(),
        found.not_valid_before_utc,
        found.not_valid_after_utc,
        _crls(found),
    )


def _crls(certificate: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509  # noqa: PLC0415 - as above

    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(
        str(name.value)
        for point in points
        for name in point.full_name or ()
        if isinstance(name, x509.UniformResourceIdentifier)
    )


def distribution_points(chain: Node) -> tuple[str, ...]:
    """The CRL addresses in the own certificate of one `crypto pki certificate chain`."""
    own = _chain(chain)[1]
    return own.crls if own is not None else ()


def _chain(node: Node) -> tuple[_Certificate | None, _Certificate | None]:
    """CA certificate and own certificate of one `crypto pki certificate chain`."""
    authority = next(node.starting("certificate ca "), None)
    own = next(
        (
            child
            for child in node.starting("certificate ")
            if not child.text.startswith(("certificate ca ", "certificate rollover "))
        ),
        None,
    )
    return (
        _certificate(authority) if authority else None,
        _certificate(own) if own else None,
    )


def trustpoints(root: Node) -> Mapping[str, Trustpoint]:
    """All trustpoints by name, with what their certificate chains hold."""
    chains = {
        node.text.split()[-1]: node for node in root.starting("crypto pki certificate chain ")
    }
    found: dict[str, Trustpoint] = {}
    for node in root.starting("crypto pki trustpoint "):
        name = node.text.split()[3]
        subject = next(node.starting("subject-name "), None)
        named = subject.text.partition(" ")[2] if subject is not None else None
        authority, own = _chain(chains[name]) if name in chains else (None, None)
        found[name] = Trustpoint(
            name,
            ca=authority.fingerprint if authority else None,
            subject=own.subject if own else named,
            has_certificate=own is not None,
            not_before=own.not_before if own else None,
            not_after=own.not_after if own else None,
        )
    return found
