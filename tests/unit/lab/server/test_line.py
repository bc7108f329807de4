from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import asyncssh
import pytest

from fakes.plain_router import plain_router
from fakes.ssh_line import Line, line, listening, login
from nornir_ikev2.lab.router import VTYS, VirtualRouter


def at_a_line(scenario: Callable[[Line, VirtualRouter], Awaitable[None]]) -> None:
    async def run() -> None:
        router = plain_router()
        async with asyncio.timeout(20), line(router) as one:
            await scenario(one, router)

    asyncio.run(run())


async def until_free(router: VirtualRouter, before: int) -> None:
    freed = asyncio.Event()
    release = router.free_line

    def free(number: int) -> None:
        release(number)
        freed.set()

    router.free_line = free  # type: ignore[method-assign]  # the event the test waits for
    if len(router.terminals) == before:
        await freed.wait()


def test_what_is_typed_is_echoed_and_a_comment_is_a_no_op() -> None:
    async def scenario(one: Line, _: VirtualRouter) -> None:
        one.type("!token\n")

        assert await one.until("r1#") == "!token\r\nr1#"

    at_a_line(scenario)


def test_a_blank_line_follows_an_error() -> None:
    async def scenario(one: Line, _: VirtualRouter) -> None:
        one.type("nonsense\n")

        assert (await one.until("r1#")).endswith("^' marker.\r\n\r\nr1#")

    at_a_line(scenario)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_each_kind_of_line_end_is_one_enter(end: str) -> None:
    async def scenario(one: Line, _: VirtualRouter) -> None:
        one.type(f"!a{end}!b{end}")

        assert await one.until("!b\r\nr1#") == "!a\r\nr1#!b\r\nr1#"

    at_a_line(scenario)


def test_a_paste_of_many_lines_is_taken_in_order() -> None:
    async def scenario(one: Line, router: VirtualRouter) -> None:
        lines = [f"interface Loopback{n}\n description number {n}\n" for n in range(400)]
        one.type("terminal length 0\nconfigure terminal\n" + "".join(lines) + "end\n!done\n")

        shown = await one.until("!done\r\nr1#")

        assert shown.count("description number") == 400
        assert len(list(router.config.root.starting("interface Loopback"))) == 400

    at_a_line(scenario)


def test_the_line_can_be_edited() -> None:
    async def scenario(one: Line, router: VirtualRouter) -> None:
        one.type("configure terminal\n")
        await one.until("(config)#")
        typed = "hstname\x01\x06o\x05 wrong\x17onee\x7f\n"
        one.type(typed)
        await one.until("(config)#")

        assert router.hostname == "one"

    at_a_line(scenario)


def test_control_u_forgets_the_line_and_control_c_leaves_configuration_mode() -> None:
    async def scenario(one: Line, router: VirtualRouter) -> None:
        one.type("configure terminal\nhostname bad\x15hostname good\nhostname worse\x03")

        await one.until("^C\r\ngood#")
        assert router.hostname == "good"

    at_a_line(scenario)


def test_control_z_carries_the_line_out_and_leaves() -> None:
    async def scenario(one: Line, router: VirtualRouter) -> None:
        one.type("configure terminal\nhostname z\x1a")

        await one.until("^Z\r\nz#")
        assert router.hostname == "z"

    at_a_line(scenario)


def test_a_question_mark_helps_and_draws_the_line_again() -> None:
    async def scenario(one: Line, _: VirtualRouter) -> None:
        one.type("!ab?c")

        assert await one.until("r1#!abc") == ("!ab?\r\n  word  help for '!ab'\r\n\r\nr1#!abc")

    at_a_line(scenario)


def test_control_v_takes_the_question_mark_as_it_is() -> None:
    async def scenario(one: Line, router: VirtualRouter) -> None:
        one.type("configure terminal\nhostname a\x16?b\nend\n")

        await one.until("a?b#")
        assert router.hostname == "a?b"

    at_a_line(scenario)


def test_tab_completes_and_arrows_recall() -> None:
    async def scenario(one: Line, _: VirtualRouter) -> None:
        one.type("conf\t")
        await one.until("\r\nr1#configure ")
        one.type("\x15!first\n!second\n")
        await one.until("!second\r\nr1#")
        one.type("\x1b[A\x1b[A\n")

        await one.until("first \b\r\nr1#")

    at_a_line(scenario)


def test_long_lines_scroll_behind_a_dollar_until_the_terminal_is_wide() -> None:
    async def scenario(one: Line, _: VirtualRouter) -> None:
        text = "!" + "x" * 100 + "end"
        one.type(f"{text}\n")
        narrow = await one.until("end\r\nr1#")
        one.type("terminal width 511\n")
        await one.until("r1#")
        one.type(f"{text}\n")
        wide = await one.until("end\r\nr1#")

        assert "$xx" in narrow
        assert "\b" in narrow
        assert wide == f"{text}\r\nr1#"

    at_a_line(scenario)


def test_output_comes_in_pages_until_the_length_is_zero() -> None:
    async def scenario(one: Line, router: VirtualRouter) -> None:
        router.flash.write("long", "".join(f"row {n}\n" for n in range(60)).encode())
        one.type("more flash:long\n")
        first = await one.until(" --More-- ")
        one.type(" ")
        second = await one.until(" --More-- ")
        one.type("\n")
        third = await one.until(" --More-- ")
        one.type("q")
        await one.until("r1#")
        one.type("terminal length 0\nmore flash:long\n")
        whole = await one.until("row 59\r\nr1#")

        assert first.count("row ") == 23
        assert second.count("row ") == 23
        assert second.startswith("\b" * 9 + " " * 8 + "\b" * 9)
        assert third.count("row ") == 1
        assert "--More--" not in whole

    at_a_line(scenario)


def test_an_endless_command_ends_with_control_c() -> None:
    async def scenario(one: Line, _: VirtualRouter) -> None:
        one.type("ping 192.0.2.1\n")
        await one.until("ping 192.0.2.1\r\n")
        one.type("\x1e")
        await one.until("r1#")

    at_a_line(scenario)


def test_a_fault_of_the_model_is_an_error_on_the_terminal() -> None:
    async def scenario(one: Line, _: VirtualRouter) -> None:
        one.type("show fault\n")

        assert "% Error: the lab could not carry this out (KeyError)" in await one.until("\nr1#")

    at_a_line(scenario)


def test_log_lines_go_to_terminals_that_monitor() -> None:
    async def scenario(one: Line, router: VirtualRouter) -> None:
        terminal = router.terminals[0]
        assert terminal
        router.log.add("%SYS-5-A: quiet")
        terminal.monitor = True
        router.log.add("%SYS-5-B: loud")

        shown = await one.until("loud")
        assert "quiet" not in shown

    at_a_line(scenario)


def test_exit_ends_the_connection_and_frees_the_line() -> None:
    async def scenario(one: Line, router: VirtualRouter) -> None:
        one.type("exit\n")

        await one.rest()
        await until_free(router, 1)

    at_a_line(scenario)


def test_one_command_can_be_asked_for_without_a_terminal() -> None:
    async def run() -> None:
        router = plain_router()
        async with listening(router) as listener, await login(listener) as connection:
            done = await connection.run("dir")
            assert "Directory of bootflash:/" in str(done.stdout)

        async with listening(router) as listener, await login(listener) as connection:
            done = await connection.run("", input="!a\nexit\n", term_type="dumb")
            assert "r1#!a\r\nr1#exit\r\n" in str(done.stdout)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("stored", "good"),
    [
        ("username admin privilege 15 password 0 admin", True),
        ("username admin privilege 15 password 7 000504041E", False),
        ("username admin password 0 other", False),
        ("username other password 0 admin", False),
    ],
)
def test_a_login_is_compared_with_the_running_config(stored: str, good: bool) -> None:
    async def run() -> None:
        router = plain_router()
        router.config.apply(["no username admin", stored])
        async with listening(router) as listener:
            if good:
                (await login(listener)).abort()
            else:
                with pytest.raises(asyncssh.PermissionDenied):
                    await login(listener)

    asyncio.run(run())


def test_the_seventeenth_session_finds_no_free_line() -> None:
    async def run() -> None:
        router = plain_router()
        async with listening(router) as listener:
            held = [await login(listener) for _ in range(VTYS)]
            with pytest.raises((asyncssh.ConnectionLost, ConnectionError)):
                await login(listener)
            held[3].abort()
            await held[3].wait_closed()
            await until_free(router, VTYS)
            held[3] = await login(listener)
            for one in held:
                one.abort()

    asyncio.run(run())


def test_privilege_one_gets_the_user_prompt() -> None:
    async def run() -> None:
        router = plain_router()
        router.config.apply(["no username admin", "username admin password 0 admin"])
        async with listening(router) as listener, await login(listener) as connection:
            one = Line(await connection.create_process(term_type="vt100", encoding=None))
            await one.until("r1>")

    asyncio.run(run())
