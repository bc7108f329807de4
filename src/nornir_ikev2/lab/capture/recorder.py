"""A raw socket in a network namespace, and the pcap file it fills: a witness that takes no part."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab.capture import rawsocket

_SECONDS: Final = 20.0


class Recorder:
    """IKE and UDP-encapsulated ESP on every interface of a namespace, for a `with` block.

    Args:
        namespace: a process in the network namespace.
        inbound: only what comes in; a router on the way would else see each packet twice.

    Raises:
        NornirIkev2Error: this user may not capture there.
    """

    def __init__(self, namespace: int, *, inbound: bool) -> None:
        words = [rawsocket.INBOUND] if inbound else []
        self._command = [
            *inside(namespace),
            *(sys.executable, "-m", rawsocket.__name__, *words),
        ]
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603 - words of ours
            self._command, stdin=subprocess.DEVNULL, stdout=self._file, stderr=subprocess.PIPE
        )
        said = _first_words(self._process)
        if rawsocket.READY.encode() not in said:
            self.stop()
            self._file.close()
            lines = said.decode(errors="replace").strip().splitlines()
            raise NornirIkev2Error(
                f"no packets can be captured: {lines[-1] if lines else 'no answer'}",
                cure="Capturing needs root, or the user that started the lab.",
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._file.close()

    def read(self) -> bytes:
        """All that was captured so far, as a pcap file."""
        size = os.fstat(self._file.fileno()).st_size
        return os.pread(self._file.fileno(), size, 0)

    def stop(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stderr is not None:
            process.stderr.close()


def _first_words(process: subprocess.Popen[bytes]) -> bytes:
    """What a process says on standard error until it is ready or has ended."""
    said = b""
    while process.stderr is not None and rawsocket.READY.encode() not in said:
        ready, _, _ = select.select([process.stderr], [], [], _SECONDS)
        part = os.read(process.stderr.fileno(), 4096) if ready else b""
        said += part
        if not part:
            break
    return said


def inside(namespace: int) -> list[str]:
    """The start of a command line that runs in the network namespace of a process."""
    own, theirs = (Path(f"/proc/{one}/ns/user") for one in ("self", str(namespace)))
    user = [] if own.readlink() == theirs.readlink() else ["--user", "--preserve-credentials"]
    return ["nsenter", "--target", str(namespace), *user, "--net"]
