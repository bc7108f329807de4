from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fakes.lab_site import site
from fakes.lab_wan import Wan, tree
from nornir_ikev2.lab.wan import clear
from nornir_ikev2.lab.wan.certificates import trustpoints

START = datetime(2026, 1, 1, tzinfo=UTC)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    def __init__(self, name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name(name)
        self.own = self.issue(name, 3650, key=self.key)

    def issue(self, name: str, days: int, key: ec.EllipticCurvePrivateKey | None = None) -> str:
        holder = key or ec.generate_private_key(ec.SECP256R1())
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(self.name)
            .public_key(holder.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(START - timedelta(days=1))
            .not_valid_after(START + timedelta(days=days))
            .sign(self.key, hashes.SHA256())
        )
        return certificate.public_bytes(serialization.Encoding.DER).hex().upper()


def _hex_lines(text: str) -> str:
    words = [text[start : start + 8] for start in range(0, len(text), 8)]
    rows = [" ".join(words[start : start + 8]) for start in range(0, len(words), 8)]
    return "".join(f"  {row}\n" for row in rows)


def _pki(authority: Authority, name: str, days: int) -> str:
    return (
        f"crypto pki trustpoint CA\n subject-name CN={name}\n"
        "crypto pki certificate chain CA\n"
        f" certificate 02\n{_hex_lines(authority.issue(name, days))}  quit\n"
        f" certificate ca 01\n{_hex_lines(authority.own)}  quit\n"
    )


def _signing(wan: Wan, router: str) -> None:
    config = wan.routers[router].typed
    text = config.source.replace("remote pre-share", "remote rsa-sig")
    config.change(
        text.replace("local pre-share", "local rsa-sig").replace(
            " keyring local KR\n", " pki trustpoint CA\n"
        )
    )


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("Lab CA")


def test_a_chain_fills_its_trustpoint(authority: Authority) -> None:
    found = trustpoints(tree(_pki(authority, "hub1", 30)))["CA"]

    assert found.has_certificate
    assert found.subject == "CN=hub1"
    assert found.ca is not None
    assert found.not_after == START + timedelta(days=30)


def test_a_trustpoint_without_or_with_broken_certificates_has_none() -> None:
    text = "crypto pki trustpoint CA\n subject-name CN=x\n"
    broken = text + "crypto pki certificate chain CA\n certificate 02\n  3082 0102\n  quit\n"

    for one in (text, broken):
        found = trustpoints(tree(one))["CA"]
        assert (found.has_certificate, found.ca, found.subject) == (False, None, "CN=x")


@pytest.mark.parametrize(
    ("same", "days", "up"), [(True, 30, True), (False, 30, False), (True, 0, False)]
)
def test_signatures_need_one_ca_and_valid_certificates(
    authority: Authority, same: bool, days: int, up: bool
) -> None:
    wan = site()
    wan.clock.advance(3600)
    other = authority if same else Authority("Another CA")
    wan.add("hub1", _pki(authority, "hub1", 30))
    wan.add("branch1", _pki(other, "branch1", days))
    for name in ("hub1", "branch1"):
        _signing(wan, name)
    clear.ike_sas(wan.fabric, "hub1", lambda _: True)
    clear.ike_sas(wan.fabric, "branch1", lambda _: True)

    found = wan.fabric.state("hub1").ike_sas

    assert bool(found) is up
    if found:
        assert (found[0].auth_sign, found[0].auth_verify) == ("rsa-sig", "rsa-sig")
