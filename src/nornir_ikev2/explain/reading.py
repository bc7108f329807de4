"""All that one router told, read once and frozen; the only place that knows which commands are asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from pathlib import Path
from typing import Final

from nornir_ikev2.drivers.ios.tree import Block, parse
from nornir_ikev2.drivers.ios.view import view_tree
from nornir_ikev2.drivers.ios.view_interfaces import Port, ports
from nornir_ikev2.errors import LoadError
from nornir_ikev2.explain import log
from nornir_ikev2.explain.acl import Lists, lists
from nornir_ikev2.explain.shadow import Shadow, shadows
from nornir_ikev2.ike.index import IndexedConfig, index
from nornir_ikev2.ike.model import IkeConfig, Release, Selector
from nornir_ikev2.verify import evidence as shown
from nornir_ikev2.verify.evidence import Evidence
from nornir_ikev2.verify.failure import ParseError
from nornir_ikev2.verify.parse import parse as read_output
from nornir_ikev2.verify.records import Route

STATS: Final = "show crypto ikev2 stats exchange"
ERRORS: Final = "show crypto ikev2 diagnose error"
LOGGING: Final = "show logging"
CLOCK: Final = "show clock"
USERS: Final = "show users"
PARSED: Final = (
    shown.IKE_SA,
    shown.IPSEC_SA,
    shown.INTERFACES,
    shown.EIGRP,
    shown.OSPF,
    shown.ROUTES,
)
COMMANDS: Final = (*PARSED, STATS, ERRORS, LOGGING, CLOCK, USERS)
"""None of them changes anything; a release that does not know one of the last answers without it."""

_OURS: Final = re.compile(r"^\*.*\s(\d+\.\d+\.\d+\.\d+)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Exchange:
    """How often one exchange or notify was sent and received, in requests and in responses."""

    sent: int
    answered: int
    asked: int
    received: int


@dataclass(frozen=True, slots=True, eq=False)
class RouterReading:
    """One router.

    Attributes:
        name: inventory name.
        root: its running-config; holds secrets, never shown unmasked.
        ike: what that says about IKEv2 and IPsec; `indexed` the same with look-up tables.
        lists: its access lists by name; `shadows` what earlier crypto map entries take from later ones.
        ports: interfaces of the configuration by name.
        evidence: SAs, interfaces, neighbours and routes as shown.
        exchanges: IKEv2 counters by name (`IKE_AUTH`, `NO_PROPOSAL_CHOSEN`).
        errors: texts of the IKEv2 exit path table.
        events: the logging buffer, oldest first.
        clock: None when it was not shown.
        changed: when the running-config was changed last, and by whom.
        manager: address that this session comes from, as the router sees it.
        nat: whether the inventory says that the router sits behind NAT.
        notes: what could not be understood.
    """

    name: str
    root: Block = field(repr=False)
    ike: IkeConfig
    ports: Mapping[str, Port]
    evidence: Evidence
    exchanges: Mapping[str, Exchange] = field(default_factory=dict[str, Exchange])
    errors: tuple[str, ...] = ()
    events: tuple[log.Event, ...] = ()
    clock: log.RouterClock | None = None
    changed: tuple[datetime | None, str] = (None, "")
    manager: IPv4Address | None = None
    nat: bool = False
    notes: tuple[str, ...] = ()
    indexed: IndexedConfig = field(init=False, repr=False)
    lists: Lists = field(init=False, repr=False)
    shadows: Mapping[tuple[str, Selector], Shadow] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "indexed", index(self.ike))
        object.__setattr__(self, "lists", lists(self.root))
        object.__setattr__(self, "shadows", shadows(self.ike.entries))

    def route(self, address: IPv4Address) -> Route | None:
        """The route of the global table that leads to an address, by longest match."""
        best: tuple[int, Route] | None = None
        for prefix, route in self.evidence.routes.items():
            network = _network(prefix)
            if network is not None and address in network:
                best = max(best or (-1, route), (network.prefixlen, route), key=lambda one: one[0])
        return best[1] if best else None

    def leaves_by(self, address: IPv4Address, depth: int = 4) -> str | None:
        """The interface that packets to an address leave by; next hops are followed."""
        route = self.route(address)
        for hop, interface in route.ways if route else ():
            if interface:
                return interface
            if hop and depth and (found := self.leaves_by(IPv4Address(hop), depth - 1)):
                return found
        return None


def make(
    name: str,
    config: str,
    release: Release,
    answers: Mapping[str, str],
    parsers: Sequence[Path],
    *,
    nat: bool = False,
) -> RouterReading:
    """Put together what one router told.

    Args:
        name: inventory name.
        config: its running-config.
        release: of its software.
        answers: by command; one that is absent was refused.
        parsers: folders of TTP templates.
        nat: whether the inventory says that it sits behind NAT.

    Returns:
        The reading; answers that are not wholly understood are left out and noted.
    """
    root = parse(config)
    notes: list[str] = []
    moment = log.clock(answers.get(CLOCK, ""))
    year = moment.at.year if moment else datetime.now(UTC).year
    users = _OURS.search(answers.get(USERS, ""))
    return RouterReading(
        name=name,
        root=root,
        ike=view_tree(name, root, release),
        ports=ports(root),
        evidence=_evidence(name, answers, parsers, notes),
        exchanges=_exchanges(answers, parsers, notes),
        errors=_errors(answers, parsers, notes),
        events=log.events(answers.get(LOGGING, ""), year),
        clock=moment,
        changed=log.last_change(config),
        manager=_address(users[1]) if users else None,
        nat=nat,
        notes=tuple(f"{name}: {note}" for note in notes),
    )


def _evidence(
    name: str, answers: Mapping[str, str], parsers: Sequence[Path], notes: list[str]
) -> Evidence:
    good = {command: answers[command] for command in PARSED if command in answers}
    for command in list(good):
        try:
            shown.gather(name, {command: good[command]}, parsers)
        except (ParseError, LoadError) as error:
            notes.append(f"{command} is left out: {error.message}")
            del good[command]
    return shown.gather(name, good, parsers)


def _records(
    command: str, answers: Mapping[str, str], parsers: Sequence[Path], notes: list[str]
) -> list[dict[str, object]]:
    if not answers.get(command, "").strip():
        return []
    try:
        return read_output(command, answers[command], parsers)
    except (ParseError, LoadError) as error:
        notes.append(f"{command} is left out: {error.message}")
        return []


def _exchanges(
    answers: Mapping[str, str], parsers: Sequence[Path], notes: list[str]
) -> dict[str, Exchange]:
    return {
        str(one["name"]): Exchange(*(_number(one[key]) for key in COUNTERS))
        for one in _records(STATS, answers, parsers, notes)
    }


COUNTERS: Final = ("tx_request", "tx_response", "rx_request", "rx_response")


def _errors(
    answers: Mapping[str, str], parsers: Sequence[Path], notes: list[str]
) -> tuple[str, ...]:
    found: list[str] = []
    for table in _records(ERRORS, answers, parsers, notes):
        members = table["errors"]
        if isinstance(members, list):
            found.extend(str(one["message"]) for one in members)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - members of a TTP list
    return tuple(found)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _address(text: str) -> IPv4Address | None:
    try:
        return IPv4Address(text)
    except AddressValueError:
        return None


def _network(text: str) -> IPv4Network | None:
    try:
        return IPv4Network(text, strict=False)
    except ValueError:
        return None
