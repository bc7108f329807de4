"""Opens the one session of a run, through nornir's connection plugin; translates what can go wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import paramiko
from netmiko.exceptions import NetmikoAuthenticationException, NetmikoTimeoutException
from nornir.core.configuration import Config
from nornir.core.plugins.connections import ConnectionPluginRegister
from paramiko.ssh_exception import IncompatiblePeer, NoValidConnectionsError

from nornir_ikev2.drivers.ios.connection import DEVICE_TYPE, IosConnection, register
from nornir_ikev2.drivers.ios.session import IosSession
from nornir_ikev2.errors import AuthRefused, ConnectError, DeviceError, HostKeyRefused

if TYPE_CHECKING:
    from nornir.core.inventory import Host

_PLUGIN: Final = "netmiko"
_DEFAULTS: Final[dict[str, Any]] = {
    "conn_timeout": 15,
    "auth_timeout": 30,
    "banner_timeout": 15,
    "use_keys": False,
    "allow_agent": False,
    "keepalive": 0,
    "auto_connect": True,
}
_ALWAYS: Final[dict[str, Any]] = {"ssh_strict": True, "alt_host_keys": True, "session_log": None}
_ours = threading.Lock()


def connect(host: Host) -> IosSession:
    """Log in and bring the terminal into a known state.

    The known hosts file is the connection option `alt_key_file` of `netmiko`, or the host data
    `known_hosts`.

    Raises:
        HostKeyRefused: there is no known_hosts file, or the key is unknown or another; no password was sent.
        AuthRefused: the credentials were refused; never tried again.
        ConnectError: no session for another reason.
    """
    with _ours:
        register()
        if _PLUGIN not in ConnectionPluginRegister.available:
            ConnectionPluginRegister.auto_register()
    with suppress(Exception):
        host.close_connection(_PLUGIN)
    parameters = host.get_connection_parameters(_PLUGIN)
    extras = {**_DEFAULTS, **(parameters.extras or {}), **_ALWAYS}
    extras["alt_key_file"] = _known_hosts(host, extras)
    secret = str(extras.pop("secret", "") or "")
    try:
        host.open_connection(_PLUGIN, configuration=Config(), platform=DEVICE_TYPE, extras=extras)
    except (NetmikoTimeoutException, NetmikoAuthenticationException, OSError) as error:
        raise _translated(host.name, error) from error
    except paramiko.SSHException as error:
        raise _translated(host.name, error) from error
    connection: IosConnection = host.connections[_PLUGIN].connection
    session = IosSession(host.name, connection, lambda: host.close_connection(_PLUGIN))
    try:
        session.prepare(secret)
    except DeviceError:
        session.close()
        raise
    return session


def _known_hosts(host: Host, extras: dict[str, Any]) -> str:
    """Netmiko checks nothing when the file is missing, so its absence is an error here."""
    name = str(extras.get("alt_key_file") or host.get("known_hosts") or "")
    if not name or not Path(name).is_file():
        raise HostKeyRefused(
            f"there is no known_hosts file{f' {name}' if name else ''}, so no host key can be checked",
            host=host.name,
            cure="Add the routers' keys to the known_hosts file of nornir.yaml; the lab writes its own.",
        )
    return name


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _translated(host: str, error: BaseException) -> ConnectError:
    """Name the real cause: netmiko calls nearly everything a timeout."""
    for cause in _causes(error):
        if isinstance(cause, paramiko.BadHostKeyException):
            return HostKeyRefused(
                "the router shows another host key than the recorded one; no password was sent",
                host=host,
                cure="Find out why it changed before you replace its line in known_hosts.",
            )
        if isinstance(cause, paramiko.AuthenticationException):
            return AuthRefused(
                "the router refused the credentials",
                host=host,
                cure="Check NORNIR_USERNAME and NORNIR_PASSWORD; it was tried once only.",
            )
        if isinstance(cause, IncompatiblePeer):
            found = ConnectError(
                "no common SSH algorithm: this IOS may only offer SHA-1 key exchange",
                host=host,
                cure="Install netmiko[par4] (paramiko 4) for such routers, or upgrade their image.",
            )
            found.category = "permanent"
            return found
    return _by_text(host, error)


def _words(cause: BaseException) -> str:
    """The text of an error; paramiko hides what the socket said."""
    if isinstance(cause, NoValidConnectionsError):
        return " ".join(str(one) for one in cause.errors.values())
    return str(cause)


def _by_text(host: str, error: BaseException) -> ConnectError:
    text = " ".join(_words(cause) for cause in _causes(error))
    if "not found in known_hosts" in text:
        return HostKeyRefused(
            "the router's host key is unknown; no password was sent",
            host=host,
            cure="Check its fingerprint on the console and add it to known_hosts.",
        )
    if "protocol banner" in text:
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
