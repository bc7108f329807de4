"""What is said when a router is not trusted enough to send it a password. Pure."""

from __future__ import annotations

from typing import Final

from nornir_ikev2.drivers.hostkeys import HostKey, HostKeyRecord, Verdict
from nornir_ikev2.drivers.ios.algorithms import sha1_possible
from nornir_ikev2.errors import ConnectError, HostKeyRefused

EXTRA: Final = "pip install 'nornir-ikev2[legacy-ssh]'"
FLAG: Final = "legacy_ssh: true in the data of this host"


def refused_key(
    host: str, verdict: Verdict, record: HostKeyRecord, shown: HostKey
) -> HostKeyRefused:
    """The error for a key that is not on record."""
    key = f"{shown.kind} {shown.fingerprint}"
    old = ", ".join(record.fingerprints)
    accept = f"nornir hostkeys accept {host} {shown.fingerprint}"
    if verdict == "unknown":
        message = f"the router's host key is unknown: {key}"
        cure = f"Compare it with the router's console; if it is the same: {accept}"
    elif verdict == "revoked":
        message = f"the router shows a host key that known_hosts revokes: {key}"
        cure = "Somebody may hold a stolen key. Give the router a new key, and accept that one."
    elif verdict == "contradicted":
        message = (
            f"host_key in the inventory allows {key}, known_hosts says another for {record.name}"
        )
        cure = f"Find out which is right: nornir hostkeys list {host}"
    else:
        message = (
            f"the router shows another host key than the recorded one: {key}; on record: {old}"
        )
        cure = "Find out why it changed before anything else. " + _replacing(record, accept)
    return HostKeyRefused(f"{message}; no password was sent", host=host, cure=cure)


def _replacing(record: HostKeyRecord, accept: str) -> str:
    """How a changed key is put on record."""
    if record.pins:
        return "Where it is right, change host_key in the inventory."
    return f"Where it is right: {accept} --replace {record.fingerprints[0]}"


def no_common_algorithm(host: str, said: str, *, legacy: bool) -> ConnectError:
    """The error for a router with which no SSH algorithm is in common.

    Args:
        host: its name.
        said: paramiko's words, for example `Incompatible ssh peer (no acceptable kex algorithm)`.
        legacy: whether the inventory allows SHA-1 for it.
    """
    what = said.partition("(no acceptable ")[2].rstrip(") ") or "algorithm"
    message = f"no SSH {what.removesuffix(' algorithm')} in common"
    if not sha1_possible():
        message += ": this image may only offer SHA-1, which the installed paramiko can't do"
        cure = f"Upgrade the image, or install the extra, {EXTRA}, and set {FLAG}."
    elif not legacy:
        message += ": this image may only offer SHA-1, which is not allowed for this host"
        cure = (
            f"Upgrade the image, or set {FLAG}; it needs the extra legacy-ssh, which is installed."
        )
    else:
        message += ", not even with SHA-1 (extra legacy-ssh, legacy_ssh: true)"
        cure = "Look at 'show ip ssh' on the router: what it offers is too old or too new."
    error = ConnectError(message, host=host, cure=cure)
    error.category = "permanent"
    return error
