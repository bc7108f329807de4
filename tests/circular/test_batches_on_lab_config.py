"""A hub changed spoke by spoke, as batches do; the lab's running-config is a second reading of IOS."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.foreign_configs import foreign, loaded
from fakes.ios_intents import hub, key, reading
from fakes.ios_strategies import vpns
from nornir_ikev2.drivers.ios.plan import plan
from nornir_ikev2.drivers.ios.replies import refusal
from nornir_ikev2.drivers.protocol import RouterPlan
from nornir_ikev2.errors import PlanError
from nornir_ikev2.intent.model import RouterIntent, RouterVpn
from nornir_ikev2.lab.store.config import RunningConfig


def follow(intent: RouterIntent, lab: RunningConfig) -> RouterPlan:
    """Plan and type; no line may be refused."""
    made = plan(intent, reading(lab.text()), key)
    for reply in lab.apply([line.text for one in made.sections for line in one.lines]):
        assert not reply.refused, reply
        assert not refusal(reply.message.splitlines()), reply
    return made


def in_batches(intent: RouterIntent, peers: list[str], lab: RunningConfig) -> list[RouterPlan]:
    """One peer after the other, then all: what is left goes with the last one."""
    made: list[RouterPlan] = []
    for count in range(len(peers)):
        scope = frozenset(peers[: count + 1])
        made.append(follow(replace(intent, scope=scope), lab))
        intent = replace(intent, owned=made[-1].owned)
    return [*made, follow(intent, lab)]


def first_time(wanted: RouterVpn) -> RouterIntent:
    """The hub before its first VPN: a foreign object with a name of ours is refused."""
    return replace(hub(wanted), owned_prefixes=())


def names(*wanted: RouterVpn) -> list[str]:
    return list(dict.fromkeys(peer.name for part in wanted for peer in part.peers))


@given(foreign, vpns(), st.randoms())
@settings(max_examples=80, deadline=None)
def test_batch_by_batch_a_hub_becomes_what_it_would_at_once(
    config: str, wanted: RouterVpn, shuffle: Random
) -> None:
    at_once, stepwise = loaded(config), loaded(config)
    order = names(wanted)
    shuffle.shuffle(order)
    try:
        whole = follow(first_time(wanted), at_once)
    except PlanError:
        return

    made = in_batches(hub(wanted), order, stepwise)

    assert made[-1].sections == ()
    assert set(made[-1].owned) == set(whole.owned)
    assert {line for one in made for line in one.added} == set(whole.added)
    assert sorted(stepwise.text().splitlines()) == sorted(at_once.text().splitlines())


@given(foreign, vpns(), vpns(), st.randoms())
@settings(max_examples=120, deadline=None)
def test_batch_by_batch_one_vpn_becomes_another_and_goes_without_a_trace(
    config: str, old: RouterVpn, new: RouterVpn, shuffle: Random
) -> None:
    lab = loaded(config)
    before = lab.text()
    try:
        first = follow(first_time(old), lab)
        plan(replace(hub(new), owned=first.owned), reading(lab.text()), key)
    except PlanError:
        return
    order = names(old, new)
    shuffle.shuffle(order)

    made = in_batches(replace(hub(new), owned=first.owned), order, lab)[-1]
    settled = plan(replace(hub(new), owned=made.owned), reading(lab.text()), key)
    assert [line.masked for one in settled.sections for line in one.lines] == []

    shuffle.shuffle(order)
    in_batches(replace(hub(), owned=made.owned), order, lab)
    assert lab.text() == before


@given(foreign, vpns())
@settings(max_examples=80, deadline=None)
def test_a_batch_leaves_what_is_there_for_other_peers_alone(config: str, old: RouterVpn) -> None:
    lab = loaded(config)
    try:
        first = follow(first_time(old), lab)
    except PlanError:
        return
    deployed = lab.text()
    (one, *others) = names(old)
    intent = replace(hub(), owned=first.owned, scope=frozenset({one}))

    follow(intent, lab)

    left = lab.text()
    for name in others:
        for line in deployed.splitlines():
            assert name.upper() not in line.split() or line in left.splitlines(), line
    if not others:
        return
    again = plan(replace(intent, scope=frozenset(others[:1])), reading(left), key)
    assert all(one.upper() not in line.split() for line in again.removed)
