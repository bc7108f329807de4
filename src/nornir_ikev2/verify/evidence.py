"""What one router showed at one time, indexed so that looking up one of 10,000 peers is one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import AddressValueError, NetmaskValueError
from pathlib import Path
from typing import TypeVar

from nornir_ikev2.verify import records
from nornir_ikev2.verify.failure import ParseError
from nornir_ikev2.verify.parse import parse
from nornir_ikev2.verify.records import ChildSa, IkeSa, Interface, Neighbor, Route

IKE_SA = "show crypto ikev2 sa detailed"
IPSEC_SA = "show crypto ipsec sa"
INTERFACES = "show ip interface brief"
EIGRP = "show ip eigrp neighbors"
OSPF = "show ip ospf neighbor"
BGP = "show ip bgp summary"
ROUTES = "show ip route"

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The parsed answers of one router.

    Attributes:
        router: inventory name.
        asked: the commands that were answered; what was not asked is unknown, not absent.
        ike: IKE SAs by remote address.
        ike_by_id: the same by the identity the peer proved, for peers behind NAT.
        children: pairs of selectors by peer address.
        neighbors: routing neighbours by command and address.
        interfaces: by name as printed.
        routes: by prefix `10.1.0.0/24`.
    """

    router: str
    asked: frozenset[str] = frozenset()
    ike: Mapping[str, tuple[IkeSa, ...]] = field(default_factory=dict[str, tuple[IkeSa, ...]])
    ike_by_id: Mapping[str, tuple[IkeSa, ...]] = field(default_factory=dict[str, tuple[IkeSa, ...]])
    children: Mapping[str, tuple[ChildSa, ...]] = field(
        default_factory=dict[str, tuple[ChildSa, ...]]
    )
    neighbors: Mapping[tuple[str, str], Neighbor] = field(
        default_factory=dict[tuple[str, str], Neighbor]
    )
    interfaces: Mapping[str, Interface] = field(default_factory=dict[str, Interface])
    routes: Mapping[str, Route] = field(default_factory=dict[str, Route])


def gather(router: str, answers: Mapping[str, str], folders: Sequence[Path]) -> Evidence:
    """Return the evidence in a router's answers, a map from command to output.

    Raises:
        ParseError: an answer was not wholly understood.
        LoadError: a template is wrong.
    """

    def read(command: str, make: Callable[[records.Raw], _T]) -> list[_T]:
        if command not in answers:
            return []
        try:
            return [make(raw) for raw in parse(command, answers[command], folders)]
        except (AddressValueError, NetmaskValueError) as error:
            raise ParseError(command, f"not an address: {error}", answers[command]) from error

    neighbors = {
        (command, one.address): one
        for command, make in (
            (EIGRP, records.eigrp_neighbor),
            (OSPF, records.ospf_neighbor),
            (BGP, records.bgp_neighbor),
        )
        for one in read(command, make)
    }
    sas = read(IKE_SA, records.ike_sa)
    return Evidence(
        router=router,
        asked=frozenset(answers),
        ike=_by(sas, lambda sa: sa.remote),
        ike_by_id=_by((sa for sa in sas if sa.remote_id), lambda sa: sa.remote_id or ""),
        children=_by(read(IPSEC_SA, records.child_sa), lambda sa: sa.peer),
        neighbors=neighbors,
        interfaces={one.name: one for one in read(INTERFACES, records.interface)},
        routes={one.prefix: one for one in read(ROUTES, records.route)},
    )


def _by(items: Iterable[_T], key: Callable[[_T], str]) -> dict[str, tuple[_T, ...]]:
    found: dict[str, list[_T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return {name: tuple(several) for name, several in found.items()}
