from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fakes.lab_site import site
from fakes.lab_wan import FakeRouter, FakeTerminal, build
from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.show.commands import commands

CAPTURES = Path(__file__).resolve().parents[4] / "../shared/captures/configs"


def test_nothing_happens_until_time_passes_or_somebody_looks() -> None:
    wan = site()
    config = wan.routers["branch1"].typed
    config.replace("interface Tunnel101\n", "interface Tunnel101\n shutdown\n")
    member = wan.fabric.members["hub1"]
    assert member.ike_sas

    wan.clock.advance(1)

    assert not member.ike_sas


def test_settling_twice_changes_nothing() -> None:
    wan = site(spokes=3)
    before = [(sa.local_spi, sa.created) for sa in wan.fabric.state("hub1").ike_sas]
    logged = list(wan.routers["hub1"].logged.messages)

    wan.add("hub1", "banner motd nothing\n")
    wan.fabric.settle()

    assert [(sa.local_spi, sa.created) for sa in wan.fabric.state("hub1").ike_sas] == before
    assert wan.routers["hub1"].logged.messages == logged


def test_a_router_that_boots_again_gets_its_tunnels_back_at_once() -> None:
    wan = site(spokes=2)
    old = wan.routers["branch1"]
    before = {str(sa.remote): sa.local_spi for sa in wan.fabric.state("hub1").ike_sas}

    wan.fabric.detach("branch1")
    again = FakeRouter("branch1", old.typed.source, wan.clock)
    wan.fabric.attach(again, {"GigabitEthernet2": "n1"})

    after = {str(sa.remote): sa.local_spi for sa in wan.fabric.state("hub1").ike_sas}
    assert len(after) == 2
    assert after["203.0.113.1"] != before["203.0.113.1"]
    assert after["203.0.113.5"] == before["203.0.113.5"]


def test_the_old_configuration_of_a_detached_router_is_ignored() -> None:
    wan = site()
    wan.fabric.detach("branch1")
    wan.fabric.settle()

    wan.routers["branch1"].typed.change("hostname nothing\n")
    wan.fabric.settle()

    assert "branch1" not in wan.fabric.members


def test_session_changes_are_logged_when_asked_for() -> None:
    wan = site()
    wan.add("hub1", "crypto logging session\ncrypto logging ikev2\n")
    wan.change("branch1", "interface Tunnel101\n", "interface Tunnel101\n shutdown\n")
    wan.change("branch1", "interface Tunnel101\n shutdown\n", "interface Tunnel101\n")

    logged = [line for line in wan.routers["hub1"].logged.messages if "SESSION_STATUS" in line]
    end = "Peer 203.0.113.1:500       Id: 203.0.113.1"
    assert logged == [
        f"%CRYPTO-5-SESSION_STATUS: Crypto tunnel is DOWN.  {end}",
        f"%CRYPTO-5-IKEV2_SESSION_STATUS: Crypto tunnel v2 is DOWN.  {end}",
        f"%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP  .  {end}",
        f"%CRYPTO-5-IKEV2_SESSION_STATUS: Crypto tunnel v2 is UP.  {end}",
    ]


async def answered(command: ExecCommand, call: Call) -> str:
    """The text of a command; some ask before they act."""
    answer = command.run(call)
    return answer if isinstance(answer, str) else await answer


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures are not here")
@pytest.mark.parametrize("path", sorted(CAPTURES.rglob("*.cfg")), ids=lambda path: path.stem)
def test_every_real_configuration_can_be_plugged_in_and_shown(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    wan = build({"r": text, "s": text}, {"r": {"Ethernet0/0": "n"}, "s": {"Ethernet0/0": "n"}})

    for command in commands(wan.fabric):
        if "<" not in command.pattern:
            call = Call(wan.routers["r"], FakeTerminal(), tuple(command.pattern.split()))
            assert isinstance(asyncio.run(answered(command, call)), str), command.pattern
    wan.fabric.reaches_station("r")
    wan.clock.advance(4000)
