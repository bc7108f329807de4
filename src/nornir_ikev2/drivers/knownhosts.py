"""The file of host keys, in OpenSSH's format (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): read and added to."""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import hmac
import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from nornir_ikev2.atomic import replace_file
from nornir_ikev2.drivers.hostkeys import HostKey, HostKeyRecord
from nornir_ikev2.errors import NornirIkev2Error

HASHED: Final = "|1|"
REVOKED: Final = "@revoked"


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of the file. `names` as written: host names, or one hashed name."""

    names: tuple[str, ...]
    key: HostKey
    line: int
    comment: str = ""
    revoked: bool = False

    def concerns(self, name: str) -> bool:
        """Whether the entry is about a host."""
        return name in self.names or any(_is_hash_of(one, name) for one in self.names)


def record(
    file: Path | None,
    name: str,
    pins: tuple[str, ...] = (),
    pinned: tuple[HostKey, ...] = (),
) -> HostKeyRecord:
    """What is on record for one host.

    Args:
        file: known_hosts; None or a missing one holds nothing.
        name: see `known_name`.
        pins: fingerprints the inventory allows, see `read_pins`.
        pinned: keys it gives whole.
    """
    found = entries(file, name)
    return HostKeyRecord(
        name,
        keys=tuple(one.key for one in found if not one.revoked),
        revoked=frozenset(one.key for one in found if one.revoked),
        pins=pins,
        pinned=pinned,
        file=file,
    )


def entries(file: Path | None, name: str) -> list[Entry]:
    """The entries about one host, hashed ones included, in order of the file."""
    if file is None or not file.is_file():
        return []
    plain, hashed = _index(file, file.stat().st_mtime_ns)
    found = [*plain.get(name, ()), *(one for one in hashed if one.concerns(name))]
    return sorted(found, key=lambda one: one.line)


def add(file: Path, name: str, key: HostKey, comment: str) -> None:
    """Add a key of a host.

    Raises:
        NornirIkev2Error: the file can't be written.
    """
    with _changing(file) as lines:
        lines.append(f"{name} {key} {comment}")


def add_all(file: Path, found: Iterable[tuple[str, HostKey, str]]) -> None:
    """Add keys of many hosts, `(name, key, comment)` each, in one go.

    Raises:
        NornirIkev2Error: the file can't be written.
    """
    with _changing(file) as lines:
        lines += [f"{name} {key} {comment}" for name, key, comment in found]


def replace(file: Path, name: str, old: HostKey, new: HostKey, comment: str) -> None:
    """Put a key of a host in the place of another one; other hosts of the old line keep it.

    Raises:
        NornirIkev2Error: the file can't be written.
    """
    going = {one.line for one in entries(file, name) if one.key == old and not one.revoked}
    with _changing(file) as lines:
        for number in going:
            words = lines[number - 1].split()
            others = [
                one for one in words[0].split(",") if one != name and not _is_hash_of(one, name)
            ]
            lines[number - 1] = " ".join([",".join(others), *words[1:]]) if others else ""
        lines[:] = [line for number, line in enumerate(lines, 1) if line or number not in going]
        lines.append(f"{name} {new} {comment}")


@contextmanager
def _changing(file: Path) -> Generator[list[str]]:
    """The lines of the file, to be changed while nobody else does; written whole or not at all."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(file.with_name(f".{file.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
            yield lines
            replace_file(file, "".join(f"{line}\n" for line in lines), mode=0o600)
        finally:
            os.close(lock)
    except OSError as error:
        raise NornirIkev2Error(
            f"can't write {file}: {error.strerror}",
            cure="Make the file and its folder writable for you; see `known_hosts` in nornir.yaml.",
        ) from error


@lru_cache(maxsize=8)
def _index(file: Path, changed: int) -> tuple[dict[str, list[Entry]], list[Entry]]:
    """Entries by host name, and the hashed ones; read again when the file changed."""
    del changed
    plain: dict[str, list[Entry]] = {}
    hashed: list[Entry] = []
    for number, line in enumerate(file.read_text(errors="replace").splitlines(), start=1):
        for entry in _entry(line, number):
            if entry.names[0].startswith(HASHED):
                hashed.append(entry)
                continue
            for name in entry.names:
                plain.setdefault(name, []).append(entry)
    return plain, hashed


def _entry(line: str, number: int) -> Iterator[Entry]:
    """The entry of a line; comments, certificate authorities and what can't be read are none."""
    marker, _, rest = line.partition(" ") if line.startswith("@") else ("", "", line)
    names, _, text = rest.strip().partition(" ")
    if not names or names.startswith("#") or marker not in {"", REVOKED}:
        return
    key = HostKey.parse(text)
    if key is not None:
        comment = " ".join(text.split()[2:])
        yield Entry(tuple(names.split(",")), key, number, comment, revoked=bool(marker))


def _is_hash_of(written: str, name: str) -> bool:
    """Whether a hashed name, `|1|SALT|HMAC-SHA1`, is the one of a host."""
    if not written.startswith(HASHED):
        return False
    try:
        salt, digest = (base64.b64decode(part) for part in written[len(HASHED) :].split("|"))
    except (ValueError, binascii.Error):
        return False
    made = hmac.new(salt, name.encode(), hashlib.sha1).digest()  # the format's own hash, no secret
    return hmac.compare_digest(made, digest)
