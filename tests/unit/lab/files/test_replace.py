from __future__ import annotations

import asyncio

from fakes.plain_router import ARCHIVE, plain_router
from fakes.typist import Typist, typed
from nornir_ikev2.lab.router import VirtualRouter

CHANGE = ["interface Loopback1", "description new", "exit", "hostname other"]


async def checkpoint(router: VirtualRouter) -> str:
    router.flash.write("before", router.running_text().encode())
    return router.config.text()


def test_a_replace_gives_back_the_file_line_for_line() -> None:
    async def scenario() -> None:
        router = plain_router()
        before = await checkpoint(router)
        router.config.apply(CHANGE)
        typist = Typist()

        shown = await typed(router, "configure replace flash:before", "y", terminal=typist)

        assert typist.printed.endswith("Enter Y if you are sure you want to proceed. ? [no]: ")
        assert "Total number of passes: 1\nRollback Done" in shown
        assert router.config.text() == before
        again = await typed(router, "configure replace flash:before force")
        assert "Total number of passes: 0" in again

    asyncio.run(scenario())


def test_a_line_that_can_not_be_applied_is_named_and_the_rest_is_in() -> None:
    async def scenario() -> None:
        router = plain_router()
        await checkpoint(router)
        router.flash.write(
            "bad", f"{router.running_text()[:-4]}bogus thing\nhostname z\nend\n".encode()
        )

        shown = await typed(router, "configure replace flash:bad force")

        assert "Rollback aborted after 5 passes" in shown
        assert "failed to apply to the IOS image" in shown
        assert "bogus thing" in shown
        assert router.hostname == "z"

    asyncio.run(scenario())


def test_trigger_error_gives_the_original_back() -> None:
    async def scenario() -> None:
        router = plain_router()
        before = await checkpoint(router)
        router.flash.write("bad", b"version 17.12\nhostname z\nbogus thing\nend\n")

        shown = await typed(router, "configure replace flash:bad force revert trigger error")

        assert "Failed to apply command bogus thing" in shown
        assert "The original configuration has been successfully restored." in shown
        assert router.config.text() == before

    asyncio.run(scenario())


def test_a_partial_file_and_an_absent_one_are_refused() -> None:
    async def scenario() -> None:
        router = plain_router()
        router.flash.write("part", b"hostname z\n")

        assert (await typed(router, "configure replace flash:part force")).startswith(
            "%The input file is not a valid config file."
        )
        assert (await typed(router, "configure replace flash:none force")).startswith(
            "Error: Could not open file flash:none"
        )

    asyncio.run(scenario())


def test_the_archive_is_needed_for_a_trigger() -> None:
    async def scenario() -> None:
        router = plain_router("")
        await checkpoint(router)

        line = "configure replace flash:before force revert trigger error"
        assert "archive on" in await typed(router, line)
        assert await typed(router, "show archive") == " Archive feature not enabled"
        assert "% Error caught by command handler" in await typed(router, "archive config")

    asyncio.run(scenario())


def test_show_archive_lists_copies_and_drops_the_oldest() -> None:
    async def scenario() -> None:
        router = plain_router(f"{ARCHIVE} maximum 2\n")
        for _ in range(3):
            assert not await typed(router, "archive config")

        rows = (await typed(router, "show archive")).splitlines()

        assert rows[0] == "The maximum archive configurations allowed is 2."
        assert rows[1] == "There are currently 2 archive configurations saved."
        assert rows[2].startswith("The next archive file will be named flash:kept-")
        assert rows[3] == " Archive #  Name"
        assert rows[5].endswith("-2 <- Most Recent")
        assert len(router.flash.names()) == 2

    asyncio.run(scenario())


def test_differences_show_what_only_one_file_has() -> None:
    async def scenario() -> None:
        router = plain_router()
        await checkpoint(router)
        router.config.apply(["interface GigabitEthernet2", "description wan"])

        shown = await typed(
            router, "show archive config differences flash:before system:running-config"
        )
        same = await typed(router, "show archive config differences flash:before flash:before")

        assert shown == (
            "!Contextual Config Diffs:\n+interface GigabitEthernet2\n +description wan"
        )
        assert same == "!Contextual Config Diffs:\n!No changes were found"

    asyncio.run(scenario())


def test_incremental_diffs_show_the_lines_a_merge_would_change() -> None:
    async def scenario() -> None:
        router = plain_router("interface GigabitEthernet2\n description wan\n")
        text = "interface GigabitEthernet2\n description wan\n ip address 192.0.2.1 255.255.255.0\nend\n"
        router.flash.write("merge", text.encode())

        shown = await typed(router, "show archive config incremental-diffs flash:merge ignorecase")

        assert shown.splitlines() == [
            "!List of Commands:",
            "interface GigabitEthernet2",
            " ip address 192.0.2.1 255.255.255.0",
            "end",
        ]

    asyncio.run(scenario())


def test_the_fault_that_leaves_a_line_says_rollback_done() -> None:
    async def scenario() -> None:
        router = plain_router()
        before = await checkpoint(router)
        router.config.apply(["hostname other", "username x password 0 y"])
        router.faults.set("replace-leaves-line")

        shown = await typed(router, "configure replace flash:before force")

        assert "Rollback Done" in shown
        assert router.config.text() != before
        await typed(router, "configure replace flash:before force")  # the fault acts once
        assert router.config.text() == before

    asyncio.run(scenario())
