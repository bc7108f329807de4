"""Netmiko's IOS connection without its waiting: login costs the SSH handshake and nothing more.

It is an ordinary `CiscoIosSSH`, so NAPALM and user code can work on it; only the preparation of the
session is ours, and `Exchange` does it.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from netmiko.cisco.cisco_ios import CiscoIosSSH
from paramiko import RejectPolicy, SSHClient
from paramiko.hostkeys import HostKeyEntry, HostKeys

if TYPE_CHECKING:
    from paramiko import Channel

DEVICE_TYPE: Final = "nornir_ikev2_cisco_ios"

logging.getLogger("paramiko").addHandler(logging.NullHandler())


class IosConnection(CiscoIosSSH):
    """A netmiko connection that leaves the first prompt to us."""

    def _try_session_preparation(self, force_data: bool = True) -> None:  # noqa: FBT001, FBT002 - netmiko's signature
        """Set what netmiko's own methods need later, without asking the router."""
        del force_data
        self.ansi_escape_codes = False

    def _build_ssh_client(self) -> SSHClient:
        """Load only this router's lines of the known hosts, not those of 10,000 others."""
        client = self._get_ssh_client_instance()
        if self.system_host_keys:
            client.load_system_host_keys()
        known = client.get_host_keys()
        for entry in host_keys(Path(self.alt_key_file), known_name(self.host, self.port)):
            for name in entry.hostnames or ():
                known.add(name, entry.key.get_name(), entry.key)
        client.set_missing_host_key_policy(RejectPolicy())
        return client

    def cleanup(self, command: str = "exit") -> None:
        """Leave without a word: the router ends the line when the channel closes."""

    @property
    def shell(self) -> Channel | None:
        """The channel of the interactive session, None after it was closed."""
        return cast("Channel | None", self.remote_conn)


def known_name(host: str, port: int) -> str:
    """How a host is named in known_hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT)."""
    return host if port == 22 else f"[{host}]:{port}"  # noqa: PLR2004 - the SSH port


def host_keys(file: Path, name: str) -> list[HostKeyEntry]:
    """The entries of one host, hashed ones included."""
    plain, hashed = _index(file, file.stat().st_mtime_ns)
    found = [HostKeyEntry.from_line(line) for line in plain.get(name, ())]
    entries = [one for one in found if one is not None]
    for line in hashed:
        entry = HostKeyEntry.from_line(line)
        if entry is not None and entry.hostnames:
            token = entry.hostnames[0]
            if HostKeys.hash_host(name, token) == token:
                entries.append(entry)
    return entries


@lru_cache(maxsize=8)
def _index(file: Path, changed: int) -> tuple[dict[str, list[str]], list[str]]:
    """Lines of a known_hosts file by host name, and the hashed ones; read again when it changed."""
    del changed
    plain: dict[str, list[str]] = {}
    hashed: list[str] = []
    for line in file.read_text(errors="replace").splitlines():
        names = line.split(" ", 1)[0]
        if not names or names[0] in "#@":
            continue
        if names.startswith("|1|"):
            hashed.append(line)
            continue
        for name in names.split(","):
            plain.setdefault(name, []).append(line)
    return plain, hashed


def register() -> None:
    """Make netmiko, and so nornir-netmiko, know our device type."""
    # The package has a function of the same name, which hides the module.
    tables: Any = import_module("netmiko.ssh_dispatcher")
    if DEVICE_TYPE not in tables.CLASS_MAPPER:
        tables.CLASS_MAPPER[DEVICE_TYPE] = IosConnection
        tables.platforms.append(DEVICE_TYPE)
