"""Network namespaces without names: each lives as long as the process that holds it.

Nothing is left behind: a holder ends when its standard input closes, which happens at the latest when the
lab's process is gone, and the kernel then takes interfaces, routes and mounts away.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

from nornir_ikev2.errors import NornirIkev2Error

T = TypeVar("T")

# `cat` waits for the end of its input. /run is private, so that each charon has its own pid file.
_HOLD: Final = (
    "mount -t tmpfs -o mode=0700 tmpfs /run && ip link set lo up"
    " && echo 1 > /proc/sys/net/ipv4/ip_forward"
    " && for one in all default; do"
    " echo 0 > /proc/sys/net/ipv4/conf/$one/rp_filter;"
    " echo 0 > /proc/sys/net/ipv4/conf/$one/send_redirects;"
    " echo 1 > /proc/sys/net/ipv6/conf/$one/disable_ipv6; done 2>/dev/null;"
    " echo ready; exec cat"
)
_CLONE_NEWNET: Final = 0x40000000
_ROOT: Final = 0
_SECONDS: Final = 20


def unprivileged() -> list[str]:
    """The start of a command line that gives a user without rights what root has; empty for root."""
    return [] if os.geteuid() == _ROOT else ["unshare", "--user", "--map-root-user"]


class Namespace:
    """A network namespace with a private /run.

    Args:
        name: of the router; only for messages.

    Raises:
        NornirIkev2Error: the kernel does not let this process make one.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._holder = subprocess.Popen(  # noqa: S603 - words of ours
            [  # noqa: S607 - /sbin or /usr/sbin, as the system has it
                "unshare",
                "--net",
                "--mount",
                "sh",
                "-c",
                _HOLD,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.pid = self._holder.pid
        said = self._holder.stdout.readline() if self._holder.stdout else b""
        if said != b"ready\n":
            why = self._holder.stderr.read().decode().strip() if self._holder.stderr else ""
            self.close()
            raise NornirIkev2Error(f"no network namespace for {name}: {why or 'its shell ended'}")

    @property
    def run_folder(self) -> Path:
        """The private /run, as seen from outside."""
        return Path(f"/proc/{self.pid}/root/run")

    def inside(self, *command: str) -> list[str]:
        """The command line that runs `command` in here."""
        return ["nsenter", "--target", str(self.pid), "--net", "--mount", *command]

    def run(self, *command: str) -> str:
        """Run a command in here and return what it prints.

        Raises:
            NornirIkev2Error: it fails.
        """
        done = subprocess.run(  # noqa: S603 - command lines of this package
            self.inside(*command), capture_output=True, text=True, check=False, timeout=_SECONDS
        )
        if done.returncode:
            said = (done.stderr or done.stdout).strip()
            raise NornirIkev2Error(f"{self.name}: {' '.join(command)}: {said}")
        return done.stdout

    def ip(self, lines: Iterable[str], *, force: bool = False) -> None:
        """Run lines of `ip -batch`; with `force` go on after one that fails.

        Raises:
            NornirIkev2Error: a line fails, unless forced.
        """
        text = "\n".join(lines)
        if not text:
            return
        done = subprocess.run(  # noqa: S603 - the same
            self.inside("ip", *(["-force"] if force else []), "-batch", "-"),
            input=f"{text}\n",
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
        if done.returncode and not force:
            raise NornirIkev2Error(f"{self.name}: ip: {done.stderr.strip()}")

    def plug(self, interface: str, other: Namespace, far: str) -> None:
        """Join two namespaces by a veth pair; both ends come up."""
        self.ip(
            [
                f"link add {interface} type veth peer name {far} netns {other.pid}",
                f"link set {interface} up",
            ]
        )
        other.ip([f"link set {far} up"])

    def call(self, function: Callable[[], T]) -> T:
        """Call a function in here, see `call_in`."""
        return call_in(self.pid, function)

    def close(self) -> None:
        """Let go; the kernel clears it when the last process in it has ended."""
        if self._holder.stdin:
            self._holder.stdin.close()
        try:
            self._holder.wait(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            self._holder.kill()
            self._holder.wait()
        for stream in (self._holder.stdout, self._holder.stderr):
            if stream:
                stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def call_in(pid: int, function: Callable[[], T]) -> T:
    """Call a function on a thread in the network namespace of a process; sockets it opens belong there.

    Raises:
        OSError: the namespace is gone or may not be entered.
    """
    answers: list[T] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            with _entered(pid):
                answers.append(function())
        except BaseException as error:  # noqa: BLE001 - handed to the caller
            errors.append(error)

    thread = threading.Thread(target=work, name=f"in {pid}", daemon=True)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return answers[0]


@contextmanager
def _entered(pid: int) -> Generator[None]:
    """Move the calling thread into a network namespace; the thread shall end afterwards."""
    place = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if library.setns(place, _CLONE_NEWNET):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    finally:
        os.close(place)
    yield
