"""What containerlab's Cisco IOS kinds call their interfaces, images and file systems.

Source: containerlab `nodes/iol`, `nodes/vr_c8000v`, `nodes/vr_csr`, `nodes/vr_vios` and the
manuals of these kinds, release 0.79.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nornir_ikev2.ike.model import Release


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of IOS or IOS-XE node.

    Attributes:
        name: as in the topology file.
        management: interface that is eth0 of the container.
        flash: name of the default file system, without colon.
        release: assumed when the image tag tells none.
        model: as `show version` prints it.
    """

    name: str
    management: str
    flash: str
    release: str
    model: str

    def port(self, endpoint: str) -> str | None:
        """The IOS name of an interface in a link, or None when this kind has no such data port."""
        text = endpoint.strip()
        if eth := re.fullmatch(r"eth([1-9]\d*)", text):
            return self._numbered(int(eth[1]))
        if self.name == "cisco_iol":
            found = re.fullmatch(r"(?:e|Ethernet) ?(0/[123]|[1-9]\d*/[0-3])", text)
            return f"Ethernet{found[1]}" if found else None
        found = re.fullmatch(r"(?:Gi|GigabitEthernet) ?(\d+)", text)
        if not found:
            return None
        number = int(found[1])
        if self.name == "cisco_vios":
            return f"GigabitEthernet0/{number + 1}"
        return f"GigabitEthernet{number}" if number > 1 else None

    def renamed(self, links: Iterable[str]) -> dict[str, str]:
        """Own names of linked ports by the names that other kinds give the same container interface.

        So that one inventory serves every variant of a topology: GigabitEthernet2 of a C8000V is eth1 of
        its container, and so are Ethernet0/1 of IOL and GigabitEthernet0/1 of IOSv.
        """
        found: dict[str, str] = {}
        for port in links:
            for other in KINDS.values():
                name = other._numbered(self._index(port))  # noqa: SLF001 - of the same class
                if name != port:
                    found[name] = port
        return found

    def ports(self, used: set[str]) -> tuple[str, ...]:
        """All hardware interfaces when the links use these, in order of the router."""
        highest = max((self._index(name) for name in used), default=0)
        if self.name == "cisco_iol":
            highest = highest | 3  # IOL has whole groups of four
        return tuple(self._numbered(number) for number in range(highest + 1))

    def _numbered(self, eth: int) -> str:
        if self.name == "cisco_iol":
            return f"Ethernet{eth // 4}/{eth % 4}"
        if self.name == "cisco_vios":
            return f"GigabitEthernet0/{eth}"
        return f"GigabitEthernet{eth + 1}"

    def _index(self, port: str) -> int:
        numbers = [int(number) for number in re.findall(r"\d+", port)]
        if self.name == "cisco_iol":
            return numbers[0] * 4 + numbers[1]
        return numbers[-1] if self.name == "cisco_vios" else numbers[0] - 1


KINDS = {
    kind.name: kind
    for kind in (
        Kind("cisco_iol", "Ethernet0/0", "unix", "17.12.1", "Linux Unix"),
        Kind("cisco_c8000v", "GigabitEthernet1", "bootflash", "17.12.1", "C8000V"),
        Kind("cisco_csr1000v", "GigabitEthernet1", "bootflash", "17.3.2", "CSR1000V"),
        Kind("cisco_vios", "GigabitEthernet0/0", "flash0", "15.9(3)M6", "IOSv"),
    )
}
ALIASES = {"vr-csr": "cisco_csr1000v", "vr-cisco_csr1000v": "cisco_csr1000v"}
XE_TAG = re.compile(r"(?:L2-)?(\d+)\.0?(\d+)\.0?(\d+)([a-z]?)")
CLASSIC_TAG = re.compile(r"(\d\d)(\d)-(\d+)\.([A-Z]+)(\d+)([a-z]?)")


def kind_named(name: str) -> Kind | None:
    """The kind, or None when it is no Cisco IOS kind that can be a virtual router."""
    return KINDS.get(ALIASES.get(name, name))


def release_of(image: str, kind: Kind) -> Release:
    """The IOS release from an image tag: `17.12.01` is 17.12.1, `159-3.M10` is 15.9(3)M10."""
    tag = image.rpartition(":")[2]
    if found := XE_TAG.fullmatch(tag):
        text = f"{int(found[1])}.{int(found[2])}.{int(found[3])}{found[4]}"
    elif found := CLASSIC_TAG.fullmatch(tag):
        text = f"{found[1]}.{found[2]}({found[3]}){found[4]}{found[5]}{found[6]}"
    else:
        text = kind.release
    return Release(text, tuple(int(number) for number in re.findall(r"\d+", text)))
