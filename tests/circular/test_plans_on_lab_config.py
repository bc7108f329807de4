"""The circle through a second reading of IOS: plans are typed into the lab's running-config.

The lab shares no code with the driver, so a line it refuses, a default it hides or a line it leaves behind
shows here.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from fakes.ios_intents import hub, key, reading
from fakes.ios_strategies import configurations, vpns
from nornir_ikev2.drivers.ios.plan import plan
from nornir_ikev2.drivers.ios.replies import refusal
from nornir_ikev2.drivers.protocol import RouterPlan
from nornir_ikev2.ike.model import Release
from nornir_ikev2.intent.model import RouterIntent, RouterVpn
from nornir_ikev2.lab.store.config import RunningConfig

PORTS = ("GigabitEthernet1", "GigabitEthernet2")
TRUSTPOINT = "crypto pki trustpoint CORP-CA\n enrollment terminal\n"


def router(config: str) -> RunningConfig:
    """A lab router's configuration that starts with these lines."""
    made = RunningConfig(Release("17.12.1", (17, 12, 1)), PORTS, hostname="hub1")
    made.load(TRUSTPOINT + config.split("version 17.12\n")[1])
    return made


def follow(intent: RouterIntent, lab: RunningConfig) -> RouterPlan:
    """Plan and type; no line may be refused, and no reply may be taken for a refusal."""
    made = plan(intent, reading(lab.text()), key)
    replies = lab.apply([line.text for one in made.sections for line in one.lines])
    for reply in replies:
        assert not reply.refused, reply
        assert not refusal(reply.message.splitlines()), reply
    return made


def settled(intent: RouterIntent, lab: RunningConfig) -> None:
    """A second plan finds nothing to do."""
    again = plan(intent, reading(lab.text()), key)
    assert again.sections == (), [line.masked for one in again.sections for line in one.lines]


@given(configurations, vpns())
@settings(max_examples=60, deadline=None)
def test_a_deployed_vpn_is_taken_and_removed_line_for_line(config: str, wanted: RouterVpn) -> None:
    lab = router(config)
    before = lab.text()

    made = follow(hub(wanted), lab)
    settled(replace(hub(wanted), owned=made.owned), lab)
    follow(replace(hub(), owned=made.owned), lab)

    assert lab.text() == before


@given(configurations, vpns(), vpns())
@settings(max_examples=100, deadline=None)
def test_one_vpn_becomes_another_in_place(config: str, old: RouterVpn, new: RouterVpn) -> None:
    lab = router(config)
    before = lab.text()

    first = follow(hub(old), lab)
    second = follow(replace(hub(new), owned=first.owned), lab)
    settled(replace(hub(new), owned=second.owned), lab)
    follow(replace(hub(), owned=second.owned), lab)

    assert lab.text() == before
