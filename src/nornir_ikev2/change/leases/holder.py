"""Who holds a lease: a process, told from all others of all machines, and whether it still lives."""

from __future__ import annotations

import getpass
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

_PROC: Final = Path("/proc")
_STATE, _STARTED = 0, 19
"""Fields of /proc/PID/stat after the command's closing bracket (proc_pid_stat(5): 3 and 22)."""

Life = Literal["alive", "stopped", "dead", "unknown"]
"""`stopped`: it lives but does nothing, by SIGSTOP or a debugger. `unknown`: it is on another machine."""


@dataclass(frozen=True, slots=True)
class Holder:
    """One process. `process` is the same for no two processes; see `me`."""

    user: str
    host: str
    pid: int
    process: str

    def __str__(self) -> str:
        return f"{self.user} on {self.host}, process {self.pid}"


def me() -> Holder:
    """This process.

    `process` is machine (its boot and PID namespace, so that containers of one host name differ) and the
    time the process began, since PIDs are used again.
    """
    pid = os.getpid()
    began = _stat(pid)[_STARTED] if _stat(pid) else "0"
    return Holder(user(), socket.gethostname(), pid, f"{_machine()}/{began}")


def life(holder: Holder) -> Life:
    """Whether a process still lives, as far as this machine can tell."""
    machine, _, began = holder.process.rpartition("/")
    if machine != _machine():
        return "unknown"
    fields = _stat(holder.pid)
    if not fields:
        return "dead" if _PROC.joinpath("self").exists() else _by_signal(holder.pid)
    if fields[_STARTED] != began or fields[_STATE] in {"Z", "X"}:
        return "dead"
    return "stopped" if fields[_STATE] in {"T", "t"} else "alive"


def user() -> str:
    """Name of the user this process runs for."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _machine() -> str:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}:{(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return socket.gethostname()


def _stat(pid: int) -> list[str]:
    """Fields of a process from its state on; empty when there is none."""
    try:
        return (_PROC / str(pid) / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def _by_signal(pid: int) -> Life:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return "dead"
    except PermissionError:
        pass
    return "alive"
