"""Trustpoints with real certificates."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from nornir_ikev2.drivers.ios.view import view

START, STOP = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def _certificate(name: str, issuer: str, key: ec.EllipticCurvePrivateKey) -> bytes:
    def naming(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    builder = x509.CertificateBuilder(
        issuer_name=naming(issuer),
        subject_name=naming(name),
        public_key=key.public_key(),
        serial_number=2,
        not_valid_before=START,
        not_valid_after=STOP,
    )
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


def _hex(der: bytes) -> str:
    """Eight words of eight digits a line, as IOS prints a certificate."""
    digits = der.hex().upper()
    words = [digits[place : place + 8] for place in range(0, len(digits), 8)]
    lines = [" ".join(words[place : place + 8]) for place in range(0, len(words), 8)]
    return "".join(f"  {line} \n" for line in lines) + "  \tquit\n"


def _config(name: str, key: ec.EllipticCurvePrivateKey) -> str:
    return (
        "crypto pki trustpoint CORP-CA\n enrollment url http://192.0.2.1:80\n!\n"
        "crypto pki trustpoint TP-self-signed-1\n!\n"
        "crypto pki certificate chain CORP-CA\n"
        f" certificate 02\n{_hex(_certificate(name, 'ca', key))}"
        f" certificate ca 01\n{_hex(_certificate('ca', 'ca', key))}"
        "crypto pki certificate chain TP-self-signed-1\n"
        f" certificate self-signed 01\n{_hex(_certificate(name, name, key))}"
    )


def test_certificates_of_one_ca() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    chain = _config("r1", key)
    got = view("r1", chain).trustpoints
    point = got["CORP-CA"]
    assert point.has_certificate
    assert point.subject == "CN=r1"
    assert (point.not_before, point.not_after) == (START, STOP)
    assert len(point.ca or "") == 64
    assert point.ca == view("r1", chain.replace(" \n", "\n")).trustpoints["CORP-CA"].ca
    assert not got["TP-self-signed-1"].has_certificate
    assert got["TP-self-signed-1"].ca is None


def test_certificates_of_two_cas() -> None:
    points = [
        view("r", _config("r", ec.generate_private_key(ec.SECP256R1()))).trustpoints["CORP-CA"]
        for _ in range(2)
    ]
    assert points[0].ca != points[1].ca
