"""One pair of routers, judged three times: predicted, modelled by the lab, and negotiated by two daemons.

The three read the same texts, each with a reader of its own as far as there are two: the driver's for the
prediction, the lab's for the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from fakes.lab_wan import FakeClock, FakeRouter
from fakes.router_texts import NAMES, WAN_PORT, Pair
from nornir_ikev2.drivers.ios.view import read_release, view
from nornir_ikev2.ike.model import (
    Identity,
    IkeConfig,
    Negotiation,
    Reason,
    Selector,
    Suite,
)
from nornir_ikev2.ike.predict import predict_pairs
from nornir_ikev2.lab.contracts import Config
from nornir_ikev2.lab.store.config import RunningConfig
from nornir_ikev2.lab.strongswan.identities import takes
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.modelled import Modelled
from nornir_ikev2.lab.wan.state import CryptoFlow
from nornir_ikev2.lab.wan.view import read

if TYPE_CHECKING:
    from nornir_ikev2.lab.strongswan.pair import Outcome
    from nornir_ikev2.lab.strongswan.pair import Pair as Daemons

SIDES = (0, 1)


@dataclass(frozen=True)
class Judgement:
    """What happens when one of the two routers starts the tunnel.

    `reason` with `ok` is what goes wrong at the first rekey; `retry` is one more IKE_SA_INIT after
    INVALID_KE_PAYLOAD; `selectors` are those that got a child SA, as the starter sees them; `sent` is
    False where it ends before the first packet.
    """

    ok: bool
    suite: Suite | None = None
    esp: tuple[str, str | None] | None = None
    selectors: frozenset[Selector] = frozenset()
    reason: Reason | None = None
    retry: bool = False
    detail: str = ""
    sent: bool = True

    def same(self, other: Judgement) -> bool:
        """Whether two judges agree; how they word it does not count."""
        return replace(self, detail="", sent=True) == replace(other, detail="", sent=True)


Judgements = tuple[Judgement | None, Judgement | None]
"""When the first router starts, when the second one does; None where it calls somebody else."""


def predicted(pair: Pair) -> Judgements:
    """By `nornir predict`, from the texts alone."""
    configs = [view(name, text) for name, text in zip(NAMES, pair.texts, strict=True)]
    found = predict_pairs(configs[0], configs[1])
    assert len(found) == 1
    forth, back = found[0].directions
    return _predicted(forth) if forth else None, _predicted(back) if back else None


def _predicted(one: Negotiation) -> Judgement:
    child = one.child
    return Judgement(
        ok=one.ok,
        suite=one.suite,
        esp=(child.encryption, child.integrity) if child else None,
        selectors=frozenset(child.selectors) if child else frozenset(),
        reason=one.reason,
        retry=any(step.notify == "INVALID_KE_PAYLOAD" for step in one.exchanges),
        detail=one.detail,
    )


# The lab's own reading: running-configs as its routers store them.


def stored(text: str, name: str, clock: FakeClock) -> FakeRouter:
    """A router of the lab with this text as its startup-config; every line must be taken."""
    release = read_release(text.partition("version ")[2].partition("\n")[0])
    router = FakeRouter(name, "", clock, release)
    router.config = cast("Config", RunningConfig(release, router.ports, hostname=name))
    port = f"interface {WAN_PORT}\n"
    refused = [
        reply
        for reply in router.config.load(text.replace(port, port + " no shutdown\n"))
        if reply.refused
    ]
    assert refused == [], refused
    return router


def configs(pair: Pair) -> list[IkeConfig]:
    """Both ends as the lab reads them."""
    routers = [
        stored(text, name, FakeClock()) for name, text in zip(NAMES, pair.texts, strict=True)
    ]
    return [read(one.name, one.config.root, one.release) for one in routers]


def modelled(pair: Pair) -> Judgements:
    """By the routers of the virtual lab on one segment; a moved clock forces the rekey."""
    return _modelled(pair, 0), _modelled(pair, 1)


def _modelled(pair: Pair, side: int) -> Judgement | None:
    clock = FakeClock()
    clock.advance((datetime.now(UTC) - clock.now()).total_seconds())  # certificates were made today
    fabric = Fabric(clock)
    for name, text in zip(NAMES, pair.texts, strict=True):
        fabric.attach(stored(text, name, clock), {WAN_PORT: "segment"})
    fabric.settle()
    members = [fabric.members[name] for name in NAMES]
    for member in members:  # tunnels start by themselves; here one end shall start
        for sa in list(member.ike_sas.values()):
            _model(fabric).delete(member, sa, notify=False)
    starter, other = members[side], members[1 - side]
    flows = list(starter.flows.values())
    if all(pair.ends[1 - side].wan != str(flow.peer) for flow in flows):
        return None
    found = [_started(fabric, starter, other, flow, clock) for flow in flows]
    return joined(found)


def _model(fabric: Fabric) -> Modelled:
    found = fabric.ike.exchanges
    assert isinstance(found, Modelled)
    return found


def _started(
    fabric: Fabric, starter: Member, other: Member, flow: CryptoFlow, clock: FakeClock
) -> Judgement:
    outcome = _model(fabric).judge(starter, other, flow)
    up = fabric.ike.initiate(starter, flow)
    judged = _predicted(outcome)
    child = flow.child
    if not up or child is None:
        return replace(judged, ok=False)
    reason = _rekeyed(flow, clock)
    return replace(judged, ok=True, esp=(child.encryption, child.integrity), reason=reason)


def _rekeyed(flow: CryptoFlow, clock: FakeClock) -> Reason | None:
    before = flow.child.spi_in if flow.child else 0
    clock.advance(flow.entry.lifetime * 0.96)
    after = flow.child.spi_in if flow.child else 0
    return None if after not in {0, before} else "PFS_MISMATCH_AT_REKEY"


# Two daemons.


def negotiated(pair: Pair, daemons: Daemons) -> Judgements:
    """By two charons that got what the lab's own translation makes of the two texts."""
    ends = configs(pair)
    return _negotiated(pair, ends, daemons, 0), _negotiated(pair, ends, daemons, 1)


def _negotiated(pair: Pair, ends: list[IkeConfig], daemons: Daemons, side: int) -> Judgement | None:
    starter, other = ends[side], ends[1 - side]
    for entry in starter.entries:
        if pair.ends[1 - side].wan in map(str, entry.peers):
            first, *more = entry.selectors
            outcome = daemons.negotiate(starter, other, entry, selector=first, rekey=True)
            found = [outcome]
            if outcome.ok:
                found += [daemons.further(selector) for selector in more]
            return joined(map(_observed, found))
    return None


def _observed(outcome: Outcome) -> Judgement:
    child = outcome.child
    return Judgement(
        ok=outcome.ok,
        suite=outcome.suite,
        esp=(child.encryption, child.integrity) if child else None,
        selectors=frozenset({child.selector}) if child else frozenset(),
        reason=outcome.reason,
        retry=outcome.invalid_ke,
        detail=outcome.detail,
        sent=outcome.sent,
    )


def joined(found: Iterable[Judgement]) -> Judgement:
    """One judgement on all selectors of an entry: up if all are, the first reason otherwise."""
    held = list(found)
    bad = next((one for one in held if not one.ok), None)
    if bad is not None:
        # What IKE_AUTH took and CREATE_CHILD_SA refuses is the group of PFS.
        reason = held[0].reason if held[0].ok and bad.reason == "CHILD_NO_PROPOSAL" else bad.reason
        return replace(
            bad,
            reason=reason,
            esp=None,
            selectors=frozenset(),
            suite=held[0].suite,
            retry=held[0].retry,
        )
    selectors = frozenset(selector for one in held for selector in one.selectors)
    late = next((one for one in held if one.reason), held[0])
    return replace(late, selectors=selectors)


# Where IOS and charon are known to differ.


def difference(pair: Pair, side: int, ours: Judgement, theirs: Judgement) -> str:
    """The known difference between IOS and charon that explains two judgements, "" for none.

    charon names the identity it expects in its request (IDr), and the responder looks at that first. IOS
    sends no IDr (payload contents in a trace of 16.7.1), so its responder judges the proof first.
    Both fail; where there are two mistakes, each daemon finds the other one first.
    """
    proof = {"AUTHENTICATION_FAILED", "NO_KEY", "NO_CERTIFICATE"}
    if ours.reason not in proof or theirs.reason != "NO_PROFILE":
        return ""
    if "no matching peer config found" not in theirs.detail:
        return ""
    starter, other = (configs(pair)[number] for number in (side, 1 - side))
    (entry,) = starter.entries
    profile = starter.profiles[entry.profile or ""]
    (answer,) = other.entries
    theirs_is = other.profiles[answer.profile or ""].identity_local
    identity = theirs_is or Identity("address", str(answer.local_address))
    strange = not any(takes(match, identity) for match in profile.remote_matches)
    return "IDr in the request" if strange else ""
