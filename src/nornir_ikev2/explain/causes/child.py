"""The child SA: selectors, transform sets, PFS, and traffic that never gets as far as the crypto map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nornir_ikev2.explain import acl
from nornir_ikev2.explain.causes.case import Case, blamed, entry_head, where
from nornir_ikev2.explain.lines import block, child, say, starting
from nornir_ikev2.explain.model import Cause
from nornir_ikev2.explain.tunnels import Side
from nornir_ikev2.ike.child import mirror
from nornir_ikev2.ike.model import CryptoEntry, Selector
from nornir_ikev2.ike.strength import group_weaknesses, transform_weaknesses

FORWARDED: Final = frozenset({"ip", "tcp", "udp", "icmp"})
"""Protocols of traffic that hosts send, which NAT translates."""


def selectors(case: Case) -> Iterator[Cause]:
    """Access lists that are not mirrors of each other, and entries in the shadow of earlier ones."""
    shadows = [cause for side, _ in case.tunnel.sides for cause in _shadowed(case, side)]
    yield from shadows
    one, two = case.tunnel.one.entry, case.tunnel.two.entry
    if one is None or two is None or not one.selectors or not two.selectors:
        return
    if shadows or "crypto-map" not in {one.kind, two.kind}:
        return
    mine, theirs = set(one.selectors), {mirror(item) for item in two.selectors}
    if mine == theirs:
        return
    found = case.blame(access_list)
    side = found.guilty
    odd = _odd(side, found.other)
    refused = case.tunnel.refused is not None
    yield blamed(
        Cause(
            "SELECTORS_NOT_MIRRORED",
            side.name,
            _selector_line(side, odd),
            f"{where(side)} protects {_say(odd)}, and no line of {where(found.other)} is its mirror",
            "make the two access lists exact mirrors of each other: source and destination change places",
            _counted(case, "TS_UNACCEPTABLE"),
            stage=case.stage if refused else "beside",
        ),
        found,
    )


def _odd(side: Side, other: Side) -> Selector:
    held = side.entry.selectors if side.entry else ()
    first = next(iter(held))
    mirrored = {mirror(item) for item in (other.entry.selectors if other.entry else ())}
    return next((one for one in held if one not in mirrored), first)


def _say(selector: Selector) -> str:
    return f"{selector.protocol} {selector.local} -> {selector.remote}"


def access_list(side: Side) -> str:
    """Name of the access list of the crypto map entry."""
    found = block(side.reading.root, entry_head(side))
    return (found.value("match address ") if found else None) or ""


def _selector_line(side: Side, selector: Selector) -> str:
    name = access_list(side)
    head = next(
        (
            one.text
            for one in side.reading.root.children
            if one.text in {f"ip access-list extended {name}", f"ip access-list standard {name}"}
        ),
        "",
    )
    for rule in side.reading.lists.get(name, ()):
        if rule.permit and (rule.source, rule.destination) == (selector.local, selector.remote):
            return say(head, rule.text)
    return say(head or entry_head(side))


def _shadowed(case: Case, side: Side) -> Iterator[Cause]:
    """An earlier sequence of the same crypto map that takes the traffic for another peer."""
    entry = side.entry
    for own in entry.selectors if entry else ():
        found = side.reading.shadows.get((entry.name if entry else "", own))
        if entry is None or found is None:
            continue
        rival = Side(side.reading, found.entry, None)
        yield Cause(
            "SELECTOR_SHADOWED",
            side.name,
            _selector_line(rival, found.selector),
            f"{found.entry.name} stands before {entry.name} in the crypto map of {side.name} and protects"
            f" {_say(found.selector)} too, so that {_say(own)} goes to its peer",
            f"make the list of {found.entry.name} narrower, or give {entry.name} a lower sequence number",
            _packets(side),
            stage="now" if case.tunnel.status != "up" else "beside",
        )
        return


def transforms(case: Case) -> Iterator[Cause]:
    """No transform set in common."""
    refused = case.tunnel.refused
    if refused is None or refused[2].reason != "CHILD_NO_PROPOSAL":
        return
    for modern, old in case.tunnel.sides:
        sets = [one for name in _sets(old) if (one := old.reading.ike.transform_sets.get(name))]
        release = modern.reading.ike.release
        weak = [
            one
            for one in sets
            if any(
                bad.refused_by_release
                for bad in transform_weaknesses(one.encryption, one.integrity, release)
            )
        ]
        if sets and weak == sets:
            yield Cause(
                "WEAK_ALGORITHM_REFUSED",
                old.name,
                _set_line(old),
                f"{old.name} has only {weak[0].encryption} {weak[0].integrity or ''}, which {release.text}"
                f" of {modern.name} refuses (Cisco Field Notice FN72510, from 17.11.1a)",
                "give both ends a transform set of AES and SHA-2",
                (f"{modern.name} runs {release.text}, {old.name} {old.reading.ike.release.text}",),
                stage=case.stage,
            )
            return
    found = case.blame(entry_head)
    yield blamed(
        Cause(
            "TRANSFORM_SET_DIFFERS",
            found.guilty.name,
            _set_line(found.guilty),
            refused[2].detail,
            f"give {found.guilty.name} a transform set that {found.other.name} has",
            _counted(case, "NO_PROPOSAL_CHOSEN"),
            stage=case.stage,
        ),
        found,
    )


def _sets(side: Side) -> tuple[str, ...]:
    return side.entry.transform_sets if side.entry else ()


def _set_line(side: Side) -> str:
    for name in _sets(side):
        found = next(side.reading.root.starting(f"crypto ipsec transform-set {name} "), None)
        if found is not None:
            return say(found.text)
    return say(entry_head(side))


def pfs(case: Case) -> Iterator[Cause]:
    """Two PFS groups: up now, down at the first rekey."""
    one, two = case.tunnel.one.entry, case.tunnel.two.entry
    if one is None or two is None or one.pfs == two.pfs:
        return
    found = case.blame(entry_head)
    side, other = found.guilty, found.other
    # Where one end has none, that end is what lets the tunnel come up without it.
    lacking = next(
        (item for item, _ in case.tunnel.sides if item.entry and not item.entry.pfs), None
    )
    if not found.sure and lacking is not None:
        side, other = lacking, next(far for near, far in case.tunnel.sides if near is lacking)
    weak = _weak_group(side, other)
    group = other.entry.pfs if other.entry else None
    cause = Cause(
        "WEAK_ALGORITHM_REFUSED" if weak else "PFS_DIFFERS",
        side.name,
        child(side.reading.root, entry_head(side), "set pfs"),
        f"{where(case.tunnel.one)} has {_group(one)}, {where(case.tunnel.two)} {_group(two)}: the first"
        " child SA takes its keys from the IKE SA, every later one needs the group" + weak,
        f"{entry_head(side)}, then " + (f"set pfs group{group}" if group else "no set pfs"),
        _counted(case, "NO_PROPOSAL_CHOSEN"),
        stage=case.stage,
    )
    yield blamed(cause, found) if side is found.guilty else cause


def _weak_group(side: Side, other: Side) -> str:
    entry = other.entry
    mine = side.entry.pfs if side.entry else None
    if entry is None or entry.pfs is None or mine is not None:
        return ""
    release = side.reading.ike.release
    if any(bad.refused_by_release for bad in group_weaknesses(entry.pfs, release)):
        return f"; {release.text} of {side.name} refuses group {entry.pfs} (FN72510)"
    return ""


def _group(entry: CryptoEntry) -> str:
    return f"PFS group {entry.pfs}" if entry.pfs else "no PFS"


def _counted(case: Case, notify: str) -> tuple[str, ...]:
    found: list[str] = []
    for side, _ in case.tunnel.sides:
        counted = side.reading.exchanges.get(notify)
        if counted and any((counted.sent, counted.answered, counted.asked, counted.received)):
            found.append(
                f"{side.name} counts {notify}: {counted.sent + counted.answered} sent,"
                f" {counted.asked + counted.received} received"
            )
    return tuple(found)


def _packets(side: Side) -> tuple[str, ...]:
    counted = [one for one in side.children if one.encaps is not None]
    return tuple(
        f"{side.name} sent {one.encaps} and received {one.decaps} packets for {one.local} -> {one.remote}"
        for one in counted[:1]
    )


def nat_exemption(case: Case) -> Iterator[Cause]:
    """NAT rewrites the source before the crypto map looks: the traffic never matches its list.

    Source of the order, NAT before encryption on the way out: Cisco, "NAT Order of Operation" (6209).
    """
    for side, _ in case.tunnel.sides:
        entry = side.entry
        if entry is None or entry.kind != "crypto-map":
            continue
        port = block(side.reading.root, f"interface {entry.interface}")
        if port is None or port.find("ip nat outside") is None:
            continue
        for selector in entry.selectors:
            line, rule = _translated(side, selector)
            if line:
                yield Cause(
                    "NAT_NOT_EXEMPT",
                    side.name,
                    say(line, rule),
                    f"NAT of {side.name} translates {_say(selector)} before the crypto map looks at it, so"
                    " the traffic leaves unprotected and the tunnel is never asked for",
                    f"deny ip {selector.local.network_address} {selector.local.hostmask}"
                    f" {selector.remote.network_address} {selector.remote.hostmask} before the permit"
                    " of the NAT list",
                    _packets(side),
                    stage="now" if case.tunnel.status != "up" else "later",
                )
                return


def _translated(side: Side, selector: Selector) -> tuple[str, str]:
    """The `ip nat` line that translates a selector's traffic, and what of its list does."""
    root = side.reading.root
    # GRE between the routers themselves comes from no inside network; towards everywhere NAT is meant.
    if selector.protocol not in FORWARDED or not selector.remote.prefixlen:
        return "", ""
    if not _inside(side, selector):
        return "", ""
    for line in root.starting("ip nat inside source "):
        words = line.text.split()
        kind, name = (words[4], words[5]) if len(words) > 5 else ("", "")  # noqa: PLR2004 - list NAME
        if kind == "list":
            rule = acl.hit(side.reading.lists.get(name, ()), selector.local, selector.remote)
            if rule is not None and rule.permit:
                return line.text, rule.text
        elif kind == "route-map":
            taken = acl.route_map(root, side.reading.lists, name, selector.local, selector.remote)
            if taken:
                return line.text, taken
    return "", ""


def _inside(side: Side, selector: Selector) -> bool:
    """Whether the protected network lies behind an interface with `ip nat inside`."""
    for name, port in side.reading.ports.items():
        inside = block(side.reading.root, f"interface {name}")
        if inside is None or not any(True for _ in starting(inside, "ip nat inside")):
            continue
        if port.address is not None and port.address in selector.local:
            return True
    return False
