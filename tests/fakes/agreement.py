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
from fakes.router_pairs import NAMES, WAN_PORT, Pair
from nornir_ikev2.drivers.ios.view import read_release, view
from nornir_ikev2.ike.model import (
    ChildSuite,
    CryptoEntry,
    IkeConfig,
    Negotiation,
    Reason,
    Selector,
    Suite,
)
from nornir_ikev2.ike.predict import predict_pairs
from nornir_ikev2.lab.contracts import Config
from nornir_ikev2.lab.store.config import RunningConfig
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.member import Member
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
    INVALID_KE_PAYLOAD; `selectors` are those that got a child SA, as the starter sees them.
    """

    ok: bool
    suite: Suite | None = None
    esp: tuple[str, str | None] | None = None
    selectors: frozenset[Selector] = frozenset()
    reason: Reason | None = None
    retry: bool = False
    detail: str = ""

    def same(self, other: Judgement) -> bool:
        """Whether two judges agree; how they word it does not count."""
        return replace(self, detail="") == replace(other, detail="")


Judgements = tuple[Judgement | None, Judgement | None]
"""When the first router starts, when the second one does; None where it calls somebody else."""


def predicted(pair: Pair) -> Judgements:
    """By `nornir predict`, from the texts alone."""
    configs = [view(name, text) for name, text in zip(NAMES, pair.texts, strict=True)]
    found = predict_pairs(configs[0], configs[1])
    assert len(found) == 1
    if found[0].reason == "NO_PEER":
        return tuple(  # type: ignore[return-value] # two of them
            Judgement(ok=False, reason="NO_PEER", detail=found[0].detail) if name else None
            for name in found[0].entries
        )
    forth, back = found[0].directions
    return forth and _predicted(forth), back and _predicted(back)


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
            fabric.ike.delete(member, sa, notify=False)
    starter, other = members[side], members[1 - side]
    flows = list(starter.flows.values())
    if all(pair.ends[1 - side].wan != str(flow.peer) for flow in flows):
        return None
    found = [_started(fabric, starter, other, flow, clock) for flow in flows]
    return joined(found)


def _started(
    fabric: Fabric, starter: Member, other: Member, flow: CryptoFlow, clock: FakeClock
) -> Judgement:
    if not any(one.peer == flow.local for one in other.flows.values()):
        return Judgement(ok=False, reason="NO_PEER")
    outcome = fabric.ike.judge(starter, other, flow)
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


def _negotiated(
    pair: Pair, ends: list[IkeConfig], daemons: Daemons, side: int
) -> Judgement | None:
    starter, other = ends[side], ends[1 - side]
    found: list[Judgement] = []
    for entry in starter.entries:
        if pair.ends[1 - side].wan not in map(str, entry.peers):
            continue
        for selector in entry.selectors:
            outcome = daemons.negotiate(starter, other, entry, selector=selector, rekey=True)
            found.append(_observed(outcome, entry))
    return joined(found) if found else None


def _observed(outcome: Outcome, _entry: CryptoEntry) -> Judgement:
    child = outcome.child
    return Judgement(
        ok=outcome.ok,
        suite=outcome.suite,
        esp=(child.encryption, child.integrity) if child else None,
        selectors=frozenset({child.selector}) if child else frozenset(),
        reason=outcome.reason,
        retry=outcome.invalid_ke,
        detail=outcome.detail,
    )


def joined(found: Iterable[Judgement]) -> Judgement:
    """One judgement on all selectors of an entry: up if all are, the first reason otherwise."""
    held = list(found)
    bad = next((one for one in held if not one.ok), None)
    if bad is not None:
        return replace(bad, esp=None, selectors=frozenset())
    selectors = frozenset(selector for one in held for selector in one.selectors)
    late = next((one for one in held if one.reason), held[0])
    return replace(late, selectors=selectors)


def suite_of(child: ChildSuite | None) -> tuple[str, str | None] | None:
    return (child.encryption, child.integrity) if child else None
