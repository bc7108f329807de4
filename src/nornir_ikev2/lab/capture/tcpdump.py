"""tcpdump in a network namespace: a raw socket that belongs to nobody who takes part."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from nornir_ikev2.errors import NornirIkev2Error

FILTER: Final = "udp port 500 or udp port 4500"
_START_SECONDS: Final = 10.0
_READY: Final = b"listening on"


class Tcpdump:
    """IKE and UDP-encapsulated ESP on every interface of a namespace, for a `with` block.

    Args:
        namespace: a process in the network namespace.
        inbound: only what comes in; a router on the way would else see each packet twice.

    Raises:
        NornirIkev2Error: tcpdump is not installed, or it may not capture.
    """

    def __init__(self, namespace: int, *, inbound: bool) -> None:
        if shutil.which("tcpdump") is None:
            raise NornirIkev2Error(
                "tcpdump is not installed", cure="Install it: apt-get install tcpdump"
            )
        self._direction = ["-Q", "in"] if inbound else []
        self._inside = inside(namespace)
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        command = ["tcpdump", "-i", "any", "--immediate-mode", "-U", "-s", "0", *self._direction]
        self._process = subprocess.Popen(  # noqa: S603 - words of ours
            [*self._inside, *command, "-w", "-", FILTER],
            stdin=subprocess.DEVNULL,
            stdout=self._file,
            stderr=subprocess.PIPE,
        )
        self._wait_until_ready(self._process)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._file.close()

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        said = b""
        if process.stderr is None:
            return
        while _READY not in said:
            ready, _, _ = select.select([process.stderr], [], [], _START_SECONDS)
            part = os.read(process.stderr.fileno(), 4096) if ready else b""
            said += part
            if not part:
                self.stop()
                self._file.close()
                raise NornirIkev2Error(
                    f"tcpdump can't capture: {said.decode(errors='replace').strip() or 'no answer'}",
                    cure="Capturing needs root, or the user that started the lab.",
                )

    def read(self) -> bytes:
        """All that was captured so far, as a pcap file."""
        size = os.fstat(self._file.fileno()).st_size
        return os.pread(self._file.fileno(), size, 0)

    def stop(self) -> None:
        """Let it write what it has, and end it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=_START_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stderr is not None:
            process.stderr.close()


def inside(namespace: int, *kinds: str) -> list[str]:
    """The start of a command line that runs in the namespaces of a process.

    Args:
        namespace: the process.
        kinds: further namespaces than that of the network, as nsenter names them.
    """
    own, theirs = (Path(f"/proc/{one}/ns/user") for one in ("self", str(namespace)))
    user = [] if own.readlink() == theirs.readlink() else ["--user", "--preserve-credentials"]
    return ["nsenter", "--target", str(namespace), *user, "--net", *kinds]
