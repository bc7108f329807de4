"""One charon: started in a namespace, spoken to over vici."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab.strongswan.esp import Esp, carrier
from nornir_ikev2.lab.strongswan.namespace import Namespace
from nornir_ikev2.lab.strongswan.requirements import binary

_VICI: Final[Any] = import_module("vici")  # untyped
_ERRORS: Final[Any] = import_module("vici.exception")

MARK: Final = 0x2A
"""Firewall mark of the packets charon itself sends; routing rules let these out unprotected."""

PLUGINS: Final = (
    "random nonce openssl aes sha1 sha2 md5 hmac kdf gcm gmp drbg pem pkcs1 pkcs8 pubkey x509 constraints"
    " mgf1 counters kernel-netlink socket-default vici"
)
IN_USER_SPACE: Final = "kernel-libipsec"
"""Takes ESP over from the plugin `kernel-netlink` where it stands before it."""
# All files are /run/charon.*: the AppArmor profile of Debian's package lets charon touch no others.
# The initiator's order decides, as on IOS; a refused child takes the IKE SA with it, as on IOS.
# Rules of ours choose what goes into `ipsec0`, so charon's own rule stands behind all others.
SETTINGS: Final = """\
charon {{
  load = {plugins}
  port = 500
  port_nat_t = 4500
  install_routes = no
  install_virtual_ip = no
  routing_table = 220
  routing_table_prio = 40000
  prefer_configured_proposals = no
  close_ike_on_child_failure = yes
  retransmit_timeout = 2
  retransmit_base = 1
  retransmit_tries = 5
  plugins {{
    vici {{ socket = unix:///run/charon.vici }}
    socket-default {{ fwmark = {mark} }}
    kernel-libipsec {{ allow_peer_ts = yes }}
  }}
  filelog {{
    log {{
      path = /run/charon.log
      append = yes
      time_format = %H:%M:%S
      ike_name = yes
      flush_line = yes
      default = 1
      cfg = 2
    }}
  }}
}}
"""
CONFIG: Final = "charon.conf"
"""Its settings, in the private /run of its namespace."""
EVENTS: Final = ("ike-updown", "ike-rekey", "child-updown", "child-rekey")
_START_SECONDS: Final = 20.0
_LOOK_SECONDS: Final = 0.005
_REPLY_SECONDS: Final = 30.0

Reply = Mapping[str, Any]


class Charon:
    """A running daemon.

    Args:
        namespace: where it runs.
        log: file it logs to; None: inside its private /run.

    Raises:
        NornirIkev2Error: it does not start.
    """

    def __init__(self, namespace: Namespace, *, log: Path | None = None) -> None:
        self.namespace = namespace
        self.log = log or namespace.run_folder / "charon.log"
        path = binary()
        if path is None:
            raise NornirIkev2Error("charon is not installed")
        plugins = PLUGINS if carrier() is Esp.KERNEL else f"{IN_USER_SPACE} {PLUGINS}"
        settings = SETTINGS.format(plugins=plugins, mark=MARK)
        (namespace.run_folder / CONFIG).write_text(settings, encoding="utf-8")
        if log is not None:
            for place in (log, namespace.run_folder / "charon.log"):
                place.touch(mode=0o600)
            namespace.run("mount", "--bind", str(log), "/run/charon.log")
        self._process = subprocess.Popen(  # noqa: S603 - the daemon found above
            # The signal is asked for last: entering a namespace would clear it.
            namespace.inside("setpriv", "--pdeathsig", "KILL", path),
            env={**os.environ, "STRONGSWAN_CONF": f"/run/{CONFIG}"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._lock = threading.Lock()
        self._socket = self._connect()
        self._session = _VICI.Session(self._socket)
        self._listening: socket.socket | None = None

    @property
    def pid(self) -> int:
        """Process id of the daemon."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def _connect(self) -> socket.socket:
        address = str(self.namespace.run_folder / "charon.vici")
        deadline = time.monotonic() + _START_SECONDS
        while True:
            door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            door.settimeout(_REPLY_SECONDS)
            try:
                door.connect(address)
            except OSError as error:
                door.close()
                ended = self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    self.stop()
                    raise NornirIkev2Error(
                        f"charon of {self.namespace.name} does not answer: {error}",
                        cure=f"See {self.log}.",
                    ) from error
                time.sleep(_LOOK_SECONDS)
            else:
                return door

    def request(self, command: str, message: Mapping[str, Any] | None = None) -> Reply:
        """Send one command and return the answer.

        Raises:
            NornirIkev2Error: charon refuses it or does not answer.
        """
        try:
            with self._lock:
                return cast("Reply", self._session.request(command, message))
        except (OSError, _ERRORS.SessionException, _ERRORS.CommandException) as error:
            raise self._failed(command, error) from error

    def stream(self, command: str, event: str, message: Mapping[str, Any]) -> tuple[Reply, ...]:
        """Send one command that answers in events, and return these.

        Raises:
            NornirIkev2Error: charon refuses it or does not answer.
        """
        found: list[Reply] = []
        try:
            with self._lock:
                found.extend(self._session.streamed_request(command, event, message))
        except _ERRORS.CommandException as error:
            raise Refused(str(error), tuple(found)) from error
        except (OSError, _ERRORS.SessionException) as error:
            raise self._failed(command, error) from error
        return tuple(found)

    def _failed(self, command: str, error: Exception) -> NornirIkev2Error:
        if isinstance(error, OSError):  # an answer that comes late would be taken for the next one
            self._process.kill()
            self._process.wait()
        return NornirIkev2Error(
            f"charon of {self.namespace.name}: {command}: {error}", cure=f"See {self.log}."
        )

    def sas(self) -> tuple[Reply, ...]:
        """All IKE SAs with their children, as `list-sas` reports them."""
        return self.stream("list-sas", "list-sa", {})

    def initiate(self, connection: str, child: str, *, seconds: float = 0) -> None:
        """Start a child; wait so long for it, 0 comes back at once.

        Raises:
            Refused: it did not come up in that time.
        """
        wait = int(seconds * 1000) or -1
        message = {"ike": connection, "child": child, "timeout": str(wait), "loglevel": "-1"}
        self.stream("initiate", "control-log", message)

    def terminate(
        self, *, ike: int | None = None, child: int | None = None, seconds: float = 0
    ) -> None:
        """Delete an IKE SA or a child by its unique id, and tell the peer; gone already is no error."""
        message = {"timeout": str(int(seconds * 1000) or -1), "loglevel": "-1"}
        if ike is not None:
            message["ike-id"] = str(ike)
        if child is not None:
            message["child-id"] = str(child)
        try:
            self.stream("terminate", "control-log", message)
        except Refused:
            return

    def listen(self, told: Callable[[str, Reply], None]) -> None:
        """Call `told` with each event of an SA, on a thread of its own, until `stop`."""
        self._listening = self._connect()
        self._listening.settimeout(None)
        events = _VICI.Session(self._listening).listen(EVENTS)
        thread = threading.Thread(
            target=_listen, args=(events, told), name=f"vici {self.namespace.name}", daemon=True
        )
        thread.start()

    def log_size(self) -> int:
        """Bytes in the log now."""
        return self.log.stat().st_size

    def log_since(self, size: int) -> list[str]:
        """Whole lines that were logged after the log had this size."""
        return self.log_from(size)[0]

    def log_from(self, size: int) -> tuple[list[str], int]:
        """The same, and the size up to which they reach."""
        with self.log.open("rb") as log:
            log.seek(size)
            whole, newline, _ = log.read().rpartition(b"\n")
        lines = whole.decode(errors="replace").splitlines()
        return lines, size + len(whole) + len(newline)

    def stop(self) -> None:
        """End the daemon without a word to its peers, as a power cut would."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for door in (getattr(self, "_socket", None), getattr(self, "_listening", None)):
            if door is not None:
                _shut(door)


class Refused(NornirIkev2Error):
    """A command that charon answered with a failure; `events` came before it."""

    def __init__(self, message: str, events: tuple[Reply, ...] = ()) -> None:
        super().__init__(message)
        self.events = events


def _listen(events: Iterable[tuple[Any, Any]], told: Callable[[str, Reply], None]) -> None:
    try:
        for name, message in events:
            if name is not None:
                told(name.decode() if isinstance(name, bytes) else str(name), message)
    except (OSError, _ERRORS.SessionException, _ERRORS.DeserializationException):
        return  # the daemon has ended


def _shut(door: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the daemon closed it first
        door.shutdown(socket.SHUT_RDWR)
    door.close()
