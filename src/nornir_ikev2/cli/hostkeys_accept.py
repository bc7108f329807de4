"""`nornir hostkeys accept`: put a host key that somebody has verified on record."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nornir_ikev2.cli.hostkeys import CONSOLE, comment, driver_of, load_nornir
from nornir_ikev2.drivers.hostkeys import FINGERPRINT, HostKey, HostKeyRecord, Verdict
from nornir_ikev2.errors import ConnectError, NornirIkev2Error, UsageError
from nornir_ikev2.intent.words import did_you_mean

if TYPE_CHECKING:
    from nornir.core import Nornir
    from nornir.core.inventory import Host


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed.

    Attributes:
        router: an inventory name.
        key: a fingerprint, a public key, or nothing.
        replace: fingerprint of the recorded key that goes.
        yes: take what the router shows without a question.
    """

    router: str
    key: str = ""
    replace: str = ""
    yes: bool = False
    as_json: bool = False


def accept(project: Path | None, wish: Wish) -> int:
    """HostKeyRecord a host key; a changed one only in the place of one that is named.

    Returns:
        0, also when it was on record already.

    Raises:
        UsageError: no such router, or nobody has said which key.
        NornirIkev2Error: the router shows another key, or one that may not be recorded.
    """
    host = _host(load_nornir(project), wish.router)
    record = driver_of(host).host_key_record(host)
    candidates = _candidates(host, record, wish)
    verdicts = record.verdicts(candidates)
    for key, verdict in zip(candidates, verdicts, strict=True):
        _refuse(wish, record, key, verdict)
    new = [key for key, verdict in zip(candidates, verdicts, strict=True) if verdict != "same"]
    _write(record, wish, new)
    if wish.as_json:
        keys = [{"type": key.kind, "fingerprint": key.fingerprint} for key in new]
        document = {"router": host.name, "file": str(record.file), "recorded": keys}
        sys.stdout.write(json.dumps(document | {"replaced": wish.replace or None}, indent=2) + "\n")
    else:
        for key, verdict in zip(candidates, verdicts, strict=True):
            done = "was on record" if verdict == "same" else f"recorded in {record.file}"
            sys.stdout.write(f"{host.name}: {key.kind} {key.fingerprint} {done}\n")
    return 0


def _host(nornir: Nornir, name: str) -> Host:
    inventory = nornir.inventory
    if name in inventory.hosts:
        return inventory.hosts[name]
    if name in inventory.groups:
        raise UsageError(
            f"`{name}` is a group; a key is accepted for one router at a time",
            cure=f"For a first bring-up on a path you trust: nornir hostkeys scan {name} --accept-new",
        )
    raise UsageError(
        f"there is no host `{name}`", cure=did_you_mean(name, inventory.hosts) or "See nornir list."
    )


def _candidates(host: Host, record: HostKeyRecord, wish: Wish) -> list[HostKey]:
    """The keys that are meant."""
    whole = HostKey.parse(wish.key) if wish.key else None
    if whole is not None:
        return [whole]
    if wish.key and not FINGERPRINT.fullmatch(wish.key):
        raise UsageError(
            "the key is neither SHA256: and 43 letters nor a whole public key",
            cure="Put a public key in quotes. IOS cuts off long ones (4096 bits) in show ip ssh.",
        )
    if not (wish.key or wish.yes or sys.stdin.isatty()):
        raise UsageError(
            f"which key of {host.name}? This is not a terminal, so nobody can be asked",
            cure=f"nornir hostkeys scan {host.name}, then accept {host.name} SHA256:...; or --yes.",
        )
    shown = _shown(host)
    if wish.key:
        return _named(host, shown, wish.key)
    if not wish.yes and not _agreed(host, record, shown):
        raise NornirIkev2Error("nothing was recorded")
    return shown


def _shown(host: Host) -> list[HostKey]:
    try:
        return list(driver_of(host).host_keys(host))
    except ConnectError as error:
        raise NornirIkev2Error(f"{host.name}: {error.message}", cure=error.cure) from error


def _named(host: Host, shown: list[HostKey], fingerprint: str) -> list[HostKey]:
    found = [key for key in shown if key.fingerprint == fingerprint]
    if not found:
        what = ", ".join(f"{key.kind} {key.fingerprint}" for key in shown)
        raise NornirIkev2Error(
            f"{host.name} does not show the key {fingerprint}; it shows {what}",
            cure="Nothing was recorded: what answers there is not what you verified.",
        )
    return found


def _agreed(host: Host, record: HostKeyRecord, shown: list[HostKey]) -> bool:
    lines = "".join(f"  {key.kind} {key.fingerprint}\n" for key in shown)
    sys.stderr.write(f"{host.name} ({record.name}) shows\n{lines}{CONSOLE}type yes: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"yes", "y"}


def _refuse(wish: Wish, record: HostKeyRecord, key: HostKey, verdict: Verdict) -> None:
    """Raise where a key may not be put on record."""
    name, shown = wish.router, f"{key.kind} {key.fingerprint}"
    if verdict in {"same", "unknown"}:
        return
    if verdict == "revoked":
        raise NornirIkev2Error(
            f"{record.file} revokes {shown} of {name}", cure="Give the router a new key."
        )
    if record.pins:
        raise NornirIkev2Error(
            f"{name}: host_key in the inventory says {', '.join(record.pins)}, not {shown}",
            cure="Change host_key there if the new key is right; it decides.",
        )
    if wish.key and not wish.replace and key.kind not in record.kinds:
        return  # a further type that somebody has verified takes nothing away
    old = [one.fingerprint for one in record.keys]
    if not wish.replace:
        raise NornirIkev2Error(
            f"another key of {name} is on record: {', '.join(old)}; not {shown}",
            cure="Once you know why it changed: nornir hostkeys accept "
            f"{name} {key.fingerprint} --replace {old[0]}",
        )
    if not wish.key:
        raise UsageError("--replace needs the new key too", cure=f"It shows {shown}.")
    if wish.replace not in old:
        raise UsageError(f"{wish.replace} is not on record; {', '.join(old)} is")


def _write(record: HostKeyRecord, wish: Wish, new: list[HostKey]) -> None:
    from nornir_ikev2.drivers import knownhosts  # noqa: PLC0415 - keeps start-up short

    if record.file is None:
        raise NornirIkev2Error("no known_hosts file is named in nornir.yaml")
    how = comment(wish.router, "accepted")
    for key in new:
        old = next((one for one in record.keys if one.fingerprint == wish.replace), None)
        if old is None:
            knownhosts.add(record.file, record.name, key, how)
        else:
            knownhosts.replace(record.file, record.name, old, key, how)
