"""Netmiko's IOS connection without its waiting: login costs the SSH handshake and nothing more.

Netmiko dials and logs in; what is typed afterwards goes through `Wire.write` alone, so its own methods
that write are closed.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

from netmiko.cisco.cisco_ios import CiscoIosSSH
from paramiko import MissingHostKeyPolicy, SSHClient, SSHException

from nornir_ikev2.drivers.hostkeys import HostKey, HostKeyRecord, Verdict
from nornir_ikev2.drivers.ios.algorithms import transport_asking_for
from nornir_ikev2.errors import PlanError

if TYPE_CHECKING:
    from paramiko import Channel, PKey

DEVICE_TYPE: Final = "nornir_ikev2_cisco_ios"

logging.getLogger("paramiko").addHandler(logging.NullHandler())


class HostKeyNotTaken(SSHException):
    """The key a router shows is not the one on record; raised before any password is sent."""

    def __init__(self, verdict: Verdict, record: HostKeyRecord, shown: HostKey) -> None:
        super().__init__(f"host key {verdict}")
        self.verdict: Verdict = verdict
        self.record = record
        self.shown = shown


class OnRecord(MissingHostKeyPolicy):
    """Takes the keys on record and no others. Paramiko asks it for every key, as it gets none of its own."""

    def __init__(self, record: HostKeyRecord) -> None:
        self._record = record

    def missing_host_key(self, client: SSHClient, hostname: str, key: PKey) -> None:
        """Judge the key of a router that has not been logged in to yet.

        Raises:
            HostKeyNotTaken: it is not on record.
        """
        del client, hostname
        shown = HostKey(key.get_name(), key.asbytes())
        verdict = self._record.verdict(shown)
        if verdict != "same":
            raise HostKeyNotTaken(verdict, self._record, shown)


class IosConnection(CiscoIosSSH):
    """A netmiko connection that leaves the first prompt to us.

    Args:
        record: what is on record about the router's host key.
        only: ask for a host key of this type and no other.
        arguments: those of netmiko.
    """

    def __init__(self, *, record: HostKeyRecord, only: str = "", **arguments: Any) -> None:  # noqa: ANN401 - netmiko's
        self._record = record
        self._only = only
        super().__init__(**arguments)

    def _try_session_preparation(self, force_data: bool = True) -> None:  # noqa: FBT001, FBT002 - netmiko's signature
        """Set what netmiko's own methods need later, without asking the router."""
        del force_data
        self.ansi_escape_codes = False

    def _build_ssh_client(self) -> SSHClient:
        """A client without keys of its own: `OnRecord` judges every key."""
        client = self._get_ssh_client_instance()
        client.set_missing_host_key_policy(OnRecord(self._record))
        return client

    def _connect_params_dict(self) -> dict[str, Any]:
        """Ask for a host key of a type that can be compared."""
        kinds = (self._only,) if self._only else self._record.kinds
        asking = transport_asking_for(kinds, only=bool(self._only))
        return {**super()._connect_params_dict(), "transport_factory": asking}

    def cleanup(self, command: str = "exit") -> None:
        """Leave without a word: the router ends the line when the channel closes."""

    def write_channel(self, out_data: str) -> None:
        """Refuse: all of netmiko's methods that write end here, and `Wire.write` is the one door."""
        raise PlanError(
            f"netmiko wanted to type {len(out_data)} characters into the session of a change",
            cure="Ask through the session: change.session.show([...]).",
        )

    @property
    def shell(self) -> Channel | None:
        """The channel of the interactive session, None after it was closed."""
        return cast("Channel | None", self.remote_conn)


def register() -> None:
    """Make netmiko, and so nornir-netmiko, know our device type."""
    # The package has a function of the same name, which hides the module.
    tables: Any = import_module("netmiko.ssh_dispatcher")
    if DEVICE_TYPE not in tables.CLASS_MAPPER:
        tables.CLASS_MAPPER[DEVICE_TYPE] = IosConnection
        tables.platforms.append(DEVICE_TYPE)
