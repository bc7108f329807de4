"""What a client sees of each fault."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import asyncssh
import pytest

from fakes.plain_router import plain_router
from fakes.ssh_line import Line, line, listening, login
from nornir_ikev2.lab.router import VirtualRouter


def run(scenario: Coroutine[Any, Any, None]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(20):
            await scenario

    asyncio.run(bounded())


async def files(router: VirtualRouter) -> None:
    router.flash.write("rows", "".join(f"row {n}\n" for n in range(20)).encode())


def test_a_refused_line_is_not_stored() -> None:
    async def scenario() -> None:
        router = plain_router()
        router.faults.set("refuse-line", match="description", reply="% No.")
        async with line(router) as one:
            one.type("configure terminal\ninterface Loopback1\n description x\nend\n!done\n")

            shown = await one.until("!done\r\nr1#")

        assert " description x\r\n% No.\r\n" in shown
        section = router.config.root.find("interface Loopback1")
        assert section
        assert not section.children

    run(scenario())


def test_a_session_dies_after_so_many_lines_and_the_next_one_does_not() -> None:
    async def scenario() -> None:
        router = plain_router()
        router.faults.set("drop-in-config", after=2)
        async with listening(router) as listener:
            async with await login(listener) as connection:
                one = Line(await connection.create_process(term_type="vt100", encoding=None))
                one.type("configure terminal\nhostname a\nhostname b\nhostname c\n")
                with pytest.raises(asyncssh.ConnectionLost):
                    await one.rest()
            assert router.hostname == "b"
            assert not router.faults.names()
            async with await login(listener) as connection:
                one = Line(await connection.create_process(term_type="vt100", encoding=None))
                await one.until("b#")

    run(scenario())


def test_a_session_dies_in_the_output() -> None:
    async def scenario() -> None:
        router = plain_router()
        await files(router)
        router.faults.set("drop-in-show", match="more", after=5)
        async with listening(router) as listener, await login(listener) as connection:
            one = Line(await connection.create_process(term_type="vt100", encoding=None))
            one.type("more flash:rows\n")
            await one.until("row 4\r\n")
            with pytest.raises(asyncssh.ConnectionLost):
                await one.rest()

    run(scenario())


def test_a_log_line_and_a_prompt_stand_amid_the_output() -> None:
    async def scenario() -> None:
        router = plain_router()
        await files(router)
        router.faults.set("syslog-in-output", after=3)
        async with line(router) as one:
            one.type("more flash:rows\n")

            shown = await one.until("row 19\r\nr1#")

        before, _, after = shown.partition("%LINEPROTO-5-UPDOWN")
        assert "row 2" in before
        assert "row 3" not in before
        assert after.index("r1#") < after.index("row 3")

    run(scenario())


def test_a_log_line_stands_between_echo_and_prompt() -> None:
    async def scenario() -> None:
        router = plain_router()
        router.faults.set("syslog-in-config")
        async with line(router) as one:
            one.type("configure terminal\nhostname x\n")

            shown = await one.until("x(config)#")

        assert "hostname x\r\n*" in shown
        assert "%LINEPROTO-5-UPDOWN" in shown

    run(scenario())


def test_another_key_is_stored_than_was_typed() -> None:
    async def scenario() -> None:
        router = plain_router()
        router.faults.set("wrong-key")
        async with line(router) as one:
            one.type("configure terminal\npre-shared-key local abc\nend\n!done\n")
            await one.until("!done\r\nr1#")

        assert router.config.root.find("pre-shared-key local cbax")

    run(scenario())


def test_commands_that_are_not_authorized_and_a_lock_held_by_another() -> None:
    async def scenario() -> None:
        router = plain_router()
        router.faults.set("deny-command", match="dir")
        router.faults.set("config-locked", user="eve")
        async with line(router) as one:
            one.type("dir\nconfigure terminal\n!done\n")

            shown = await one.until("!done\r\nr1#")

        assert "Command authorization failed." in shown
        assert "locked exclusively by user 'eve'" in shown
        assert "(config)" not in shown

    run(scenario())


def test_terminal_length_is_ignored() -> None:
    async def scenario() -> None:
        router = plain_router()
        router.flash.write("rows", b"row\n" * 40)
        router.faults.set("no-more-length")
        async with line(router) as one:
            one.type("terminal length 0\nmore flash:rows\n")
            await one.until("--More--")

    run(scenario())


def test_pauses_banners_and_other_prompts() -> None:
    async def scenario() -> None:
        router = plain_router()
        await files(router)
        router.faults.set("slow-prompt", seconds=0.01)
        router.faults.set("slow-auth", seconds=0.01)
        router.faults.set("slow-command", seconds=0.01, match="dir")
        router.faults.set("stall", seconds=0.01, match="more")
        router.faults.set("banner", text="# hello #")
        router.faults.set("prompt-changed", text="spare")
        async with listening(router) as listener, await login(listener) as connection:
            one = Line(await connection.create_process(term_type="vt100", encoding=None))
            one.type("dir\nmore flash:rows\n")

            shown = await one.until("row 19\r\nspare#")

            assert "# hello #" in shown
            assert [f"row {n}\r\n" in shown for n in range(20)] == [True] * 20

    run(scenario())


def test_a_reload_drops_the_session_and_comes_back_from_the_startup_config() -> None:
    async def scenario() -> None:
        router = plain_router()
        back = asyncio.Event()
        router.on_power.append(lambda: back.set() if router.up else back.clear())
        router.faults.set("reload-in-config", seconds=0.01)
        async with listening(router) as listener:
            async with await login(listener) as connection:
                one = Line(await connection.create_process(term_type="vt100", encoding=None))
                one.type("configure terminal\nhostname lost\n")
                with pytest.raises(asyncssh.ConnectionLost):
                    await one.rest()
            await back.wait()
            await listener.settled()
            async with await login(listener) as connection:
                one = Line(await connection.create_process(term_type="vt100", encoding=None))
                await one.until("r1#")

    run(scenario())


def test_refused_connections_exhausted_lines_and_another_host_key() -> None:
    async def scenario() -> None:
        router = plain_router()
        async with listening(router) as listener:
            router.faults.set("ssh-refused")
            with pytest.raises(ConnectionRefusedError):
                await login(listener)
            router.faults.clear("ssh-refused")
            await listener.settled()

            router.faults.set("vty-exhausted")
            with pytest.raises((asyncssh.ConnectionLost, ConnectionError)):
                await login(listener)
            router.faults.clear()

            router.faults.set("other-host-key")
            await listener.settled()
            with pytest.raises(asyncssh.HostKeyNotVerifiable):
                await login(listener)
            router.faults.clear()
            (await login(listener)).abort()

    run(scenario())


def test_a_cut_path_is_silent_and_nothing_is_lost_when_it_is_mended() -> None:
    async def scenario() -> None:
        router = plain_router()
        async with line(router) as one:
            router.faults.set("unreachable")
            one.type("!typed into the void\n")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await one.until("void")
            router.faults.clear()

            await one.until("!typed into the void\r\nr1#")

    run(scenario())


def test_delayed_packets_stay_in_order() -> None:
    async def scenario() -> None:
        router = plain_router()
        router.faults.set("delay", ms=20)
        async with line(router) as one:
            one.type("".join(f"!line {n}\n" for n in range(50)))
            router.faults.set("delay", ms=1)
            one.type("!last\n")

            shown = await one.until("!last\r\nr1#")

        places = [shown.index(f"!line {n}\r") for n in range(50)]
        assert places == sorted(places)

    run(scenario())
