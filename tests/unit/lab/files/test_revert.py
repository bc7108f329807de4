from __future__ import annotations

import asyncio

from fakes.plain_router import plain_router
from fakes.typist import Typist, typed
from nornir_ikev2.lab.router import VirtualRouter

FAST = 6000.0
"""Router seconds per second: a minute lasts 10 ms."""


async def armed(router: VirtualRouter, terminal: Typist, minutes: int = 2) -> str:
    url, message = router.revert.back_up()
    assert url, message
    router.revert.start(terminal, url, minutes)
    return message


async def until(router: VirtualRouter, hostname: str) -> None:
    changed = asyncio.Event()
    router.config.subscribe(changed.set)
    while router.hostname != hostname:
        changed.clear()
        await changed.wait()


def test_the_timer_undoes_an_unconfirmed_change_when_nobody_is_connected() -> None:
    async def scenario() -> None:
        router = plain_router(scale=FAST)
        terminal = Typist()
        message = await armed(router, terminal)
        router.config.apply(["hostname cut-off"])

        await asyncio.wait_for(until(router, "r1"), 10)

        assert message.startswith("Rollback Confirmed Change: Backing up current running config to")
        assert "Rollback will begin in one minute" in terminal.printed
        assert "Rollback Confirmed Change: rolling to:flash:kept-" in terminal.printed
        assert "Rollback Done" in terminal.printed
        log = "\n".join(router.log.lines())
        for name in ("BACKUP", "START_ABSTIMER", "WARNING_ABSTIMER", "ROLLBACK_START"):
            assert f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_{name}" in log
        assert router.revert.pending is None

    asyncio.run(scenario())


def test_a_confirmed_change_stays() -> None:
    async def scenario() -> None:
        router = plain_router()
        await armed(router, Typist())
        router.config.apply(["hostname kept"])

        assert not await typed(router, "configure confirm")

        assert router.hostname == "kept"
        assert await typed(router, "configure confirm") == "%No Rollback Confirmed Change pending"

    asyncio.run(scenario())


def test_revert_now_brings_the_old_configuration_back() -> None:
    async def scenario() -> None:
        router = plain_router()
        before = router.config.text()
        await armed(router, Typist())
        router.config.apply(["interface Loopback7", "description x"])

        shown = await typed(router, "configure revert now")

        assert "Total number of passes: 1\nRollback Done" in shown
        assert router.config.text() == before

    asyncio.run(scenario())


def test_only_the_user_who_started_the_timer_may_end_it() -> None:
    async def scenario() -> None:
        router = plain_router()
        await armed(router, Typist("admin"))

        for line in ("configure confirm", "configure revert now", "configure revert timer 9"):
            assert (await typed(router, line, terminal=Typist("eve"))).startswith(
                "%Only user admin"
            )
        assert router.revert.pending

    asyncio.run(scenario())


def test_the_view_tells_kind_value_and_user_and_a_new_value_counts_from_now() -> None:
    async def scenario() -> None:
        router = plain_router()
        assert await typed(router, "show archive config rollback timer") == (
            "%No Rollback Confirmed Change pending"
        )
        await armed(router, Typist())

        assert not await typed(router, "configure revert timer idle 30")
        rows = (await typed(router, "show archive config rollback timer")).splitlines()

        assert rows[0].startswith("Time configured(or reconfigured): ")
        assert rows[1:] == ["Timer type: idle timer", "Timer value: 30 min", "User: admin"]

    asyncio.run(scenario())


def test_without_an_archive_nothing_is_backed_up() -> None:
    async def scenario() -> None:
        url, message = plain_router("").revert.back_up()

        assert url is None
        assert message == "%Turn config archive on before using Rollback Confirmed Change"

    asyncio.run(scenario())


def test_a_replace_with_a_time_waits_for_confirmation() -> None:
    async def scenario() -> None:
        router = plain_router()
        router.flash.write("new", b"version 17.12\nhostname new\narchive\n path flash:kept\nend\n")

        shown = await typed(
            router, "configure replace flash:new force revert trigger error timer 5"
        )
        assert router.hostname == "new"
        assert "Backing up current running config to flash:kept-" in shown
        second = await typed(router, "configure replace flash:new force time 5")
        assert "already in progress" in second
        await typed(router, "configure revert now")

        assert router.hostname == "r1"

    asyncio.run(scenario())
