from __future__ import annotations

import asyncio
from pathlib import Path

import asyncssh
import pytest

from fakes.plain_router import plain_router
from fakes.ssh_line import listening, login

Place = Path | tuple[asyncssh.SSHClientConnection, str]


async def scp(source: Place, target: Place) -> None:
    await asyncssh.scp(source, target)  # pyright: ignore[reportUnknownMemberType]  # its kwargs have no type


def test_files_go_in_and_out_when_the_server_is_enabled(tmp_path: Path) -> None:
    async def scenario() -> None:
        router = plain_router("ip scp server enable\n")
        (tmp_path / "in").write_bytes(b"one\ntwo\n")
        async with listening(router) as listener, await login(listener) as connection:
            await scp(tmp_path / "in", (connection, "flash:copied"))
        async with listening(router) as listener, await login(listener) as connection:
            await scp((connection, "flash:copied"), tmp_path / "out")
        async with listening(router) as listener, await login(listener) as connection:
            with pytest.raises(asyncssh.SFTPError, match="No such file"):
                await scp((connection, "flash:absent"), tmp_path / "out")

        assert (tmp_path / "out").read_bytes() == b"one\ntwo\n"

    asyncio.run(scenario())


def test_scp_is_refused_while_the_server_is_off(tmp_path: Path) -> None:
    async def scenario() -> None:
        router = plain_router()
        (tmp_path / "in").write_bytes(b"x")
        async with listening(router) as listener, await login(listener) as connection:
            with pytest.raises(asyncssh.SFTPError, match="Administratively disabled"):
                await scp(tmp_path / "in", (connection, "flash:copied"))

        assert not router.flash.names()

    asyncio.run(scenario())
