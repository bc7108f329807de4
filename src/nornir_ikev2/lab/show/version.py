"""`show version` and `show inventory`, by containerlab kind and release."""

from __future__ import annotations

from dataclasses import dataclass

from nornir_ikev2.lab.contracts import Call, ExecCommand, Router
from nornir_ikev2.lab.show.text import uptime

_LEGAL = """\
This product contains cryptographic features and is subject to United
States and local country laws governing import, export, transfer and
use. Delivery of Cisco cryptographic products does not imply
third-party authority to import, export, distribute or use encryption.
Importers, exporters, distributors and users are responsible for
compliance with U.S. and local country laws. By using this product you
agree to comply with applicable laws and regulations. If you are unable
to comply with U.S. and local laws, return this product immediately.

A summary of U.S. laws governing Cisco cryptographic products may be found at:
http://www.cisco.com/wwl/export/crypto/tool/stqrg.html

If you require further assistance please contact us by sending email to
export@cisco.com.
"""


@dataclass(frozen=True, slots=True)
class Platform:
    """How one kind names itself.

    `train` names the release train of IOS-XE, None for classic IOS; `image` is the file it booted.
    """

    model: str
    software: str
    image: str
    processor: str = ""
    xe: bool = True
    register: str = "0x2102"


_CSR = "Virtual XE Software (X86_64_LINUX_IOSD-UNIVERSALK9-M)"
PLATFORMS = {
    "cisco_c8000v": Platform("C8000V", _CSR, "bootflash:packages.conf", "VXE"),
    "cisco_csr1000v": Platform("CSR1000V", _CSR, "bootflash:packages.conf", "VXE"),
    "cisco_iol": Platform(
        "IOL", "Linux Software (X86_64BI_LINUX-ADVENTERPRISEK9-M)", "unix:/iol/iol.bin", "Intel-x86"
    ),
    "cisco_vios": Platform(
        "IOSv",
        "IOSv Software (VIOS-ADVENTERPRISEK9-M)",
        "flash0:/vios-adventerprisek9-m",
        xe=False,
        register="0x0",
    ),
}
_TRAINS = {
    "16.12": "Gibraltar",
    "17.3": "Amsterdam",
    "17.6": "Bengaluru",
    "17.9": "Cupertino",
    "17.12": "Dublin",
}


def platform(router: Router) -> Platform:
    """How a router names itself; an unknown kind is taken for a C8000V."""
    return PLATFORMS.get(router.kind, PLATFORMS["cisco_c8000v"])


def _banner(router: Router, kind: Platform) -> list[str]:
    text = router.release.text
    if not kind.xe:
        return [f"Cisco IOS Software, {kind.software}, Version {text}, RELEASE SOFTWARE (fc1)"]
    padded = ".".join(
        f"{part:02}" if index == 2 else str(part)  # noqa: PLR2004 - 17.12.1 is written 17.12.01 here
        for index, part in enumerate(router.release.number)
    )
    major = ".".join(str(part) for part in router.release.number[:2])
    train = _TRAINS.get(major, "IOSXE")
    return [
        f"Cisco IOS XE Software, Version {padded or text}",
        f"Cisco IOS Software [{train}], {kind.software}, Version {text}, RELEASE SOFTWARE (fc1)",
    ]


def version(router: Router) -> str:
    """The output of `show version`."""
    kind = platform(router)
    up = uptime(router.clock.seconds())
    year = router.clock.now().year
    lines = [
        *_banner(router, kind),
        "Technical Support: http://www.cisco.com/techsupport",
        f"Copyright (c) 1986-{year} by Cisco Systems, Inc.",
        "Compiled Tue 11-Jul-23 17:34 by mcpre",
        "",
        "",
        f"ROM: {'IOS-XE ROMMON' if kind.xe else 'Bootstrap program is IOSv'}",
        f"{router.hostname} uptime is {up}",
        *([f"Uptime for this control processor is {up}"] if kind.xe else []),
        "System returned to ROM by reload",
        f'System image file is "{kind.image}"',
        "Last reload reason: Reload Command" if kind.xe else "Last reload reason: Unknown reason",
        "",
        "",
        "",
        _LEGAL,
    ]
    if kind.xe:
        lines += ["License Level: network-advantage", "License Type: Perpetual", ""]
    processor = f"({kind.processor})" if kind.processor else "()"
    speed = " processor (revision VXE) with 2028427K/3075K bytes of memory."
    if not kind.xe:
        speed = " processor (revision 1.0) with 935161K/111616K bytes of memory."
    lines += [
        f"cisco {kind.model} {processor}{speed}"
        if kind.xe
        else f"Cisco {kind.model} {processor}{speed}",
        f"Processor board ID {router.serial}",
        *(["Router operating mode: Autonomous"] if kind.xe else []),
        f"{len(router.ports)} Gigabit Ethernet interfaces",
        "32768K bytes of non-volatile configuration memory.",
        "3965132K bytes of physical memory.",
        "5234688K bytes of virtual hard disk at bootflash:.",
        "",
        f"Configuration register is {kind.register}",
        "",
    ]
    return "\n".join(lines)


def inventory(router: Router) -> str:
    """The output of `show inventory`."""
    kind = platform(router)
    return (
        f'NAME: "Chassis", DESCR: "Cisco {kind.model} Chassis"\n'
        f"PID: {kind.model:<18}, VID: V00  , SN: {router.serial}\n"
    )


def commands() -> tuple[ExecCommand, ...]:
    """The commands about hardware and software."""

    def show_version(call: Call) -> str:
        return version(call.router)

    def show_inventory(call: Call) -> str:
        return inventory(call.router)

    return (
        ExecCommand("show version", show_version, privileged=False),
        ExecCommand("show inventory", show_inventory, privileged=False),
    )
