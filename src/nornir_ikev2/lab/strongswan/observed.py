"""What charon reports of its SAs, as records in our words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Any

from nornir_ikev2.ike.model import Selector, Suite
from nornir_ikev2.lab.strongswan import algorithms, identities
from nornir_ikev2.lab.strongswan.vici_text import number, text, texts

LIVE = frozenset({"ESTABLISHED", "REKEYING"})
INSTALLED = frozenset({"INSTALLED", "REKEYING", "UPDATING"})


@dataclass(frozen=True, slots=True)
class ObservedChild:
    """One pair of ESP SAs; `age` and the times to come in seconds."""

    unique: int
    name: str
    spi_in: int
    spi_out: int
    encryption: str
    integrity: str | None
    pfs: int | None
    mode: str
    selector: Selector
    packets_in: int
    packets_out: int
    age: int
    life: int


@dataclass(frozen=True, slots=True)
class ObservedIke:
    """One IKE SA of one end.

    Attributes:
        unique: number that charon gave it.
        connection: name of the connection it was made from.
        local_spi, remote_spi: 64-bit numbers.
        age: seconds since it was made or rekeyed.
    """

    unique: int
    connection: str
    local: IPv4Address
    remote: IPv4Address
    local_port: int
    remote_port: int
    local_id: str
    remote_id: str
    local_spi: int
    remote_spi: int
    initiator: bool
    suite: Suite
    age: int
    children: tuple[ObservedChild, ...]


def read(reports: Iterable[Mapping[str, Any]]) -> tuple[ObservedIke, ...]:
    """The SAs of `list-sas` that are established, oldest first."""
    found = (
        _ike(str(name), values)
        for report in reports
        for name, values in report.items()
        if text(values, "state") in LIVE
    )
    return tuple(sorted(found, key=lambda one: one.unique))


def _ike(name: str, values: Mapping[str, Any]) -> ObservedIke:
    initiator = text(values, "initiator") == "yes"
    spis = (int(text(values, "initiator-spi"), 16), int(text(values, "responder-spi"), 16))
    return ObservedIke(
        unique=number(values, "uniqueid"),
        connection=name,
        local=IPv4Address(text(values, "local-host")),
        remote=IPv4Address(text(values, "remote-host")),
        local_port=number(values, "local-port"),
        remote_port=number(values, "remote-port"),
        local_id=text(values, "local-id"),
        remote_id=text(values, "remote-id"),
        local_spi=spis[0] if initiator else spis[1],
        remote_spi=spis[1] if initiator else spis[0],
        initiator=initiator,
        suite=algorithms.suite(
            algorithms.cipher(text(values, "encr-alg"), text(values, "encr-keysize")),
            algorithms.digest(text(values, "integ-alg")),
            algorithms.digest(text(values, "prf-alg")) or "",
            algorithms.group(text(values, "dh-group")),
        ),
        age=number(values, "established"),
        children=tuple(_children(values.get("child-sas", {}))),
    )


def _children(reports: Mapping[str, Mapping[str, Any]]) -> Iterator[ObservedChild]:
    for values in reports.values():
        if text(values, "state") not in INSTALLED:
            continue
        local, protocol = identities.read_traffic(next(texts(values.get("local-ts"))))
        remote, _ = identities.read_traffic(next(texts(values.get("remote-ts"))))
        age = number(values, "install-time")
        yield ObservedChild(
            unique=number(values, "uniqueid"),
            name=text(values, "name"),
            spi_in=int(text(values, "spi-in"), 16),
            spi_out=int(text(values, "spi-out"), 16),
            encryption=algorithms.cipher(text(values, "encr-alg"), text(values, "encr-keysize")),
            integrity=algorithms.digest(text(values, "integ-alg")),
            pfs=algorithms.group(text(values, "dh-group")),
            mode=text(values, "mode").lower(),
            selector=Selector(local, remote, protocol),
            packets_in=number(values, "packets-in"),
            packets_out=number(values, "packets-out"),
            age=age,
            life=age + number(values, "life-time"),
        )
