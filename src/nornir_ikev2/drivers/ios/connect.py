"""Opens the one session of a run, through nornir's connection plugin; translates what can go wrong."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import paramiko
from netmiko.exceptions import NetmikoAuthenticationException, NetmikoTimeoutException
from nornir.core.configuration import Config
from nornir.core.plugins.connections import ConnectionPluginRegister
from paramiko.ssh_exception import IncompatiblePeer, NoValidConnectionsError

from nornir_ikev2.drivers.hostkeys import LEGACY, PIN, HostKey, HostKeyRecord, known_name, read_pins
from nornir_ikev2.drivers.ios.algorithms import disabled
from nornir_ikev2.drivers.ios.connection import (
    DEVICE_TYPE,
    HostKeyNotTaken,
    IosConnection,
    register,
)
from nornir_ikev2.drivers.ios.distrust import no_common_algorithm, refused_key
from nornir_ikev2.drivers.ios.session import IosSession
from nornir_ikev2.drivers.knownhosts import record
from nornir_ikev2.drivers.protocol import Permit, unrestricted
from nornir_ikev2.errors import (
    AuthRefused,
    ConnectError,
    DeviceError,
    HostKeyRefused,
    ReplyTimeout,
    SessionLost,
)
from nornir_ikev2.intent.timeouts import Timeouts, read_timeouts

if TYPE_CHECKING:
    from nornir.core.inventory import Host

_PLUGIN: Final = "netmiko"
_NO_VERDICT: Final = re.compile(r"Authentication timeout|transport shut down|saw EOF")
"""How paramiko calls a login that was neither taken nor refused; it is one class for all three."""
_DEFAULTS: Final[dict[str, Any]] = {
    "use_keys": False,
    "allow_agent": False,
    "keepalive": 0,
    "auto_connect": True,
}
_ALWAYS: Final[dict[str, Any]] = {"ssh_strict": True, "session_log": None}
_ours = threading.Lock()


def connect(host: Host, permit: Permit = unrestricted) -> IosSession:
    """Log in and bring the terminal into a known state.

    `permit` is asked before every write.

    Raises:
        HostKeyRefused: no key is on record, or the router shows another one; no password was sent.
        AuthRefused: the credentials were refused; never tried again.
        ConnectError: no session for another reason.
    """
    record = on_record(host)
    if not record:
        file = known_hosts(host)
        if file is None or not file.is_file():
            name = f" {file}" if file else ""
            raise HostKeyRefused(
                f"there is no known_hosts file{name}, so no host key can be checked",
                host=host.name,
                cure=f"See what the router shows: nornir hostkeys scan {host.name}",
            )
    secret, connection = _open(host, record)
    timeouts = read_timeouts(host.get("timeouts"))
    end = partial(host.close_connection, _PLUGIN)
    session = IosSession(host.name, connection, end, permit, timeouts)
    try:
        session.prepare(secret)
    except (SessionLost, ReplyTimeout) as error:
        session.close()
        raise ConnectError(
            f"the login was taken, but no prompt came that answers: {error.message}",
            host=host.name,
            cure="Where this router is only slow, raise timeouts.prompt in its data.",
        ) from error
    except DeviceError:
        session.close()
        raise
    return session


def show_host_key(host: Host, kind: str) -> HostKey | None:
    """Ask a router for its host key of one type, with the handshake of `connect` and nothing after it.

    Returns:
        The key, None when the router has none of this type.

    Raises:
        ConnectError: it can't be reached, or no SSH algorithm is in common.
    """
    try:
        _open(host, HostKeyRecord(""), only=kind)
    except ConnectError as error:
        causes = list(_causes(error))
        for cause in causes:
            if isinstance(cause, HostKeyNotTaken):
                return cause.shown
        if any("no acceptable host key" in str(cause) for cause in causes):
            return None
        raise
    raise ConnectError("the router let us in without showing a host key", host=host.name)


def on_record(host: Host) -> HostKeyRecord:
    """What is on record about a router's host key: `host_key` of its data, and the known hosts file.

    Raises:
        HostKeyRefused: `host_key` can't be read.
    """
    found = read_pins(host.get(PIN))
    if found is None:
        raise HostKeyRefused(
            "host_key in the inventory is neither a fingerprint nor a public key",
            host=host.name,
            cure="Write host_key: SHA256:..., or the type and base64 of the key.",
        )
    return record(known_hosts(host), name_of(host), *found)


def name_of(host: Host) -> str:
    """How known_hosts names a router."""
    parameters = host.get_connection_parameters(_PLUGIN)
    return known_name(parameters.hostname or host.name, parameters.port)


def known_hosts(host: Host) -> Path | None:
    """The file of host keys: netmiko's connection option `alt_key_file`, or the host data `known_hosts`."""
    extras = host.get_connection_parameters(_PLUGIN).extras or {}
    name = str(extras.get("alt_key_file") or host.get("known_hosts") or "")
    return Path(name) if name else None


def _open(host: Host, known: HostKeyRecord, only: str = "") -> tuple[str, IosConnection]:
    """Open nornir's netmiko connection; return the enable secret and the connection.

    Raises:
        ConnectError: it does not open.
    """
    with _ours:
        register()
        if _PLUGIN not in ConnectionPluginRegister.available:
            ConnectionPluginRegister.auto_register()
    with suppress(Exception):
        host.close_connection(_PLUGIN)
    parameters = host.get_connection_parameters(_PLUGIN)
    waits = _waits(read_timeouts(host.get("timeouts")))
    extras = {**_DEFAULTS, **waits, **(parameters.extras or {}), **_ALWAYS}
    extras |= {"record": known, "only": only}
    extras["disabled_algorithms"] = disabled(legacy=host.get(LEGACY) is True)
    secret = str(extras.pop("secret", "") or "")
    try:
        host.open_connection(_PLUGIN, configuration=Config(), platform=DEVICE_TYPE, extras=extras)
    except (NetmikoTimeoutException, NetmikoAuthenticationException, OSError) as error:
        raise _translated(host, error) from error
    except paramiko.SSHException as error:
        raise _translated(host, error) from error
    connection: IosConnection = host.connections[_PLUGIN].connection
    return secret, connection


def _waits(timeouts: Timeouts) -> dict[str, Any]:
    """The arguments of netmiko; its `conn_timeout` is for TCP, its `banner_timeout` for SSH."""
    return {
        "conn_timeout": timeouts.connect,
        "banner_timeout": timeouts.connect,
        "auth_timeout": timeouts.auth,
    }


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _translated(host: Host, error: BaseException) -> ConnectError:
    """Name the real cause: netmiko calls nearly everything a timeout."""
    for cause in _causes(error):
        if isinstance(cause, HostKeyNotTaken):
            return refused_key(host.name, cause.verdict, cause.record, cause.shown)
        if isinstance(cause, paramiko.AuthenticationException):
            if _NO_VERDICT.search(str(cause)):
                return ConnectError(
                    "the router did not judge the password in time: a slow AAA server?",
                    host=host.name,
                    cure="Where this is usual, raise timeouts.auth in its data.",
                )
            return AuthRefused(
                "the router refused the credentials",
                host=host.name,
                cure="Check NORNIR_USERNAME and NORNIR_PASSWORD; it was tried once only.",
            )
        if isinstance(cause, IncompatiblePeer):
            return no_common_algorithm(host.name, str(cause), legacy=host.get(LEGACY) is True)
    return _by_text(host.name, error)


def _words(cause: BaseException) -> str:
    """The text of an error; paramiko hides what the socket said."""
    if isinstance(cause, NoValidConnectionsError):
        return " ".join(str(one) for one in cause.errors.values())
    return str(cause)


def _by_text(host: str, error: BaseException) -> ConnectError:
    text = " ".join(_words(cause) for cause in _causes(error))
    silent = any(isinstance(cause, TimeoutError) for cause in _causes(error))
    if "protocol banner" in text and not silent:
        return ConnectError(
            "the router accepted the connection but gave no SSH session: no free vty line?",
            host=host,
            cure="Look at 'show users' and 'show ip ssh' on the router.",
        )
    if "refused" in text:
        why = "nobody listens on its SSH port"
    elif "not known" in text or "DNS" in text:
        why = "its name can't be resolved"
    else:
        why = "no answer from its SSH port in time"
    return ConnectError(why, host=host, cure="Check hostname, port and the path to the router.")
