"""What goes wrong while lines are typed: whatever it is, no line is ever sent twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faults.bench import Bench, Ended
from faults.sites import DEFAULTS, SETTINGS, quick, timing
from nornir_ikev2.drivers.ios.lines import recheck
from nornir_ikev2.drivers.protocol import ConfigLine
from nornir_ikev2.errors import PlanError

Covers = Callable[[str], None]


@pytest.fixture
def site(bench: Bench, tmp_path: Path) -> Bench:
    """The example project, which notices silence soon."""
    bench.project(tmp_path, {DEFAULTS: quick, SETTINGS: timing(20, 15, 8)})
    bench.remember()
    return bench


def deployed(site: Bench, code: int) -> Ended:
    """Run the change and find the routers as they must be."""
    done = site.nornir("run", "deploy-hub-spoke", "--json")
    assert done.code == code, done.err
    site.alone()
    if code:
        assert all(site.running(name) == site.before[name] for name in site.routers)
    return done


def test_a_session_lost_amid_configuration_sends_no_line_again(site: Bench, covers: Covers) -> None:
    covers("session dropped amid configuration")
    site.fault("branch2", "drop-in-config", after=15)
    lines = site.typed("branch2")

    done = deployed(site, 3)

    error = done.json["routers"]["branch2"]["error"]
    assert error["category"] == "unknown_state"
    keys = [line for line in lines if line.startswith(("crypto ", "pre-shared-key", "integrity"))]
    assert keys
    assert max(Counter(keys).values()) == 1


def test_a_router_that_reloads_is_waited_for(site: Bench, covers: Covers) -> None:
    covers("router reloads")
    site.fault("branch2", "reload-in-config", after=15, seconds=120)

    done = deployed(site, 3)

    assert "is away" in done.err


@pytest.mark.parametrize(
    "reply",
    [
        "% Invalid input detected at '^' marker.",
        "% Incomplete command.",
        '% Ambiguous command:  "in"',
        "%Error: no memory",
        "% Cannot remove as proposal is in use.",
        "% Unrecognized command",
        "% Access denied",
        "% Authorization failed.",
        "Command rejected: not possible here",
        "Command authorization failed.",
        'ERROR: transform set with tag "X" does not exist.',
        "% Some words that nobody has seen before",
    ],
)
def test_each_kind_of_refusal_stops_the_push(site: Bench, covers: Covers, reply: str) -> None:
    covers("`% Invalid`, `% Incomplete` and the like")
    site.fault("branch2", "refuse-line", match="integrity", reply=reply)

    done = deployed(site, 3)

    error = done.json["routers"]["branch2"]["error"]
    assert (error["category"], error["step"]) == ("permanent", "push_proposals")
    assert reply.rsplit(maxsplit=1)[-1] in error["reply"]


@pytest.mark.parametrize(
    "reply",
    [
        "% Already found same 'match identity' statement in this profile",
        "%Warning: weaker encryption algorithm is deprecated",
        "IKEv2 proposal MUST either have a set of an encryption algorithm other than aes-gcm",
    ],
)
def test_messages_that_only_look_like_refusals_are_none(
    site: Bench, covers: Covers, reply: str
) -> None:
    covers("`% Invalid`, `% Incomplete` and the like")
    site.fault("branch2", "say", match="crypto ikev2 proposal", text=reply)

    deployed(site, 0)


def test_a_replace_that_leaves_lines_is_tried_twice_at_most_then_they_are_typed(
    site: Bench, covers: Covers
) -> None:
    covers("replace leaves lines behind")
    site.fault("branch2", "refuse-line", match="identity local")
    site.fault("branch2", "replace-leaves-line", once=0)
    lines = site.typed("branch2")

    done = site.nornir("run", "deploy-hub-spoke", "--json")

    assert (done.code, done.json["outcome"]) == (3, "restored")
    assert "were typed from the copy of its checkpoint in the journal" in done.err
    assert 1 <= len([line for line in lines if line.startswith("configure replace")]) <= 4


def test_another_name_in_the_prompt_harms_nothing(site: Bench, covers: Covers) -> None:
    covers("another host name amid a change")
    site.fault("branch2", "prompt-changed", at="crypto ikev2 keyring", text="spare")

    deployed(site, 0)


def test_somebody_who_renames_the_router_amid_a_change_is_undone_with_it(
    site: Bench, covers: Covers
) -> None:
    covers("another host name amid a change")
    site.fault("branch2", "edit", at="crypto ikev2 keyring", lines="hostname spare")
    site.fault("branch2", "refuse-line", match="authentication local")

    deployed(site, 3)


LONG = ("branch2-of-the-company-at-its-second-place", "branch3-of-the-company-at-its-second-place")


def test_long_names_that_begin_alike_are_no_trouble(site: Bench, covers: Covers) -> None:
    covers("host name of more than 20 letters")
    covers("two routers that share 16 leading letters")
    for router, name in zip(("branch2", "branch3"), LONG, strict=True):
        site.type(router, f"hostname {name}")

    deployed(site, 0)


def test_a_router_that_answers_in_place_of_another_gets_nothing(
    site: Bench, covers: Covers
) -> None:
    covers("two routers that share 16 leading letters")
    site.edit("nornir.yaml", timing(5, 15, 3))
    site.fault("branch2", "drop-in-config", after=15)
    site.fault("branch2", "other-serial", at="identity local")
    lines = site.typed("branch2")

    done = site.nornir("run", "deploy-hub-spoke", "--json")

    assert (done.code, done.json["outcome"]) == (4, "unrestored"), done.err
    assert "another router answers" in done.err
    assert not [line for line in lines if line.startswith(("configure re", "configure con"))]


def test_a_terminal_that_stays_narrow_is_refused_before_anything_is_typed(
    site: Bench, covers: Covers
) -> None:
    covers("terminal 80 columns wide")
    site.fault("branch2", "narrow")
    lines = site.typed("branch2")

    done = site.nornir("run", "deploy-hub-spoke", "--json")

    assert (done.code, done.json["outcome"]) == (1, "refused"), done.err
    assert "stays 80 columns wide" in done.err
    assert not [line for line in lines if line.startswith("conf")]


@pytest.mark.parametrize(
    "text", ["description a?b", "description a\nno ip domain lookup", "x" * 255]
)
def test_the_session_refuses_what_must_not_be_typed(covers: Covers, text: str) -> None:
    covers("newline in a value" if "\n" in text else "`?` in a value")
    with pytest.raises(PlanError):
        recheck(ConfigLine(text, text))


@pytest.mark.parametrize(
    ("row", "interface"), [("`?` in a value", "Gi?1"), ("newline in a value", "Gi1\nreload")]
)
def test_a_value_that_would_be_a_command_is_refused_when_loading(
    site: Bench, covers: Covers, row: str, interface: str
) -> None:
    covers(row)

    def poison(hosts: dict[str, Any]) -> None:
        hosts["branch2"]["data"]["wan"]["interface"] = interface

    site.edit("inventory/hosts.yaml", poison)
    lines = site.typed("branch2")

    done = site.nornir("run", "deploy-hub-spoke", "--json")

    assert (done.code, done.json["outcome"]) == (1, "refused")
    assert done.json["failures"][0]["category"] == "refused_input"
    assert not lines
