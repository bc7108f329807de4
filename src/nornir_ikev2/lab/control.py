"""Talk to the lab's background process: one JSON line each way, over loopback, with a token.

A Unix socket would do without the token, but its path may hold 107 bytes only, and projects
stand in deeper folders than that.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from nornir_ikev2.errors import NornirIkev2Error, UsageError
from nornir_ikev2.lab.private import write_private

TIMEOUT_SECONDS = 10.0
Reply = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a running lab."""

    pid: int
    port: int
    token: str


def find(path: Path) -> Contact | None:
    """The contact that a running lab left, or None."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Contact(int(data["pid"]), int(data["port"]), str(data["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def ask(contact: Contact, request: str, **values: object) -> Reply:
    """Send one request and return the answer.

    Raises:
        ConnectionError: nobody answers: the process is gone.
        UsageError: the request makes no sense to the lab (an unknown router or fault).
    """
    message = json.dumps({"token": contact.token, "request": request, **values})
    try:
        with socket.create_connection(("127.0.0.1", contact.port), TIMEOUT_SECONDS) as connection:
            connection.sendall(f"{message}\n".encode())
            with connection.makefile("r", encoding="utf-8") as answers:
                line = answers.readline()
    except OSError as error:
        raise ConnectionError(f"the lab does not answer: {error}") from error
    if not line:
        raise ConnectionError("the lab does not answer")
    reply = cast("Reply", json.loads(line))
    if "error" in reply:
        raise UsageError(str(reply["error"]), cure=str(reply.get("cure", "")))
    return reply


Answer = Callable[[str, Mapping[str, Any]], Reply]


class ControlServer:
    """The listening side, inside the background process.

    Args:
        path: where the contact is left; removed when the server stops.
        answer: handles a request; may raise NornirIkev2Error.
    """

    def __init__(self, path: Path, answer: Answer) -> None:
        self._path = path
        self._answer = answer
        self._token = secrets.token_urlsafe(32)
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen, and leave the contact."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = int(self._server.sockets[0].getsockname()[1])
        contact = Contact(os.getpid(), port, self._token)
        write_private(self._path, json.dumps(asdict(contact)).encode())

    async def stop(self) -> None:
        """Take the contact back."""
        self._path.unlink(missing_ok=True)
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, ValueError, asyncio.IncompleteReadError):
            line = await reader.readline()
            writer.write(f"{json.dumps(self._reply(line))}\n".encode())
            await writer.drain()
        writer.close()

    def _reply(self, line: bytes) -> Reply:
        message = json.loads(line)
        if not isinstance(message, dict):
            return {"error": "the request is no mapping"}
        values = cast("dict[str, Any]", message)
        if not hmac.compare_digest(str(values.pop("token", "")), self._token):
            return {"error": "the token is not the lab's"}
        try:
            return self._answer(str(values.pop("request", "")), values)
        except NornirIkev2Error as error:
            return {"error": error.message, "cure": error.cure}
