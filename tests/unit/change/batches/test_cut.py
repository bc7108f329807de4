"""Which routers change together."""

from __future__ import annotations

from ipaddress import IPv4Address
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nornir_ikev2.change.batches.cut import Batch, Pair, cut
from nornir_ikev2.change.selection import Selection
from nornir_ikev2.intent.model import Intent, RouterIntent, Routing, TunnelIntent, Wan
from nornir_ikev2.intent.sizes import BatchSize, batch_size

WAN = Wan("Gi1", IPv4Address("192.0.2.1"))


def star(spokes: int, hubs: int = 1) -> Selection:
    centre = [f"hub{number + 1}" for number in range(hubs)]
    names = [f"b{number + 1}" for number in range(spokes)]
    return selected([*centre, *names], [(hub, name) for name in names for hub in centre], centre)


def selected(names: list[str], pairs: list[Pair], hubs: list[str]) -> Selection:
    routers = {name: RouterIntent(name, "ios", WAN, ()) for name in names}
    tunnels = tuple(TunnelIntent("v", pair, "tunnel-interface", Routing("none")) for pair in pairs)
    return Selection(Intent(routers, tunnels), (), tuple(pairs), frozenset(hubs))


def sizes(text: str) -> list[BatchSize]:
    return [batch_size(word) for word in text.split(",") if word]


def members(batches: tuple[Batch, ...]) -> list[str]:
    return [" ".join(one.members) for one in batches]


def ends(batch: Batch) -> list[Pair]:
    return [tunnel.ends for tunnel in batch.intent.tunnels]


def scope(batch: Batch, router: str) -> set[str] | None:
    found = batch.intent.routers[router].scope
    return None if found is None else set(found)


@pytest.mark.parametrize(
    ("spokes", "given_sizes", "expected"),
    [
        (4, "", [4]),
        (4, "1,100%", [1, 3]),
        (20, "1,10%,100%", [1, 2, 17]),
        (5, "2", [2, 2, 1]),
        (3, "10%", [1, 1, 1]),
        (10, "25%", [2, 2, 2, 2, 2]),
        (2, "50", [2]),
    ],
)
def test_batches_count_spokes_and_the_last_size_repeats(
    spokes: int, given_sizes: str, expected: list[int]
) -> None:
    assert [len(one.members) for one in cut(star(spokes), sizes(given_sizes))] == expected


def test_a_hub_is_part_of_every_batch_with_its_spokes_for_these_and_those_before() -> None:
    one, two, three = cut(star(3), sizes("1"))

    assert set(one.intent.routers) == {"hub1", "b1"}
    assert scope(one, "hub1") == {"b1"}
    assert scope(two, "hub1") == {"b1", "b2"}
    assert scope(three, "hub1") is None
    assert scope(one, "b1") is None
    assert ends(two) == [("hub1", "b2")]


def test_a_hub_without_a_spoke_in_a_batch_is_not_part_of_it() -> None:
    pairs = [("hub1", "b1"), ("hub2", "b2")]
    one, two = cut(selected(["hub1", "hub2", "b1", "b2"], pairs, ["hub1", "hub2"]), sizes("1"))

    assert set(one.intent.routers) == {"hub1", "b1"}
    assert set(two.intent.routers) == {"hub2", "b2"}
    assert scope(one, "hub1") is None


def test_two_tunnels_of_one_spoke_that_go_down_are_in_two_batches() -> None:
    both = [("hub1", "b1"), ("hub2", "b1")]
    batches = cut(star(2, hubs=2), sizes("100%"), dropping=both)

    assert [ends(one) for one in batches] == [
        [("hub1", "b1"), ("hub1", "b2"), ("hub2", "b2")],
        [("hub2", "b1")],
    ]
    assert scope(batches[0], "b1") == {"hub1"}
    assert scope(batches[1], "b1") is None
    assert set(batches[1].intent.routers) == {"hub2", "b1"}


def test_a_batch_is_no_larger_than_a_hub_admits_to_negotiate() -> None:
    batches = cut(star(10), sizes("1,100%"), room={"hub1": 4})

    assert [len(one.members) for one in batches] == [1, 4, 4, 1]


def test_the_first_batch_of_a_mesh_holds_a_tunnel() -> None:
    names = ["r1", "r2", "r3"]
    batches = cut(selected(names, list(combinations(names, 2)), []), sizes("1"))

    assert members(batches) == ["r1 r2", "r3"]
    assert set(batches[1].intent.routers) == {"r1", "r2", "r3"}


def test_routers_that_left_come_last() -> None:
    found = star(2)
    routers = {"gone": RouterIntent("gone", "ios", WAN, ()), **found.intent.routers}
    left = Selection(Intent(routers, found.intent.tunnels), (), found.pairs, found.hubs)

    assert members(cut(left, sizes("1"))) == ["b1", "b2", "gone"]


def test_a_run_without_spokes_is_one_batch() -> None:
    (only,) = cut(selected(["hub1"], [], ["hub1"]), sizes("1"))

    assert set(only.intent.routers) == {"hub1"}


@given(st.data())
def test_every_router_and_tunnel_has_its_turn_once(data: st.DataObject) -> None:
    hubs, spokes = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 12))
    whole = star(spokes, hubs)
    pairs = data.draw(st.lists(st.sampled_from(whole.pairs), unique=True))
    chosen = selected(list(whole.intent.routers), pairs, sorted(whole.hubs))
    given_sizes = data.draw(
        st.lists(st.builds(BatchSize, st.integers(1, 20), st.booleans()), max_size=3)
    )
    room = data.draw(st.dictionaries(st.sampled_from(sorted(whole.hubs)), st.integers(1, 5)))
    down = data.draw(st.lists(st.sampled_from(whole.pairs), unique=True))

    batches = cut(chosen, given_sizes, room=room, dropping=down)

    assert sorted(pair for one in batches for pair in ends(one)) == sorted(pairs)
    assert {name for one in batches for name in one.intent.routers} == set(chosen.intent.routers)
    for name in chosen.intent.routers:
        turns = [one.intent.routers[name].scope for one in batches if name in one.intent.routers]
        assert turns[-1] is None
        assert all(before is not None for before in turns[:-1])
    for one in batches:
        here = ends(one)
        assert all(end in one.intent.routers for pair in here for end in pair)
        for name in one.members:
            assert len([pair for pair in here if name in pair and pair in down]) <= 1
        for hub, most in room.items():
            mine = [pair for pair in here if hub in pair]
            assert len(mine) <= most or len(one.members) == 1
