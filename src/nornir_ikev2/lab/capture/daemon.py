"""One charon of a lab as a capture uses it: its connections, its SAs, and the keys it can be made to log."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Generator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab.strongswan.charon import CONFIG
from nornir_ikev2.lab.strongswan.observed import ObservedIke, read
from nornir_ikev2.lab.strongswan.vici_text import text, texts

_VICI: Final[Any] = import_module("vici")  # untyped
_ERRORS: Final[Any] = import_module("vici.exception")
_SECONDS: Final = 15.0
_LOG: Final = "charon.keys"
_KEYS: Final = """
charon {
  filelog {
    keys {
      path = /run/charon.keys
      flush_line = yes
      default = -1
      ike = 4
    }
  }
}
"""
"""Level 4 of the group `ike` has the keys of IKE SAs (strongSwan documentation, "Logger configuration")."""

Values = Mapping[str, Any]


class Daemon:
    """The charon in the namespaces of a process.

    Args:
        name: of its router.
        namespace: a process in its network and mount namespace.

    Raises:
        NornirIkev2Error: it does not answer.
    """

    def __init__(self, name: str, namespace: int) -> None:
        self.name = name
        self.namespace = namespace
        self._run = Path(f"/proc/{namespace}/root/run")
        self._door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._door.settimeout(_SECONDS)
        try:
            self._door.connect(str(self._run / "charon.vici"))
        except OSError as error:
            self._door.close()
            raise NornirIkev2Error(
                f"the daemon of {name} does not answer: {error.strerror or error}",
                cure="Run as the user that started the lab; nornir lab status says what runs.",
            ) from error
        self._session = _VICI.Session(self._door)

    def close(self) -> None:
        """Hang up; the daemon goes on."""
        self._door.close()

    def _ask(self, command: str, event: str, message: Values) -> list[Values]:
        try:
            return list(self._session.streamed_request(command, event, message))
        except _ERRORS.CommandException as error:
            raise NornirIkev2Error(f"{self.name}: {command}: {error}") from error
        except (OSError, _ERRORS.SessionException) as error:
            raise NornirIkev2Error(
                f"the daemon of {self.name} does not answer any more: {error}"
            ) from error

    def sas(self) -> tuple[ObservedIke, ...]:
        """Its IKE SAs, oldest first."""
        return read(self._ask("list-sas", "list-sa", {}))

    def connections(self) -> dict[str, Values]:
        """What it has loaded, by name."""
        return {
            str(name): values
            for report in self._ask("list-conns", "list-conn", {})
            for name, values in report.items()
        }

    def addresses(self) -> set[str]:
        """The addresses it speaks IKE from."""
        return {
            one for values in self.connections().values() for one in texts(values["local_addrs"])
        }

    def start(self, connection: str, child: str) -> bool:
        """Bring a child up and wait for it; whether it is up."""
        message = {"ike": connection, "child": child, "timeout": "8000", "loglevel": "-1"}
        try:
            self._ask("initiate", "control-log", message)
        except NornirIkev2Error:
            return False
        return True

    def rekey(self, **what: str) -> None:
        """Rekey SAs: `ike_id` or `child_id` is the unique number of one."""
        self._session.request("rekey", {key.replace("_", "-"): one for key, one in what.items()})

    def end(self, unique: int) -> None:
        """Delete an IKE SA and wait until the peer has said so; one that is gone already is no error."""
        message = {"ike-id": str(unique), "timeout": "5000", "loglevel": "-1"}
        with contextlib.suppress(NornirIkev2Error):
            self._ask("terminate", "control-log", message)

    @contextlib.contextmanager
    def logging_keys(self) -> Generator[None, None, None]:
        """Have it log the keys of new IKE SAs into its private /run; the file is gone afterwards."""
        settings = self._run / CONFIG
        before = settings.read_text(encoding="utf-8")
        settings.write_text(before + _KEYS, encoding="utf-8")
        self._session.request("reload-settings")
        try:
            yield
        finally:
            with contextlib.suppress(OSError, _ERRORS.SessionException):  # the daemon may be gone
                settings.write_text(before, encoding="utf-8")
                self._session.request("reload-settings")
            with contextlib.suppress(OSError):
                (self._run / _LOG).unlink(missing_ok=True)

    def key_log(self) -> str:
        """What it logged since `logging_keys` began."""
        try:
            return (self._run / _LOG).read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""


def dpd_delay(values: Values) -> float:
    """Seconds between the probes of a loaded connection, 0 for none."""
    found = text(values, "dpd_delay") or "0"
    return float(found) if found.replace(".", "", 1).isdigit() else 0.0
