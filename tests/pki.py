"""A certificate authority for labs: trustpoints and chains as lines of a startup-config."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID


def named(common_name: str) -> x509.Name:
    """A distinguished name of one part."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


class Authority:
    """One CA; `enrol` gives a router its trustpoint and its certificate."""

    def __init__(self, name: str = "CORP-CA") -> None:
        self.name = name
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.certificate = self._sign(name, self.key.public_key(), authority=True)
        self.enrolled = 0

    def _sign(
        self,
        subject: str,
        key: rsa.RSAPublicKey,
        *,
        authority: bool,
        dates: tuple[datetime, datetime] | None = None,
        crl: str = "",
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        start, stop = dates or (now - timedelta(days=1), now + timedelta(days=365))
        builder = (
            x509.CertificateBuilder()
            .subject_name(named(subject))
            .issuer_name(named(self.name))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(stop)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if crl:
            name = x509.UniformResourceIdentifier(crl)
            point = x509.DistributionPoint([name], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def enrol(
        self,
        router: str,
        until: datetime | None = None,
        *,
        dates: tuple[datetime, datetime] | None = None,
        crl: str = "",
    ) -> str:
        """The lines of an enrolled trustpoint.

        Args:
            router: its common name.
            until: the end of its certificate, a year by default.
            dates: begin and end of it.
            crl: a URL in it.
        """
        self.enrolled += 1
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        if until is not None:
            start = min(datetime.now(UTC), until) - timedelta(days=1)
            dates = (start, until)
        own = self._sign(router, key.public_key(), authority=False, dates=dates, crl=crl)
        return "\n".join(
            [
                f"crypto pki trustpoint {self.name}",
                " enrollment terminal pem",
                f" subject-name CN={router}",
                " revocation-check none",
                f"crypto pki certificate chain {self.name}",
                f" certificate {self.enrolled + 1:02X}",
                *hexadecimal(own),
                " certificate ca 01",
                *hexadecimal(self.certificate),
                "",
            ]
        )


def hexadecimal(certificate: x509.Certificate) -> list[str]:
    """The body of a certificate as IOS prints it: words of four bytes, eight words a line, `quit`."""
    text = certificate.public_bytes(Encoding.DER).hex().upper()
    words = [text[at : at + 8] for at in range(0, len(text), 8)]
    rows = [" ".join(words[at : at + 8]) for at in range(0, len(words), 8)]
    return [f"  {row}" for row in rows] + ["  \tquit"]
