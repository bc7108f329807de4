"""A router that `configure replace` has put back is recognized, although lines of a set came back elsewhere.

The lab's replace is a reading of IOS of its own: it types what is missing, and IOS puts that last.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from fakes.foreign_configs import foreign, loaded
from fakes.ios_intents import hub, key, reading
from fakes.ios_strategies import vpns
from nornir_ikev2.drivers.ios.back import plan_back
from nornir_ikev2.drivers.ios.normalise import normalise
from nornir_ikev2.drivers.ios.plan import plan
from nornir_ikev2.errors import PlanError
from nornir_ikev2.intent.model import RouterIntent, RouterVpn
from nornir_ikev2.lab.files import difference
from nornir_ikev2.lab.store.config import RunningConfig

PASSES = 5


def follow(intent: RouterIntent, lab: RunningConfig) -> tuple[tuple[str, ...], ...]:
    made = plan(intent, reading(lab.text()), key)
    lab.apply([line.text for one in made.sections for line in one.lines])
    return made.owned


def put_back(lab: RunningConfig, text: str) -> None:
    """`configure replace`."""
    target = loaded(text)
    for _ in range(PASSES):
        lines = difference.commands(lab.root, target.root)
        if not lines:
            return
        lab.apply(list(lines))


@given(foreign, vpns(), vpns())
@settings(max_examples=80, deadline=None)
def test_an_undone_change_is_seen_to_be_undone(config: str, old: RouterVpn, new: RouterVpn) -> None:
    assume("crypto ikev2 policy" not in config)  # the order of policies means something
    lab = loaded(config)
    try:
        owned = follow(replace(hub(old), owned_prefixes=()), lab)
        before = lab.text()
        follow(replace(hub(new), owned=owned), lab)
    except PlanError:
        return

    put_back(lab, before)

    assert normalise(lab.text()) == normalise(before)


@given(foreign, vpns(), vpns())
@settings(max_examples=80, deadline=None)
def test_a_change_is_typed_back_where_no_file_is_left(
    config: str, old: RouterVpn, new: RouterVpn
) -> None:
    assume("crypto ikev2 policy" not in config)  # the order of policies means something
    lab = loaded(config)
    try:
        owned = follow(replace(hub(old), owned_prefixes=()), lab)
        before = lab.text()
        follow(replace(hub(new), owned=owned), lab)
    except PlanError:
        return

    for one in plan_back(before, lab.text()):
        lab.apply([line.text for line in one.lines])

    assert normalise(lab.text()) == normalise(before)
    assert plan_back(before, lab.text()) == ()


@given(foreign, vpns())
@settings(max_examples=80, deadline=None)
def test_a_first_deployment_and_a_removal_are_typed_back(config: str, vpn: RouterVpn) -> None:
    lab = loaded(config)
    before = lab.text()
    try:
        owned = follow(replace(hub(vpn), owned_prefixes=()), lab)
    except PlanError:
        return
    after = lab.text()

    for one in plan_back(before, lab.text()):
        lab.apply([line.text for line in one.lines])
    assert normalise(lab.text()) == normalise(before)

    for one in plan_back(after, lab.text()):
        lab.apply([line.text for line in one.lines])
    assert normalise(lab.text()) == normalise(after)
    assert owned is not None


BEFORE = "hostname one\ninterface Loopback10\n description LAN\n"


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (BEFORE.replace("one", "other"), "'hostname one' differs too"),
        (BEFORE + "interface Loopback77\n", "'no interface Loopback77' is not a line"),
        (BEFORE + " shutdown\n", "'no shutdown' is not a line this tool types"),
        (
            BEFORE.replace(" description LAN\n", ""),
            "'description LAN' is not a line this tool types",
        ),
        (BEFORE + "username eve secret 5 abc\n", "'username eve secret"),
    ],
)
def test_what_somebody_else_did_refuses_the_way_back_line_by_line(now: str, says: str) -> None:
    with pytest.raises(PlanError, match=re.escape(says)) as refused:
        plan_back(BEFORE, now)

    assert "abc" not in str(refused.value)


def test_a_keyring_peer_that_came_back_last_is_at_home_and_one_with_another_key_is_not() -> None:
    first, second = " peer A\n  address 192.0.2.1\n", " peer B\n  address 192.0.2.2\n"
    head = "crypto ikev2 keyring K\n"

    assert normalise(head + first + second) == normalise(head + second + first)
    assert normalise(head + first + second) != normalise(head + second + first.replace(".1", ".3"))
    assert normalise(f"interface A\n{first}{second}") != normalise(f"interface A\n{second}{first}")
