"""Whatever the routers hold and say, the explainer answers: no error, no secret, a router to go to."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.bench import NEW, PARSERS
from fakes.lab_site import Site, hub, spoke
from nornir_ikev2.explain.judge import explain
from nornir_ikev2.explain.model import Cause, Explained
from nornir_ikev2.explain.reading import COMMANDS, RouterReading, make
from nornir_ikev2.ike.model import Release

CAPTURES = Path(__file__).resolve().parents[2].parent / "shared" / "captures"
KEYS = ("hubkey1", "spokekey1", "hubkey2", "spokekey2")
MODES = ("tunnel", "map")
WORKING = (
    ("cmap_alan_este", "cmap_alan_oeste"),
    ("cmap_alnor_r15_rsa", "cmap_alnor_r18_rsa"),
    ("tun_yuansh0u_site_a", "tun_yuansh0u_site_b"),
    ("tun_dchirkov_r15", "tun_dchirkov_r18"),
    ("tun_skydevil_r13", "tun_skydevil_r52"),
)
"""Pairs of saved configurations of real lab routers whose tunnel was up."""


def causes(explained: Explained) -> list[Cause]:
    return [
        *(cause for one in explained.tunnels for cause in one.causes),
        *(cause for several in explained.routers.values() for cause in several),
    ]


def texts(mode: str) -> dict[str, str]:
    site = Site(spokes=2, mode=mode, directional=True)
    return {"hub1": hub(site), "branch1": spoke(1, site), "branch2": spoke(2, site)}


def damaged(text: str, marks: list[int]) -> str:
    """A configuration that lost some lines, and has some twice."""
    lines = text.splitlines()
    for mark in marks:
        at = mark % len(lines)
        if mark % 3:
            del lines[at]
        else:
            lines.insert(at, lines[(mark * 7) % len(lines)])
    return "\n".join(lines)


def read(configs: dict[str, str], answers: dict[str, str]) -> dict[str, RouterReading]:
    return {name: make(name, text, NEW, answers, PARSERS) for name, text in configs.items()}


marks = st.lists(st.integers(0, 400), max_size=12)


@given(mode=st.sampled_from(MODES), at_hub=marks, at_branch=marks)
def test_lost_and_doubled_lines_never_stop_it_and_no_key_comes_out(
    mode: str, at_hub: list[int], at_branch: list[int]
) -> None:
    configs = texts(mode)
    configs["hub1"] = damaged(configs["hub1"], at_hub)
    configs["branch1"] = damaged(configs["branch1"], at_branch)

    found = causes(explain(read(configs, {})))

    assert all(one.router in configs for one in found)
    assert all(one.detail and one.cure for one in found)
    assert not [key for key in KEYS for one in found if key in repr(one)]


@given(st.dictionaries(st.sampled_from(COMMANDS), st.text(max_size=200), max_size=6))
def test_answers_of_an_unknown_form_are_left_out_and_noted(answers: dict[str, str]) -> None:
    explained = explain(read(texts("tunnel"), answers))

    assert len(explained.tunnels) == 2
    assert not [
        one for one in causes(explained) if one.stage == "now" and one.confidence == "proved"
    ]


def test_an_inventory_of_nothing_has_no_tunnels_and_is_healthy() -> None:
    assert explain({}).healthy
    assert not explain({}).tunnels


def test_a_router_that_was_not_read_is_no_health() -> None:
    explained = explain({}, {"branch1": "no answer"}, {"branch1": "203.0.113.1"})

    assert not explained.healthy
    assert explained.routers["branch1"][0].cause == "ROUTER_NOT_READ"


def test_a_router_whose_address_lies_behind_a_tunnel_of_another_is_managed_through_it() -> None:
    configs = texts("map")
    del configs["branch1"]

    explained = explain(read(configs, {}), {"branch1": "no answer"}, {"branch1": "10.1.0.1"})

    cause = explained.routers["branch1"][0]
    assert cause.cause == "MANAGED_THROUGH_TUNNEL"
    assert "hub1 reaches only through CM 10" in cause.detail


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures are not here")
def test_saved_configurations_of_strangers_are_explained_together() -> None:
    files = sorted((CAPTURES / "configs").glob("*/*.cfg"))
    readings = {
        str(path): make(path.stem, path.read_text(errors="replace"), Release(""), {}, PARSERS)
        for path in files
    }

    explained = explain(readings)

    assert len(files) > 50
    assert len(explained.tunnels) > 10


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures are not here")
@pytest.mark.parametrize("pair", WORKING, ids="-".join)
def test_pairs_that_worked_are_not_blamed_for_being_down(pair: tuple[str, str]) -> None:
    folder = CAPTURES / "configs" / "ikev2"
    texts_ = {name: (folder / f"{name}.cfg").read_text(errors="replace") for name in pair}

    explained = explain(
        {name: make(name, text, Release(""), {}, PARSERS) for name, text in texts_.items()}
    )

    assert explained.tunnels
    assert not [one for one in causes(explained) if one.stage == "now"]
