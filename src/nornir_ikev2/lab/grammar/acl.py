"""Access lists, prefix lists. Numbers: Cisco-IOS-XE-acl.yang 17.12.1."""

from __future__ import annotations

from nornir_ikev2.lab.cli.match import Match
from nornir_ikev2.lab.cli.values import address, dotted
from nornir_ikev2.lab.grammar.table import Line

ALL = 0xFFFFFFFF
SIDE = "{{any|host <h{n}:IP>|<{n}:IP> <w{n}:IP>|object-group <g{n}:WORD>}}"
PORT_NAMES = (
    "bgp|bootpc|bootps|domain|ftp|ftp-data|isakmp|non500-isakmp|ntp|snmp|snmptrap|smtp|syslog"
    "|tacacs|telnet|tftp|www|pop3|rip"
)
ICMP = "echo|echo-reply|unreachable|time-exceeded|ttl-exceeded|packet-too-big|port-unreachable"
PROTOCOLS = "ahp|eigrp|esp|gre|igmp|ip|ipinip|nos|ospf|pcp|pim|sctp"


def _port(number: int) -> str:
    value = f"{{{PORT_NAMES}|<p{number}:INT 0-65535>}}"
    return f"[{{eq|gt|lt|neq}} {value}|range {value} {value}]"


def _side(number: int) -> str:
    return SIDE.format(n=f"s{number}")


TAIL = "[established] [fragments] [log|log-input] [dscp <d:WORD>] [time-range <t:WORD>]"
ENTRY = (
    "{permit|deny} {"
    f"{{{PROTOCOLS}}} {_side(1)} {_side(2)}"
    f"|<proto:INT 0-255> {_side(1)} {_side(2)}"
    f"|icmp {_side(1)} {_side(2)} [{ICMP}|<type:INT 0-255> [<code:INT 0-255>]]"
    f"|{{tcp|udp}} {_side(1)} {_port(1)} {_side(2)} {_port(2)}"
    f"}} {TAIL}"
)
STANDARD = "{permit|deny} {any|host <hs1:IP>|<s1:IP> [<ws1:IP>]} [log]"


def _text(match: Match) -> str:
    """Addresses without the bits of the wildcard, `host` and `any` for the two extremes."""
    parts = list(match.parts)
    for side in ("s1", "s2"):
        base, wild = match.args.get(side), match.args.get(f"w{side}")
        if base is None or wild is None:
            continue
        at = _find(parts, base, wild)
        parts[at : at + 2] = _pair(base, wild)
    return " ".join("deny  " if part == "deny" else part for part in parts)


def _find(parts: list[str], base: str, wild: str) -> int:
    """Where an address and its wildcard stand; the address after `host` has none."""
    return next(
        index
        for index in range(1, len(parts) - 1)
        if parts[index : index + 2] == [base, wild] and parts[index - 1] != "host"
    )


def _pair(base: str, wild: str) -> list[str]:
    bits = address(wild) or 0
    if bits == 0:
        return ["host", base]
    if bits == ALL:
        return ["any"]
    return [dotted((address(base) or 0) & ~bits & ALL), wild]


def _standard(match: Match) -> str:
    """In standard lists a host stands without the word `host`."""
    words = _text(match).replace("host ", "").split(" ")
    return " ".join(words)


GLOBAL = (
    Line(
        "ip access-list standard <name:WORD>",
        mode="acl-standard",
        key=("name",),
        bundle="ip access-list",
        defines="acl",
    ),
    Line(
        "ip access-list extended <name:WORD>",
        mode="acl-extended",
        key=("name",),
        bundle="ip access-list",
        defines="acl",
    ),
)
NUMBERED = (
    Line(
        f"access-list <name:INT 1-99> {STANDARD}",
        slot="access-list",
        key=("*",),
        sort=("name",),
        bundle="access-list",
        render=_standard,
        sweep=("access-list <name:INT 1-2699>",),
    ),
    Line(
        f"access-list <name:INT 1300-1999> {STANDARD}",
        slot="access-list",
        key=("*",),
        sort=("name",),
        bundle="access-list",
        render=_standard,
    ),
    Line(
        f"access-list <name:INT 100-199> {ENTRY}",
        slot="access-list",
        key=("*",),
        sort=("name",),
        bundle="access-list",
        render=_text,
    ),
    Line(
        f"access-list <name:INT 2000-2699> {ENTRY}",
        slot="access-list",
        key=("*",),
        sort=("name",),
        bundle="access-list",
        render=_text,
    ),
    Line(
        "access-list <name:INT 1-2699> remark <text:LINE>",
        slot="access-list",
        key=("*",),
        sort=("name",),
        bundle="access-list",
    ),
)

SEQUENCE = "[<seq:INT 1-4294967294>]"
REMARK = Line(
    f"{SEQUENCE} remark <text:LINE>",
    slot="ace remark",
    key=("seq", "text"),
    sort=("seq",),
    bundle="ace",
)
EXTENDED = (
    REMARK,
    Line(
        f"{SEQUENCE} {ENTRY}",
        slot="ace",
        key=("seq",),
        sort=("seq",),
        bundle="ace",
        render=_text,
        sweep=("<seq:INT 1-4294967294>",),
    ),
    Line("evaluate <name:WORD>", key=("name",)),
)
STANDARD_LIST = (
    REMARK,
    Line(
        f"{SEQUENCE} {STANDARD}",
        slot="ace",
        key=("seq",),
        sort=("seq",),
        bundle="ace",
        render=_standard,
        sweep=("<seq:INT 1-4294967294>",),
    ),
)
