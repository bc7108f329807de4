"""What the inventory says about one router: where peers reach it and what it offers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import TYPE_CHECKING, Final

from nornir_ikev2.document import Document, Value, mapping, sequence
from nornir_ikev2.intent.findings import Findings
from nornir_ikev2.intent.model import Wan
from nornir_ikev2.intent.timeouts import wrong
from nornir_ikev2.intent.words import (
    INTERFACE,
    NAME,
    address,
    did_you_mean,
    hostname_fault,
    network,
    shown,
)

if TYPE_CHECKING:
    from nornir.core.inventory import Host

PLATFORMS: Final[Mapping[str, str]] = {
    "cisco_ios": "cisco_ios",
    "ios": "cisco_ios",
    "cisco_iol": "cisco_ios",
    "cisco_vios": "cisco_ios",
    "cisco_xe": "cisco_xe",
    "cisco_iosxe": "cisco_xe",
    "iosxe": "cisco_xe",
    "cisco_c8000v": "cisco_xe",
    "cisco_csr1000v": "cisco_xe",
}
"""Platform as written -> the two this tool knows."""

WAN_KEYS: Final = ("interface", "address", "fvrf", "behind_nat")
HOST_KEY: Final = re.compile(
    r"SHA256:[A-Za-z0-9+/]{43}|[a-z][a-z0-9@.-]+ AAAA[A-Za-z0-9+/=\s]+(?: .*)?", re.DOTALL
)
"""A fingerprint, or the type and base64 of a public key; the driver reads it."""
PRIVATE: Final = tuple(
    IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)
"""RFC 1918."""
UNKNOWN_WAN: Final = Wan("", IPv4Address(0))
"""Stands in where a router has left every VPN and its inventory no longer tells its WAN."""


@dataclass(frozen=True, slots=True)
class Site:
    """One router as the inventory describes it. `reach` is where this tool connects to."""

    name: str
    platform: str
    wan: Wan
    lans: tuple[IPv4Network, ...]
    reach: tuple[str, int]


class _Host:
    """Reads the data of one host; each fault is noted and gives None."""

    def __init__(self, host: Host, findings: Findings) -> None:
        self.host = host
        self.name = host.name
        self.findings = findings

    def fault(self, *steps: str | int, message: str, cure: str = "") -> None:
        self.findings.host((self.name, *steps), message, cure)

    def platform(self) -> str | None:
        written = self.host.platform
        known = PLATFORMS.get(written or "")
        if known is None:
            what = f"{shown(written)} is not a platform of this tool" if written else "is missing"
            self.fault(
                "platform",
                message=f"{what}; expected cisco_ios or cisco_xe",
                cure=did_you_mean(written or "", PLATFORMS),
            )
        return known

    def wan(self) -> Wan | None:
        data = mapping(self.host.get("wan"))
        if data is None:
            self.fault(
                "data",
                "wan",
                message="a router of a VPN needs `wan`, where its peers reach it",
                cure="For example: wan: {interface: GigabitEthernet1, address: 198.51.100.1}",
            )
            return None
        for key in data:
            if key not in WAN_KEYS:
                self.fault(
                    "data", "wan", str(key),
                    message=f"is not known here; expected {', '.join(WAN_KEYS)}",
                    cure=did_you_mean(str(key), WAN_KEYS),
                )  # fmt: skip
        interface = self.interface(data.get("interface"))
        found = self.address(data.get("address"), behind_nat=data.get("behind_nat") is True)
        nat = data.get("behind_nat", False)
        if not isinstance(nat, bool):
            self.fault("data", "wan", "behind_nat", message="expected true or false")
        fvrf = self.fvrf(data.get("fvrf"))
        if interface is None or found is None:
            return None
        return Wan(interface, found, fvrf, nat is True)

    def interface(self, written: object) -> str | None:
        if isinstance(written, str) and INTERFACE.fullmatch(written):
            return written
        what = "is missing" if written is None else f"{shown(written)} is not an interface name"
        self.fault(
            "data", "wan", "interface", message=f"{what}; expected for example GigabitEthernet1"
        )
        return None

    def fvrf(self, written: object) -> str | None:
        if written is None or (isinstance(written, str) and NAME.fullmatch(written)):
            return written
        self.fault("data", "wan", "fvrf", message=f"{shown(written)} is not a VRF name")
        return None

    def address(self, written: object, *, behind_nat: bool) -> IPv4Address | None:
        place = ("data", "wan", "address")
        if written is None:
            self.fault(*place, message="is missing; expected for example 198.51.100.1")
            return None
        try:
            found = address(written)
        except ValueError as error:
            self.fault(*place, message=f"{shown(written)} {error}")
            return None
        if not behind_nat and any(found in block for block in PRIVATE):
            self.fault(
                *place,
                message=f"`{found}` is private (RFC 1918): peers can't reach it over the Internet",
                cure="Set wan.behind_nat: true when they reach it all the same.",
            )
            return None
        return found

    def lans(self) -> tuple[IPv4Network, ...]:
        written = sequence(self.host.get("lans"))
        if not written:
            self.fault(
                "data",
                "lans",
                message="expected the networks this router offers, for example [10.0.0.0/24]",
            )
            return ()
        return tuple(dict.fromkeys(self.networks(written)))

    def networks(self, written: list[Value]) -> Iterator[IPv4Network]:
        for number, one in enumerate(written):
            try:
                yield network(one)
            except ValueError as error:
                self.fault("data", "lans", number, message=f"{shown(one)} {error}")

    def ssh(self) -> None:
        """Check what the driver is told about SSH to this router."""
        written = self.host.get("host_key")
        for one in sequence(written) or ([] if written is None else [written]):
            if not isinstance(one, str) or not HOST_KEY.fullmatch(one.strip()):
                self.fault(
                    "data",
                    "host_key",
                    message="expected a fingerprint (SHA256: and 43 letters), a public key, or a list",
                    cure="nornir hostkeys scan prints fingerprints, to be compared with the console.",
                )
        if not isinstance(self.host.get("legacy_ssh", False), bool):
            self.fault("data", "legacy_ssh", message="expected true or false")

    def timeouts(self) -> None:
        written = self.host.get("timeouts")
        for steps, message, cure in wrong(written) if written is not None else ():
            self.fault("data", "timeouts", *steps, message=message, cure=cure)

    def reach(self) -> tuple[str, int]:
        where = self.host.hostname or self.name
        if fault := hostname_fault(where):
            self.fault("hostname", message=fault)
        return where.lower(), self.host.port or 22


def site_of(host: Host, findings: Findings) -> Site | None:
    """Read one router of a VPN from the inventory; None when a fault was noted."""
    reader = _Host(host, findings)
    reader.ssh()
    platform, wan, lans, reach = reader.platform(), reader.wan(), reader.lans(), reader.reach()
    reader.timeouts()
    if platform is None or wan is None or not lans:
        return None
    return Site(host.name, platform, wan, lans, reach)


def site_that_left(host: Host) -> Site:
    """Read a router that is in no VPN any more; what is missing does not matter for a removal."""
    reader = _Host(host, Findings(Document("")))
    platform = PLATFORMS.get(host.platform or "", "cisco_ios")
    wan = reader.wan() or UNKNOWN_WAN
    lans = reader.lans() if host.get("lans") else ()
    return Site(host.name, platform, wan, lans, reader.reach())
