"""Nothing foreign is harmed: on any router, a VPN adds its own lines and takes exactly these away again.

Plans are typed into the lab's running-config, a reading of IOS that shares no code with the driver.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, event, given, settings

from fakes.foreign_configs import HEAD, TAIL, foreign, loaded
from fakes.ios_intents import hub, key, peer, reading, vpn
from fakes.ios_strategies import ROUTINGS, vpns
from nornir_ikev2.drivers.ios.plan import plan
from nornir_ikev2.drivers.ios.replies import refusal
from nornir_ikev2.drivers.protocol import RouterPlan
from nornir_ikev2.errors import PlanError
from nornir_ikev2.intent.model import RouterIntent, RouterVpn, Routing
from nornir_ikev2.lab.cli.interfaces import SOFTWARE, canonical, kind_of
from nornir_ikev2.lab.store.config import RunningConfig

FOLDER = Path(__file__).resolve().parents[2] / "../shared/captures/configs"
CAPTURES = sorted(FOLDER.rglob("*.cfg")) if FOLDER.is_dir() else []
LONG = bool(os.environ.get("NORNIR_IKEV2_LONG"))
MODES = [*(("tunnel-interface", one) for one in ROUTINGS), ("crypto-map", Routing("none"))]


def follow(intent: RouterIntent, lab: RunningConfig) -> RouterPlan:
    """Plan and type; no line may be refused, and no reply may be taken for a refusal."""
    made = plan(intent, reading(lab.text()), key)
    replies = lab.apply([line.text for one in made.sections for line in one.lines])
    for reply in replies:
        assert not reply.refused, reply
        assert not refusal(reply.message.splitlines()), reply
    return made


def new(wanted: RouterVpn) -> RouterIntent:
    """The hub before its first VPN: nothing on it is ours, whatever its name."""
    return replace(hub(wanted), owned_prefixes=())


def paths(text: str) -> Iterator[tuple[str, ...]]:
    """Each line with the lines it stands under; separators say nothing."""
    above: list[tuple[int, str]] = []
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip(" "))
        if line.strip() in {"", "!"}:
            continue
        while above and above[-1][0] >= depth:
            above.pop()
        above.append((depth, line))
        yield tuple(one for _, one in above)


def missing(before: str, after: str) -> tuple[str, ...] | None:
    """The first line of `before` that `after` does not hold in its place, None when it holds all."""
    rest = iter(paths(after))
    return next((one for one in paths(before) if one not in rest), None)


def round_trip(wanted: RouterVpn, lab: RunningConfig) -> None:
    before = lab.text()
    made = follow(new(wanted), lab)
    deployed = lab.text()

    assert missing(before, deployed) is None
    owned = replace(hub(wanted), owned=made.owned)
    again = plan(owned, reading(deployed), key)
    assert [line.masked for one in again.sections for line in one.lines] == []
    follow(replace(hub(), owned=made.owned), lab)
    assert lab.text() == before


@pytest.mark.sweep
@given(foreign, vpns())
@settings(max_examples=4000 if LONG else 150, deadline=None)
def test_a_vpn_leaves_every_foreign_line_in_place_and_goes_without_a_trace(
    config: str, wanted: RouterVpn
) -> None:
    lab = loaded(config)
    before = lab.text()
    try:
        plan(new(wanted), reading(before), key)
    except PlanError as error:
        event(f"refused: {error.message[:40]}")
        assume(False)
    round_trip(wanted, lab)


@pytest.mark.sweep
@given(foreign, vpns(), vpns())
@settings(max_examples=4000 if LONG else 100, deadline=None)
def test_a_vpn_that_changes_leaves_every_foreign_line_in_place(
    config: str, old: RouterVpn, later: RouterVpn
) -> None:
    lab = loaded(config)
    before = lab.text()
    try:
        first = follow(new(old), lab)
        second = follow(replace(hub(later), owned=first.owned), lab)
    except PlanError:
        assume(False)
        raise

    assert missing(before, lab.text()) is None
    follow(replace(hub(), owned=second.owned), lab)
    assert lab.text() == before


@pytest.mark.skipif(not CAPTURES, reason="the captures are not on this machine")
@pytest.mark.parametrize(("mode", "routing"), MODES)
@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.stem)
def test_real_configurations_get_every_line_back(path: Path, mode: str, routing: Routing) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    ports = dict.fromkeys(
        canonical(name) for name in re.findall(r"^int\S* +(\S+)", text, re.MULTILINE)
    )
    own = tuple(name for name in ports if name and kind_of(name) not in SOFTWARE)
    lab = loaded(text, (*own, "GigabitEthernet2"))
    lab.apply([*HEAD.splitlines(), *TAIL.splitlines()])
    peers = (peer(number, mode=mode) for number in (40, 41))
    running = re.search(r"^router bgp (\d+)", lab.text(), re.MULTILINE)
    if routing.protocol == "bgp" and running:  # a router has one BGP process
        routing = replace(routing, number=int(running[1]))

    round_trip(vpn(*peers, routing=routing), lab)


def test_a_foreign_line_that_is_gone_or_moved_is_seen() -> None:
    before = "interface A\n one\n two\nb\n"

    assert missing(before, "interface A\n new\n one\n two\nx\nb\n") is None
    assert missing(before, "interface A\n two\n one\nb\n") == ("interface A", " two")
    assert missing(before, "interface A\n one\nb\n") == ("interface A", " two")
