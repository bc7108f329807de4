"""Objects that a tunnel needs and that are missing, shut or point at the wrong place."""

from __future__ import annotations

from collections.abc import Iterator

from nornir_ikev2.drivers.ios.view_text import interface
from nornir_ikev2.explain.causes.case import Case, entry_head, interface_line, where
from nornir_ikev2.explain.causes.child import access_list
from nornir_ikev2.explain.lines import block, child, say
from nornir_ikev2.explain.model import Cause
from nornir_ikev2.explain.tunnels import Side
from nornir_ikev2.ike.defaults import DEFAULT
from nornir_ikev2.ike.ends import incomplete


def objects(case: Case) -> Iterator[Cause]:
    """References into nothing, interfaces that are shut or have no address, half-made profiles."""
    for side, other in case.tunnel.sides:
        if side.entry is None:
            continue
        yield from _interfaces(case, side)
        yield from _references(case, side, other)
        yield from _profile(case, side)


def _interfaces(case: Case, side: Side) -> Iterator[Cause]:
    entry = side.entry
    if entry is None:
        return
    for name in dict.fromkeys((side.interface, entry.interface)):
        port = side.reading.ports.get(name)
        if port is not None and port.shut:
            yield Cause(
                "INTERFACE_SHUT",
                side.name,
                interface_line(side, name, "shutdown"),
                f"{name} of {side.name} is shut down",
                f"interface {name}, then no shutdown",
                stage=case.stage,
            )
    port = side.reading.ports.get(entry.interface)
    if port is None and entry.kind == "tunnel" and entry.local_address is None:
        yield _dangling(
            case,
            side,
            interface_line(side, entry.name, "tunnel source "),
            f"{entry.name} of {side.name} starts from {entry.interface or 'nothing'}, which is not there",
            f"interface {entry.name}, then tunnel source with the WAN interface",
        )
    elif port is not None and not port.shut and entry.local_address is None:
        yield _dangling(
            case,
            side,
            interface_line(side, entry.interface, "no ip address"),
            f"{entry.interface} of {side.name}, where {entry.name} starts, has no address",
            f"interface {entry.interface}, then ip address",
        )


def _references(case: Case, side: Side, other: Side) -> Iterator[Cause]:
    """Names that lead nowhere, in the order in which the objects refer to each other."""
    entry, root = side.entry, side.reading.root
    if entry is None:
        return
    head = entry_head(side)
    if entry.kind == "tunnel" and head and block(root, head) is None:
        yield _dangling(
            case,
            side,
            interface_line(side, entry.name, "tunnel protection "),
            f"{entry.name} of {side.name} is protected by the IPsec profile {head.split()[-1]}, which does"
            " not exist",
            head,
        )
        return
    absent = [one for one in entry.transform_sets if not side.reading.indexed.transform_set(one)]
    for name in absent:
        yield _dangling(
            case,
            side,
            child(root, head, "set transform-set "),
            f"transform set {name} of {where(side)} does not exist",
            f"crypto ipsec transform-set {name}, as on {other.name}",
        )
    if not entry.transform_sets and entry.profile:
        yield _dangling(
            case,
            side,
            say(head),
            f"{where(side)} has no transform set",
            f"{head}, then set transform-set",
        )
    if entry.profile and entry.profile not in side.reading.ike.profiles:
        yield _dangling(
            case,
            side,
            child(root, head, "set ikev2-profile "),
            f"IKEv2 profile {entry.profile} of {where(side)} does not exist",
            f"crypto ikev2 profile {entry.profile}, as on {other.name}",
        )
    elif entry.profile is None and other.entry is not None and other.entry.profile is not None:
        yield Cause(
            "IKE_VERSION_DIFFERS",
            side.name,
            say(head),
            f"{where(side)} names no IKEv2 profile, {where(other)} does: one end speaks IKEv1",
            f"{head}, then set ikev2-profile",
            stage=case.stage,
        )
    if entry.kind == "crypto-map":
        yield from _list(case, side, head)


def _list(case: Case, side: Side, head: str) -> Iterator[Cause]:
    name = access_list(side)
    if name and side.reading.lists.get(name):
        return
    if name:
        yield _dangling(
            case,
            side,
            child(side.reading.root, head, "match address "),
            f"access list {name} of {where(side)} does not exist or is empty: the entry stays disabled",
            f"ip access-list extended {name}, with the traffic to protect",
        )
    elif side.entry and side.entry.peers:
        yield _dangling(
            case,
            side,
            say(head),
            f"{where(side)} matches no access list",
            f"{head}, then match address",
        )


def _dangling(case: Case, side: Side, line: str, detail: str, cure: str) -> Cause:
    return Cause("DANGLING_REFERENCE", side.name, line, detail, cure, stage=case.stage)


def _profile(case: Case, side: Side) -> Iterator[Cause]:
    profile = side.profile
    if profile is None:
        return
    lacking = incomplete(profile)
    if lacking:
        yield Cause(
            "PROFILE_INCOMPLETE",
            side.name,
            say(f"crypto ikev2 profile {profile.name}"),
            f"profile {profile.name} of {side.name} has no {lacking}, so IOS does not use it",
            f"crypto ikev2 profile {profile.name}, then {lacking}",
            stage=case.stage,
        )
    for policy in side.reading.ike.policies.values():
        for name in policy.proposals:
            if name != DEFAULT and name not in side.reading.ike.proposals:
                yield _dangling(
                    case,
                    side,
                    child(
                        side.reading.root, f"crypto ikev2 policy {policy.name}", f"proposal {name}"
                    ),
                    f"policy {policy.name} of {side.name} names proposal {name}, which does not exist",
                    f"crypto ikev2 proposal {name}",
                )


def peers(case: Case) -> Iterator[Cause]:
    """One end points at the other, which does not point back."""
    for side, other in case.tunnel.sides:
        if side.entry is None:
            continue
        if other.entry is not None:
            yield from _elsewhere(case, side, other)
            continue
        local = side.entry.local_address
        if local is None:
            continue  # the rule of the objects says what this end lacks
        astray = next(_astray(case, other), None)
        if astray is not None:
            port, address = astray
            yield Cause(
                "PEER_ADDRESS_WRONG",
                other.name,
                _peer_line(other, port),
                f"{port} of {other.name} calls {address}, which no router of the inventory holds;"
                f" {where(side)} waits at {local}",
                f"point {port} of {other.name} at {local}",
                _attempts(side),
                "likely",
            )
            continue
        yield Cause(
            "PEER_MISSING",
            other.name,
            "",
            f"{where(side)} calls {other.name}, but nothing of {other.name} has {local} as its peer",
            f"give {other.name} a tunnel or crypto map entry for {local}, or take {where(side)} away",
            _attempts(side),
        )


def _elsewhere(case: Case, side: Side, other: Side) -> Iterator[Cause]:
    """An end that calls another address of the right router than the one its entry starts from."""
    entry, far = side.entry, other.entry
    if entry is None or far is None or far.local_address is None or not entry.peers:
        return
    if case.tunnel.turns or far.local_address in entry.peers:
        return
    yield Cause(
        "PEER_ADDRESS_WRONG",
        side.name,
        _peer_line(side, entry.name),
        f"{where(side)} calls {entry.peers[0]}, but {where(other)} starts from {far.local_address}",
        f"point {where(side)} at {far.local_address}, or change the source of {where(other)}",
        _attempts(side),
    )


def _astray(case: Case, side: Side) -> Iterator[tuple[str, str]]:
    """Entries of a router that call an address which nobody of the fleet holds."""
    for entry in side.reading.ike.entries:
        if entry.peers and not any(one in case.fleet.holders for one in entry.peers):
            yield entry.name, str(entry.peers[0])


def _peer_line(side: Side, name: str) -> str:
    if " " not in name:
        return interface_line(side, interface(name), "tunnel destination ")
    found = next((one for one in side.reading.ike.entries if one.name == name), None)
    return child(side.reading.root, entry_head(Side(side.reading, found, None)), "set peer ")


def _attempts(side: Side) -> tuple[str, ...]:
    counted = side.reading.exchanges.get("IKE_SA_INIT")
    if counted is None or not counted.sent:
        return ()
    return (f"{side.name} sent {counted.sent} IKE_SA_INIT and had {counted.received} answers",)
