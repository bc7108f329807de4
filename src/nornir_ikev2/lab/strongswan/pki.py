"""The lab's own certificate authorities: a running-config holds certificates, but never their private keys.

For each CA in a configuration there is one of ours, and for each certificate one with the same subject and
the same dates, signed by that CA. So charon signs and verifies for real, and what is expired, not yet
valid or signed by another CA in the configuration is so here.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from nornir_ikev2.ike.model import Identity
from nornir_ikev2.lab.strongswan.translate import Wanted

_BITS: Final = 2048
_YEARS: Final = timedelta(days=3650)
_STRANGER: Final = ""
"""Stands for the CA of a certificate whose trustpoint holds no CA certificate: nobody trusts it."""


class LabPki:
    """Authorities and certificates, made when they are first asked for and then kept."""

    def __init__(self) -> None:
        self._authorities: dict[str, tuple[rsa.RSAPrivateKey, x509.Certificate]] = {}
        self._certificates: dict[Wanted, bytes] = {}
        self._key: rsa.RSAPrivateKey | None = None

    def authority(self, fingerprint: str) -> bytes:
        """The PEM certificate of our CA for the CA certificate with this fingerprint."""
        return self._authority(fingerprint)[1].public_bytes(Encoding.PEM)

    def certificate(self, wanted: Wanted) -> bytes:
        """The PEM certificate for a router."""
        if wanted not in self._certificates:
            key, authority = self._authority(wanted.ca or _STRANGER)
            self._certificates[wanted] = _sign(wanted, self._own(), key, authority)
        return self._certificates[wanted]

    def private_key(self) -> bytes:
        """The PEM key that belongs to the certificates of all routers."""
        form = PrivateFormat.TraditionalOpenSSL
        return self._own().private_bytes(Encoding.PEM, form, NoEncryption())

    def _own(self) -> rsa.RSAPrivateKey:
        if self._key is None:
            self._key = _new_key()
        return self._key

    def _authority(self, fingerprint: str) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        if fingerprint not in self._authorities:
            key = _new_key()
            subject = _name(f"CN=lab CA for {fingerprint[:16] or 'nobody'}")
            now = datetime.now(UTC)
            certificate = (
                x509.CertificateBuilder()
                .subject_name(subject)
                .issuer_name(subject)
                .public_key(key.public_key())
                .serial_number(x509.random_serial_number())
                .not_valid_before(now - _YEARS)
                .not_valid_after(now + _YEARS)
                .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
                .sign(key, hashes.SHA256())
            )
            self._authorities[fingerprint] = (key, certificate)
        return self._authorities[fingerprint]


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_BITS)


def _sign(
    wanted: Wanted, own: rsa.RSAPrivateKey, key: rsa.RSAPrivateKey, authority: x509.Certificate
) -> bytes:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(wanted.subject))
        .issuer_name(authority.subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(wanted.not_before or now - _YEARS)
        .not_valid_after(wanted.not_after or now + _YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    alternative = _alternative(wanted.identity)
    if alternative is not None:
        builder = builder.add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
    if wanted.identity.kind == "key-id":  # charon looks for a key-id in the subject key identifier
        key_id = x509.SubjectKeyIdentifier(wanted.identity.value.encode())
        builder = builder.add_extension(key_id, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def _alternative(identity: Identity) -> x509.GeneralName | None:
    """The identity in the certificate: charon insists on it, IOS does not (it only logs the difference)."""
    try:
        match identity.kind:
            case "address":
                return x509.IPAddress(IPv4Address(identity.value))
            case "fqdn":
                return x509.DNSName(identity.value)
            case "email":
                return x509.RFC822Name(identity.value)
            case _:
                return None
    except ValueError:
        return None


def _name(text: str) -> x509.Name:
    try:
        return x509.Name.from_rfc4514_string(text)
    except ValueError:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64] or "router")])
