"""No configuration makes a negotiation or a prediction raise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fakes import ike_pairs as pairs
from nornir_ikev2.ike.algorithms import GROUPS, HASHES, IKE_ENCRYPTION
from nornir_ikev2.ike.model import IkeConfig, Negotiation, Proposal
from nornir_ikev2.ike.negotiate import negotiate
from nornir_ikev2.ike.predict import predict_pairs
from nornir_ikev2.ike.strength import weaknesses
from nornir_ikev2.ike.suite import choose, offers

ENDS = st.sampled_from([pairs.hub(), pairs.spoke()])


def _some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)


PROPOSALS = st.builds(
    Proposal,
    name=st.just("P"),
    encryption=_some(list(IKE_ENCRYPTION)),
    integrity=_some(list(HASHES)),
    prf=_some(list(HASHES)),
    group=st.lists(st.sampled_from(list(GROUPS)), max_size=3, unique=True).map(tuple),
)


@st.composite
def configs(draw: st.DrawFn) -> IkeConfig:
    """A working end with any of its parts taken away or spoiled."""
    config = draw(ENDS)
    if draw(st.booleans()):
        config = pairs.signing(config)
    if draw(st.booleans()):
        config = replace(config, proposals={"P": draw(PROPOSALS)})
    for part in ("policies", "keyrings", "profiles", "trustpoints", "transform_sets"):
        if draw(st.integers(0, 5)) == 0:
            gone: dict[str, Any] = {part: {}}
            config = replace(config, **gone)
    changes = {
        "local_address": None,
        "peers": (),
        "profile": None,
        "selectors": (),
        "transform_sets": ("default",),
        "complete": False,
        "kind": "crypto-map",
    }
    for name in draw(st.sets(st.sampled_from(sorted(changes)), max_size=2)):
        config = pairs.with_entry(config, **{name: changes[name]})
    return config


def _check(got: Negotiation) -> None:
    assert got.ok == (got.child is not None)
    assert got.ok or got.reason
    assert (got.reason is None) == (not got.detail)
    assert not got.ok or got.suite


@given(configs(), configs())
def test_negotiate_is_total(one: IkeConfig, two: IkeConfig) -> None:
    _check(negotiate(one, two, one.entries[0]))
    _check(negotiate(one, two, one.entries[0], responder_entry=two.entries[0]))


@given(configs(), configs())
def test_predictions_agree_from_both_sides(one: IkeConfig, two: IkeConfig) -> None:
    forth, back = predict_pairs(one, two), predict_pairs(two, one)
    assert [item.ok for item in forth] == [item.ok for item in back]


@given(PROPOSALS, PROPOSALS)
def test_a_common_suite_does_not_depend_on_who_starts(one: Proposal, two: Proposal) -> None:
    forth, back = choose(offers([one]), offers([two])), choose(offers([two]), offers([one]))
    assert (forth is None) == (back is None)
    if forth:
        assert forth.encryption in set(one.encryption) & set(two.encryption)
        assert forth.group in set(one.group) & set(two.group)


@given(PROPOSALS)
def test_a_proposal_agrees_with_itself_on_its_first_values(one: Proposal) -> None:
    offered = offers([one])
    suite = choose(offered, offered)
    assert (suite is None) == (not offered)
    if suite:
        assert suite.encryption == offered[0].encryption[0]
        assert suite.group == one.group[0]
    assert len(weaknesses(one)) <= sum(
        map(len, (one.encryption, one.integrity, one.prf, one.group))
    )
