"""The one table of exec commands: what the session types outside configuration mode, and what for.

`SECURITY.md` lists what an account needs from this table (`scripts/account-commands`). A command that is
not a row of it can't be typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, LiteralString

from nornir_ikev2.drivers.ios.lines import ExecLine, Name, Value, recheck
from nornir_ikev2.errors import PlanError

Stage = Literal[
    "login", "read", "checkpoint", "change", "verify", "explain", "keep", "undo", "steps"
]
"""When a command is typed; `steps` are commands that only steps of your own ask for."""

_PLACES: Final = {
    "{checkpoint}": r"[a-z][a-z0-9-]{0,30}:/?ikev2-[A-Za-z0-9._-]{1,60}",
    "{address}": r"\d{1,3}(?:\.\d{1,3}){3}",
    "{minutes}": r"\d{1,3}",
    "{count}": r"\d{1,4}",
    "{words}": r"[a-z][^|]*(?:\| ?(?:include|exclude|begin|section|count) .+)?",
}
"""What may stand in each place of a form. A checkpoint is a file this tool named."""
_WRITES: Final = re.compile(r"\|\s*(?:r|red\w*|a|ap\w*|t|te|tee)\s", re.IGNORECASE)
"""A pipe that writes a file: `show ... | redirect|append|tee URL`, however shortened."""


@dataclass(frozen=True, slots=True)
class Command:
    """One row.

    Attributes:
        form: the command; `{...}` stands for a value.
        stage: when it is typed.
        why: what for, a phrase for people.
    """

    form: LiteralString
    stage: Stage
    why: str

    def line(self, *values: Value | str) -> ExecLine:
        """The command with its values in the order of their places.

        Raises:
            PlanError: a value is not what belongs there.
        """
        text: str = self.form
        for place, value in zip(_places(self.form), values, strict=True):
            shown = value.value if isinstance(value, Name) else str(value)
            text = text.replace(place, shown, 1)
        return admit(ExecLine(text))


ENABLE: Final = Command(
    "enable", "login", "privileged mode, where the account does not start in it"
)
NO_PAGING: Final = Command("terminal length 0", "login", "answers in one piece")
WIDE: Final = Command("terminal width 511", "login", "echoes in one line")
NO_MONITOR: Final = Command("terminal no monitor", "login", "no log messages amid answers")
TERMINAL: Final = Command("show terminal", "login", "whether paging is off")

VERSION: Final = Command("show version", "read", "model, serial number, release")
RUNNING: Final = Command("show running-config", "read", "what is there; all of it must be seen")
ARCHIVE: Final = Command("show archive", "read", "whether the dead-man timer can work")
TIMER: Final = Command("show archive config rollback timer", "read", "whose timer runs")
PRIVILEGE: Final = Command("show privilege", "read", "whether the account may do the rest")
LOCK: Final = Command("show configuration lock", "read", "who else configures")
DIRECTORY: Final = Command("dir", "read", "name of the flash, free bytes")
IKE_STATS: Final = Command(
    "show crypto ikev2 stats", "read", "batches: how many tunnels a hub lets negotiate at once"
)
ADMISSION: Final = Command("show crypto call admission statistics", "read", "the same")
HOSTS: Final = Command("show hosts", "read", "domain name, for NAPALM's facts")
INTERFACES: Final = Command("show ip interface brief", "read", "interfaces and their states")

COPY: Final = Command(
    "copy running-config {checkpoint}", "checkpoint", "the configuration of before"
)
MORE: Final = Command("more {checkpoint}", "checkpoint", "the copy is read back")
DELETE: Final = Command(
    "delete /force {checkpoint}", "checkpoint", "the copy goes when the change is over"
)

CONFIGURE_TIMED: Final = Command(
    "configure terminal revert timer {minutes}", "change", "the dead-man timer"
)
CONFIGURE: Final = Command(
    "configure terminal", "change", "the archive path the timer needs; later batches of one change"
)
EXTEND: Final = Command(
    "configure revert timer {minutes}", "change", "the dead-man timer counts anew before a batch"
)
END: Final = Command("end", "change", "out of configuration mode")

CLEAR_IKE: Final = Command(
    "clear crypto ikev2 sa remote {address}", "verify", "a new key or profile is proved by a new SA"
)
CLEAR_CHILD: Final = Command(
    "clear crypto sa peer {address}", "verify", "the same for IPsec settings"
)
PING: Final = Command(
    "ping {address} source {address} repeat {count}", "verify", "LAN to LAN through the tunnel"
)
IKE_SA: Final = Command("show crypto ikev2 sa detailed", "verify", "IKE SAs")
IPSEC_SA: Final = Command("show crypto ipsec sa", "verify", "child SAs and their counters")
EIGRP: Final = Command("show ip eigrp neighbors", "verify", "routing over the tunnel")
OSPF: Final = Command("show ip ospf neighbor", "verify", "the same")
BGP: Final = Command("show ip bgp summary", "verify", "the same")
ROUTES: Final = Command("show ip route", "verify", "the same")

STATISTICS: Final = Command("show crypto ikev2 stats exchange", "explain", "which messages failed")
DIAGNOSE: Final = Command("show crypto ikev2 diagnose error", "explain", "errors the router kept")
LOGGING: Final = Command("show logging", "explain", "what IKEv2 and IPsec logged")
CLOCK: Final = Command("show clock", "explain", "whether certificates are valid now")
USERS: Final = Command("show users", "explain", "from where this session comes")

CONFIRM: Final = Command("configure confirm", "keep", "stops the dead-man timer")
SAVE: Final = Command("write memory", "keep", "the change survives a reload")

REVERT: Final = Command("configure revert now", "undo", "fires the dead-man timer")
REPLACE_TRIGGER: Final = Command(
    "configure replace {checkpoint} force revert trigger error", "undo", "back to the checkpoint"
)
REPLACE: Final = Command(
    "configure replace {checkpoint} force", "undo", "the same on older releases"
)

SHOW: Final = Command("show {words}", "steps", "what your own steps and playbooks look at")

TABLE: Final[tuple[Command, ...]] = (
    *(ENABLE, NO_PAGING, WIDE, NO_MONITOR, TERMINAL),
    *(VERSION, RUNNING, ARCHIVE, TIMER, PRIVILEGE, LOCK, DIRECTORY),
    *(IKE_STATS, ADMISSION, HOSTS, INTERFACES),
    *(COPY, MORE, DELETE),
    *(CONFIGURE_TIMED, CONFIGURE, EXTEND, END),
    *(CLEAR_IKE, CLEAR_CHILD, PING, IKE_SA, IPSEC_SA, EIGRP, OSPF, BGP, ROUTES),
    *(STATISTICS, DIAGNOSE, LOGGING, CLOCK, USERS),
    *(CONFIRM, SAVE),
    *(REVERT, REPLACE_TRIGGER, REPLACE),
    SHOW,
)


def show(command: str) -> ExecLine:
    """A show command a step asks for, written out in full.

    Raises:
        PlanError: it is no show command, or it writes a file.
    """
    return admit(ExecLine(command))


def admit(line: ExecLine) -> ExecLine:
    """Refuse an exec command that is no row of the table.

    Raises:
        PlanError: it is not in the table, or can't be typed at all.
    """
    recheck(line)
    if not _ADMITTED.fullmatch(line.text) or _WRITES.search(line.text):
        raise PlanError(
            f"{line.masked!r} is not a command this tool types into a router",
            cure="Steps may ask `show ...`, written in full; a pipe may filter but not write a file.",
        )
    return line


def row(line: str) -> Command:
    """The row a typed command belongs to, the most particular one.

    Raises:
        StopIteration: it belongs to none.
    """
    return next(one for one in TABLE if re.fullmatch(_pattern(one.form), line))


def _places(form: str) -> list[str]:
    return re.findall(r"\{\w+\}", form)


def _pattern(form: str) -> str:
    parts = re.split(r"(\{\w+\})", form)
    return "".join(_PLACES.get(part, re.escape(part)) for part in parts)


_ADMITTED: Final = re.compile("|".join(_pattern(one.form) for one in TABLE))
