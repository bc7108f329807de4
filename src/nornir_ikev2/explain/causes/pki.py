"""Certificates: whether they are there, whose clock finds them valid, where their CRL is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import Final
from urllib.parse import urlsplit

from nornir_ikev2.drivers.ios.tree import Block
from nornir_ikev2.explain.causes.case import Case, where
from nornir_ikev2.explain.causes.profiles import SIGNATURES
from nornir_ikev2.explain.lines import block, child, say
from nornir_ikev2.explain.model import Cause
from nornir_ikev2.explain.tunnels import Side
from nornir_ikev2.ike.model import Trustpoint

CLOSE: Final = timedelta(minutes=5)
"""Clocks that differ by less are taken to agree: reading the routers takes time too."""


def pki(case: Case) -> Iterator[Cause]:
    """Why a certificate is not accepted."""
    for prover, verifier in case.tunnel.sides:
        profile = prover.profile
        if profile is None or profile.auth_local not in SIGNATURES:
            continue
        point = _signing(prover)
        if point is None or not point.has_certificate:
            yield _no_certificate(case, prover, point)
            continue
        yield from _trust(case, prover, verifier, point)
        yield from _dates(case, prover, verifier, point)
        yield from _revocation(case, prover, verifier, point)


def _signing(side: Side) -> Trustpoint | None:
    profile, known = side.profile, side.reading.ike.trustpoints
    names = (profile.trustpoints_sign if profile else ()) or tuple(known)
    found = [known[name] for name in names if name in known]
    return next((one for one in found if one.has_certificate), next(iter(found), None))


def _trusted(side: Side) -> list[Trustpoint]:
    profile, known = side.profile, side.reading.ike.trustpoints
    names = (profile.trustpoints_verify if profile else ()) or tuple(known)
    return [known[name] for name in names if name in known]


def _no_certificate(case: Case, side: Side, point: Trustpoint | None) -> Cause:
    name = point.name if point else ""
    return Cause(
        "CERTIFICATE_MISSING",
        side.name,
        say(f"crypto pki trustpoint {name}") if name else "",
        f"{where(side)} proves itself with a certificate and {side.name} has none"
        + (f" in {name}" if name else ""),
        f"enrol {side.name}: crypto pki authenticate and crypto pki enroll {name or 'TRUSTPOINT'}",
        stage=case.stage,
    )


def _trust(case: Case, prover: Side, verifier: Side, point: Trustpoint) -> Iterator[Cause]:
    anchors = _trusted(verifier)
    if point.ca is None or any(one.ca == point.ca for one in anchors):
        return
    name = anchors[0].name if anchors else ""
    yield Cause(
        "CA_NOT_TRUSTED",
        verifier.name,
        say(f"crypto pki trustpoint {name}") if name else "",
        f"{verifier.name} does not know the CA of {prover.name}'s certificate ({point.name})",
        f"crypto pki authenticate on {verifier.name} with the CA of {prover.name}",
        stage=case.stage,
    )


def _dates(case: Case, prover: Side, verifier: Side, point: Trustpoint) -> Iterator[Cause]:
    moment = verifier.reading.clock
    start, stop = point.not_before, point.not_after
    if moment is None or start is None or stop is None or start <= moment.at <= stop:
        return
    early = moment.at < start
    wrong = _wrong_clock(case, verifier)
    if wrong:
        yield Cause(
            "CLOCK_WRONG",
            verifier.name,
            _ntp_line(verifier),
            f"the clock of {verifier.name} says {moment.at:%Y-%m-%d %H:%M}, and so the certificate of"
            f" {prover.name} ({start:%Y-%m-%d} to {stop:%Y-%m-%d}) is"
            f" {'not yet' if early else 'no longer'} valid there",
            f"set the clock of {verifier.name}, and give it an NTP server",
            wrong,
            stage=case.stage,
        )
        return
    yield Cause(
        "CERTIFICATE_NOT_YET_VALID" if early else "CERTIFICATE_EXPIRED",
        prover.name,
        say(f"crypto pki certificate chain {point.name}"),
        f"the certificate of {prover.name} in {point.name} is valid from {start:%Y-%m-%d %H:%M} to"
        f" {stop:%Y-%m-%d %H:%M}; {verifier.name} has {moment.at:%Y-%m-%d %H:%M}",
        f"enrol {prover.name} again: crypto pki enroll {point.name}",
        (f"show clock of {verifier.name}",),
        stage=case.stage,
    )


def _wrong_clock(case: Case, side: Side) -> tuple[str, ...]:
    """What speaks against the clock of a router: most other routers, or one with NTP, differ."""
    mine = side.reading.clock
    others = {
        name: reading.clock
        for name, reading in case.fleet.readings.items()
        if name != side.name and reading.clock is not None
    }
    if mine is None or not others:
        return ()
    apart = {name for name, one in others.items() if abs(one.at - mine.at) > CLOSE}
    synced = any(one.synced for name, one in others.items() if name in apart) and not mine.synced
    alone = len(apart) * 2 > len(others) and _farther(mine.at, others[min(apart)].at)
    if not (synced or alone):
        return ()
    shown = ", ".join(f"{name} {others[name].at:%Y-%m-%d %H:%M}" for name in sorted(apart)[:3])
    star = "" if mine.synced else "; its clock is not synchronised"
    return (f"{side.name} has {mine.at:%Y-%m-%d %H:%M}, {shown}{star}",)


def _farther(mine: datetime, other: datetime) -> bool:
    """Whether a time is farther from the time of this machine than another."""
    now = datetime.now(UTC)
    return abs(mine - now) > abs(other - now)


def _ntp_line(side: Side) -> str:
    found = next(side.reading.root.starting("ntp server "), None)
    return say(found.text) if found else ""


def _revocation(case: Case, prover: Side, verifier: Side, point: Trustpoint) -> Iterator[Cause]:
    """A CRL that the verifier must fetch through the tunnel it is about to bring up."""
    checking = next(
        (
            one.name
            for one in _trusted(verifier)
            if one.ca == point.ca and _checks(verifier.reading.root, one.name)
        ),
        None,
    )
    if checking is None:
        return
    for url in _distribution(prover.reading.root, point.name):
        host = _host(url)
        if host is None or not _through(verifier, host):
            continue
        head = f"crypto pki trustpoint {checking}"
        yield Cause(
            "CRL_BEHIND_TUNNEL",
            verifier.name,
            child(verifier.reading.root, head, "revocation-check "),
            f"{verifier.name} must fetch the CRL of {point.name} from {host}, which it reaches only through"
            f" {where(verifier)}: the tunnel needs the CRL, the CRL the tunnel",
            "publish the CRL where the WAN reaches it, or `revocation-check crl none`",
            (f"CRL distribution point of {prover.name}'s certificate: {url}",),
            stage=case.stage,
        )
        return


def _checks(root: Block, name: str) -> bool:
    """Whether a trustpoint insists on a CRL: without `none` at the end, and that is the default."""
    found = block(root, f"crypto pki trustpoint {name}")
    methods = (found.value("revocation-check ") or "crl").split() if found else []
    return "crl" in methods and "none" not in methods


def _through(side: Side, host: IPv4Address) -> bool:
    """Whether packets of a router to a host go into the tunnel, up or not."""
    entry = side.entry
    if entry is None:
        return False
    if entry.kind == "crypto-map":
        return any(host in one.remote for one in entry.selectors)
    if side.reading.leaves_by(host) == entry.name:
        return True
    return any(
        _static(one.text, host) == entry.name for one in side.reading.root.starting("ip route ")
    )


def _static(text: str, host: IPv4Address) -> str | None:
    """The interface of a static route that leads to a host."""
    words = text.split()[2:]
    try:
        network = IPv4Network(f"{words[0]}/{words[1]}", strict=False)
    except (ValueError, IndexError):
        return None
    default = network.prefixlen == 0
    return words[2] if host in network and not default and len(words) > 2 else None  # noqa: PLR2004


def _host(url: str) -> IPv4Address | None:
    try:
        return IPv4Address(urlsplit(url).hostname or "")
    except (AddressValueError, ValueError):
        return None


def _distribution(root: Block, name: str) -> tuple[str, ...]:
    chain = block(root, f"crypto pki certificate chain {name}")
    own = next(
        (
            one
            for one in (chain.children if chain else ())
            if one.text.startswith("certificate ")
            and one.text.split()[1] not in {"ca", "self-signed", "rollover"}
        ),
        None,
    )
    if own is None:
        return ()
    return _urls("".join(one.text for one in own.children if one.text != "quit").replace(" ", ""))


@lru_cache(maxsize=1024)
def _urls(digits: str) -> tuple[str, ...]:
    """The CRL distribution points of a certificate in hexadecimal."""
    from cryptography import x509  # noqa: PLC0415 - heavy, and needed only for certificates

    try:
        found = x509.load_der_x509_certificate(bytes.fromhex(digits))
        points = found.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (ValueError, x509.ExtensionNotFound):
        return ()
    return tuple(
        str(name.value)
        for point in points
        for name in point.full_name or ()
        if isinstance(name, x509.UniformResourceIdentifier)
    )
