"""What each group of lines does to SAs that exist, and for how long. Pure.

A live SA notices neither a new key nor a new proposal (RFC 7296 sections 2.8 and 2.15): it runs on and is
renewed on purpose, see `consequences.renewals`. What takes its tunnel or its crypto map entry away, or moves
its ends or selectors, drops it. That IOS drops an SA then, and how long it is gone, is practice, unconfirmed:
the cautious reading is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nornir_ikev2.drivers.ios.attribution import SHARED, Attribution
from nornir_ikev2.drivers.ios.names import upper
from nornir_ikev2.drivers.ios.present import Present
from nornir_ikev2.drivers.ios.stanza import Edit
from nornir_ikev2.drivers.protocol import Effect, Impact, SectionName
from nornir_ikev2.intent.model import RouterIntent

NEGOTIATION: Final = 2
"""Seconds an IKE SA and its child take to come up, roughly."""
HELLO: Final[Mapping[str, int]] = {"eigrp": 5, "ospf": 10, "bgp": 30, "static": 0, "none": 0}
"""Seconds until a neighbour is found again: default hello times of EIGRP and OSPF, a BGP connect retry."""

_HARMLESS: Final = ("description ", "ip mtu ", "ip tcp adjust-mss ")
_MOVES: Final = ("set peer ", "match address ")
_IKE: Final = frozenset({"proposals", "policies", "profiles"})
_CHILD: Final = frozenset({"transform_sets", "ipsec_profiles"})
_RANK: Final[tuple[Effect, ...]] = ("none", "rekeys", "re-authenticates", "drops")

Edits = Sequence[tuple[SectionName, Edit]]


def impacts(
    intent: RouterIntent, present: Present, attribution: Attribution, edits: Edits
) -> Iterator[Impact]:
    """The effect of each group of lines, in the order they are typed; groups without one are left out.

    Args:
        intent: what the router must be.
        present: what is there.
        attribution: knows which peer a line is for.
        edits: of the plan.
    """
    configured = _configured(present, attribution)
    names = {upper(peer.name): peer.name for part in intent.vpns for peer in part.peers}
    gone = configured - names.keys()
    found: dict[tuple[str, str], Effect] = {}
    for section, edit in edits:
        peer = attribution.of(edit)
        effect = _effect(section, edit, peer, present)
        if effect == "none" or (peer != SHARED and peer not in configured):
            continue
        if not configured:
            continue
        key = (_group(edit), peer)
        found[key] = _RANK[max(_RANK.index(found.get(key, "none")), _RANK.index(effect))]
    hello = max((HELLO[part.routing.protocol] for part in intent.vpns), default=0)
    for (group, peer), effect in found.items():
        whose = sorted(configured if peer == SHARED else {peer})
        lasting = effect == "drops" and gone.issuperset(whose)
        yield Impact(
            lines=group,
            effect=effect,
            peers=tuple(names.get(one, one) for one in whose),
            shared=peer == SHARED,
            seconds=None if lasting else _seconds(effect, hello),
        )


def _seconds(effect: Effect, hello: int) -> int:
    return 1 if effect == "rekeys" else NEGOTIATION + hello


def _configured(present: Present, attribution: Attribution) -> set[str]:
    """Peers with a tunnel or a crypto map entry of ours on the router: those that may have SAs."""
    ends = {"tunnels", "crypto_maps"}
    keys = [key for key, own in present.own.items() if own.section in ends]
    return {attribution.of_path((key,)) for key in keys} - {SHARED}


def _group(edit: Edit) -> str:
    """The object an edit belongs to, for people."""
    top = edit.path[0].masked if edit.path else (edit.undoes or edit.line.masked)
    if top.startswith("crypto ikev2 keyring "):
        inner = edit.path[1].masked if len(edit.path) > 1 else (edit.undoes or edit.line.masked)
        return f"{top} / {inner}" if edit.path else top
    return top


def _effect(section: SectionName, edit: Edit, peer: str, present: Present) -> Effect:
    top = edit.path[0].text if edit.path else (edit.undoes or edit.line.text)
    if present.top(_key(top)) is None:
        return "none"  # it is new: no SA was made from it
    line = edit.undoes or edit.line.text
    if peer != SHARED:
        return _own(section, edit, line)
    if line.startswith("crypto map "):
        return "drops" if edit.undoes else "none"
    if not edit.path and edit.undoes:
        return "none"  # shared objects go when nobody uses them
    if section in _IKE:
        return "re-authenticates"
    return "rekeys" if section in _CHILD else "none"


def _own(section: SectionName, edit: Edit, line: str) -> Effect:
    """The effect of a line that is for one peer."""
    if section == "keyrings":
        return "drops" if edit.undoes and line.startswith("peer ") else "re-authenticates"
    if section == "access_lists":
        return "drops"
    if section == "tunnels":
        return "none" if line.startswith(_HARMLESS) else "drops"
    if section == "crypto_maps":
        return "drops" if not edit.path or line.startswith(_MOVES) else "rekeys"
    return "none"


def _key(top: str) -> str:
    words = top.split()
    return (
        " ".join(words[:4])
        if top.startswith(("crypto map ", "crypto ipsec transform-set "))
        else top
    )
