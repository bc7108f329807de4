"""`show clock`, `show users`, `show logging`, `show hosts`, `show arp`, `show cdp neighbors`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

from nornir_ikev2.lab.contracts import Call, ExecCommand, Router
from nornir_ikev2.lab.log import LogBuffer
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.lines import mac
from nornir_ikev2.lab.wan.member import Member

_LOGGING = """\
Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns, xml disabled, filtering disabled)

No Active Message Discriminator.



No Inactive Message Discriminator.


    Console logging: disabled
    Monitor logging: level debugging, 0 messages logged, xml disabled,
                     filtering disabled
    Buffer logging:  level debugging, {count} messages logged, xml disabled,
                    filtering disabled
    Exception Logging: size (4096 bytes)
    Count and timestamp logging messages: disabled
    Persistent logging: disabled

No active filter modules.

    Trap logging: level informational, {count} message lines logged
        Logging Source-Interface:       VRF Name:
    TLS Profiles: 

Log Buffer (4096 bytes):
{lines}"""  # noqa: E501, W291 - lines as routers print them

_CDP = """\
Capability Codes: R - Router, T - Trans Bridge, B - Source Route Bridge
                  S - Switch, H - Host, I - IGMP, r - Repeater, P - Phone, 
                  D - Remote, C - CVTA, M - Two-port Mac Relay 

Device ID        Local Intrfce     Holdtme    Capability  Platform  Port ID

Total cdp entries displayed : 0"""  # noqa: W291 - the blanks at line ends are what routers print


def clock(router: Router) -> str:
    """`*22:01:51.165 UTC Thu Feb 18 2016`; the star says that no NTP server set it."""
    now = router.clock.now()
    return f"*{now:%H:%M:%S}.{now.microsecond // 1000:03} UTC {now:%a %b} {now.day} {now.year}"


@runtime_checkable
class Settable(Protocol):
    """A clock whose time can be set."""

    def set(self, moment: datetime) -> None:
        """Set the wall clock."""
        ...


def set_clock(call: Call) -> str:
    """`clock set 12:30:00 5 March 2026`."""
    words = call.args
    text = f"{words['year']} {words['month'][:3]} {words['day']} {words['time']}"
    try:
        moment = datetime.strptime(text, "%Y %b %d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return "% Invalid input detected at '^' marker.\n"
    if isinstance(call.router.clock, Settable):
        call.router.clock.set(moment)
    return ""


def users(call: Call) -> str:
    """The line of the user who asks."""
    terminal = call.terminal
    return (
        "    Line       User       Host(s)              Idle       Location\n"
        f"*{terminal.number + 1:>3} vty {terminal.number:<5} {terminal.user:<10} idle"
        f"                 00:00:00 {terminal.address}\n\n"
        "  Interface    User               Mode         Idle     Peer Address"
    )


def logging(router: Router) -> str:
    """The logging buffer under its usual head."""
    lines = router.log.lines()
    return _LOGGING.format(count=len(lines), lines="\n" + "\n".join(lines) if lines else "")


async def clear_logging(call: Call) -> str:
    """`clear logging`: asks first."""
    if await call.terminal.confirm("Clear logging buffer ") and isinstance(
        call.router.log, LogBuffer
    ):
        call.router.log.clear()
    return ""


def hosts(member: Member) -> str:
    """The domain name, which NAPALM looks for here."""
    domain = next(
        (
            node.text.split()[-1]
            for node in member.snapshot.root.children
            if node.text.startswith(("ip domain name ", "ip domain-name "))
        ),
        None,
    )
    known = f"Default domain is {domain}" if domain else "Default domain is not set"
    return f"{known}\nName servers are 255.255.255.255\n"


def arp(fabric: Fabric, member: Member) -> str:
    """Own addresses, and those of the routers on the same links."""
    lines = ["Protocol  Address          Age (min)  Hardware Addr   Type   Interface"]
    for port in member.snapshot.ports.values():
        if port.tunnel is not None or port.name.startswith("Loopback") or not member.is_up(port):
            continue
        ends = [(port.address, "-", mac(member.name, port.name))] if port.address else []
        ends += [
            (mate.port.address, "1", mac(mate.member.name, mate.port.name))
            for mate in fabric.mates(member, port)
            if mate.port.address is not None
        ]
        lines += [
            f"Internet  {one.ip!s:<15} {old:>9}   {hardware}  ARPA   {port.name}"
            for one, old, hardware in ends
        ]
    return "\n".join(lines)


def commands(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """The commands about the system."""

    def member(call: Call) -> Member:
        fabric.settle()
        return fabric.members[call.router.name]

    return (
        ExecCommand("show clock", lambda call: clock(call.router), privileged=False),
        ExecCommand(
            "clock set <time:WORD [0-9:]+> <day:INT 1-31> <month:WORD> <year:INT 1993-2035>",
            set_clock,
        ),
        ExecCommand("show users", users, privileged=False),
        ExecCommand("show logging", lambda call: logging(call.router), privileged=False),
        ExecCommand("clear logging", clear_logging),
        ExecCommand("show hosts", lambda call: hosts(member(call)), privileged=False),
        ExecCommand("show arp", lambda call: arp(fabric, member(call)), privileged=False),
        ExecCommand("show ip arp", lambda call: arp(fabric, member(call)), privileged=False),
        ExecCommand("show cdp neighbors", lambda _call: _CDP, privileged=False),
    )
