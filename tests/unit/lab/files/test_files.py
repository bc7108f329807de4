from __future__ import annotations

import asyncio
from pathlib import Path

from fakes.plain_router import plain_router
from fakes.typist import Typist, typed


def test_a_copy_asks_for_the_name_and_warns_of_a_file_of_that_name() -> None:
    async def scenario() -> None:
        router = plain_router()
        first, second = Typist(), Typist()

        done = await typed(router, "copy running-config flash:x", "", terminal=first)
        again = await typed(router, "copy running-config flash:x", "", "n", terminal=second)

        assert first.printed == "Destination filename [x]? "
        assert "bytes copied in" in done
        assert second.printed.endswith("Do you want to over write? [confirm]")
        assert not again
        assert await typed(router, "more flash:x") == router.config.text()

    asyncio.run(scenario())


def test_file_prompt_quiet_asks_nothing() -> None:
    async def scenario() -> None:
        router = plain_router("file prompt quiet\n")

        assert "copied" in await typed(router, "copy running-config flash:/x")
        assert "copied" in await typed(router, "copy running-config flash:/x")
        assert not await typed(router, "delete flash:/x")
        assert "Error opening" in await typed(router, "more flash:/x")

    asyncio.run(scenario())


def test_dir_names_the_file_system_as_typed_and_its_free_bytes() -> None:
    async def scenario() -> None:
        router = plain_router("file prompt quiet\n")
        await typed(router, "copy running-config flash:/candidate.txt")

        listing = await typed(router, "dir flash:/candidate.txt")
        absent = await typed(router, "dir flash:/other.txt")

        assert listing.startswith("Directory of flash:/candidate.txt\n")
        assert f"({router.flash.free} bytes free)" in listing
        assert absent == "%Error opening flash:/other.txt (No such file or directory)"

    asyncio.run(scenario())


def test_a_merge_types_the_lines_and_goes_on_after_a_refused_one() -> None:
    async def scenario() -> None:
        router = plain_router("file prompt quiet\n")
        router.flash.write(
            "m", b"interface Loopback1\n bogus line\n description x\nend\nhostname no\n"
        )

        shown = await typed(router, "copy flash:m running-config")

        assert "bogus line\n% Invalid input" in shown
        section = router.config.root.find("interface Loopback1")
        assert section
        assert [node.text for node in section.children] == ["description x"]
        assert router.hostname == "r1"

    asyncio.run(scenario())


def test_what_was_saved_survives_a_new_process_and_what_was_not_is_lost(tmp_path: Path) -> None:
    async def scenario() -> None:
        router = plain_router(folder=tmp_path)
        router.config.apply(["hostname kept"])
        assert await typed(router, "write memory") == "Building configuration...\n[OK]"
        router.config.apply(["hostname lost"])
        router.flash.write("file/with slash", b"x")

        again = plain_router(folder=tmp_path)

        assert again.hostname == "kept"
        assert again.flash.names() == ["file/with slash"]

    asyncio.run(scenario())


def test_a_full_flash_takes_no_file_and_keeps_the_old_one() -> None:
    async def scenario() -> None:
        router = plain_router("file prompt quiet\n")
        router.flash.write("x", b"old")
        router.faults.set("flash-full")

        shown = await typed(router, "copy running-config flash:x")

        assert shown == "%Error writing flash:x (No space left on device)"
        old = router.flash.get("x")
        assert old
        assert old.data == b"old"

    asyncio.run(scenario())


def test_md5_and_tcl_agree_with_an_inline_transfer() -> None:
    async def scenario() -> None:
        router = plain_router()
        typist = Typist()

        await typed(
            router,
            "tclsh",
            'puts [open "flash:t.txt" w+] {hostname a',
            " interface b",
            "end}",
            "dir",
            "tclquit",
            terminal=typist,
        )

        file = router.flash.get("t.txt")
        assert file
        assert file.data == b"hostname a\n interface b\nend\n"
        assert typist.printed == "r1(tcl)#+>+>r1(tcl)#output of dir\nr1(tcl)#"

    asyncio.run(scenario())
