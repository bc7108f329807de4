from __future__ import annotations

import asyncio
import inspect

from fakes.lab_site import site
from fakes.lab_wan import FakeTerminal, Wan
from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.wan.commands import commands


def run(wan: Wan, router: str, pattern: str, **args: str) -> str:
    found = next(one for one in commands(wan.fabric) if one.pattern.startswith(pattern))
    return asyncio.run(_run(wan, router, found, args))


async def _run(wan: Wan, router: str, command: ExecCommand, args: dict[str, str]) -> str:
    answer = command.run(
        Call(wan.routers[router], FakeTerminal(), tuple(command.pattern.split()), args)
    )
    if isinstance(answer, str):
        return answer
    assert inspect.iscoroutine(answer)
    task = asyncio.create_task(answer)
    while not task.done():
        await asyncio.sleep(0)
        wan.clock.advance(1)
    return str(task.result())


def test_ping_prints_what_ios_prints() -> None:
    assert run(site(), "hub1", "ping <", target="10.1.0.1", source="lo10") == (
        "Type escape sequence to abort.\n"
        "Sending 5, 100-byte ICMP Echos to 10.1.0.1, timeout is 2 seconds:\n"
        "Packet sent with a source address of 10.0.0.1 \n"
        "!!!!!\n"
        "Success rate is 100 percent (5/5), round-trip min/avg/max = 1/1/2 ms"
    )


def test_a_lost_packet_takes_its_timeout_of_router_time() -> None:
    wan = site()
    before = wan.clock.time

    text = run(wan, "hub1", "ping <", target="10.99.0.1", repeat="3", timeout="2")

    assert text.endswith("...\nSuccess rate is 0 percent (0/3)")
    assert wan.clock.time - before >= 6


def test_a_long_ping_breaks_its_line() -> None:
    text = run(site(), "hub1", "ping <", target="10.255.0.2", repeat="100")

    assert "\n" + "!" * 70 + "\n" + "!" * 30 + "\nSuccess rate is 100 percent (100/100)" in text


def test_a_source_that_is_not_ours_is_refused() -> None:
    wan = site()

    assert run(wan, "hub1", "ping <", target="10.1.0.1", source="9.9.9.9").startswith(
        "% Invalid source"
    )
    assert run(wan, "hub1", "ping <", target="10.1.0.1", source="Tunnel9").startswith(
        "% Invalid source"
    )
    assert "% Unrecognized host" in run(wan, "hub1", "ping <", target="nowhere")


def test_a_router_answers_itself_and_the_station_answers_too() -> None:
    wan = site()

    assert "!!!!!" in run(wan, "hub1", "ping <", target="10.0.0.1")
    assert "!!!!!" in run(wan, "hub1", "ping <", target="192.0.2.10")
    assert "....." in run(wan, "hub1", "ping <", target="192.0.2.11")


def test_traceroute_names_each_hop() -> None:
    text = run(site(), "hub1", "traceroute", target="203.0.113.1")

    assert text.splitlines()[-2:] == [
        "  1 198.51.100.2 1 msec 1 msec 1 msec",
        "  2 203.0.113.1 1 msec 1 msec 1 msec",
    ]


def test_clear_by_peer_touches_only_that_peer() -> None:
    wan = site(spokes=2)
    before = [sa.local_spi for sa in wan.fabric.state("hub1").ike_sas]

    assert run(wan, "hub1", "clear crypto ikev2 sa remote", remote="203.0.113.5") == ""

    after = {str(sa.remote): sa.local_spi for sa in wan.fabric.state("hub1").ike_sas}
    assert after["203.0.113.1"] == before[0]
    assert after["203.0.113.5"] not in before


def test_clear_by_id_and_clear_session_work_alike() -> None:
    wan = site()
    first = wan.fabric.state("hub1").ike_sas[0].local_spi

    run(wan, "hub1", "clear crypto ikev2 sa psh", psh="1")
    second = wan.fabric.state("hub1").ike_sas[0].local_spi
    run(wan, "hub1", "clear crypto session remote", remote="203.0.113.1")
    third = wan.fabric.state("hub1").ike_sas[0].local_spi

    assert len({first, second, third}) == 3


def test_sessions_of_a_vrf_are_cleared_if_there_is_one() -> None:
    wan = site()

    assert run(wan, "hub1", "clear crypto session fvrf", vrf="NOPE") == " No VRF named NOPE exists"

    wan.add("hub1", "vrf definition RED\n")
    kept = [sa.local_spi for sa in wan.fabric.state("hub1").ike_sas]
    assert not run(wan, "hub1", "clear crypto session fvrf", vrf="RED")
    assert [sa.local_spi for sa in wan.fabric.state("hub1").ike_sas] == kept
