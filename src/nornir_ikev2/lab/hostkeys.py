"""SSH host keys of the lab, and the lines about them in a known_hosts file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import asyncssh

from nornir_ikev2.lab.private import write_private

KEY_FILE = "ssh_host_ed25519_key"
DEFAULT_PORT = 22
MARK = "nornir-ikev2-lab"
"""Comment of the lines that belong to the lab; others are never touched."""


def host_key(folder: Path | None) -> asyncssh.SSHKey:
    """The key of a router: made once, then kept in its folder."""
    if folder is None:
        return new_key()
    path = folder / KEY_FILE
    if path.is_file():
        return asyncssh.read_private_key(path)
    key = new_key()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(path, key.export_private_key())
    return key


def new_key() -> asyncssh.SSHKey:
    """A fresh ed25519 key."""
    return asyncssh.generate_private_key(  # pyright: ignore[reportUnknownMemberType]  # its kwargs have no type
        "ssh-ed25519"
    )


def known_host(host: str, port: int, key: asyncssh.SSHKey) -> str:
    """`[127.0.0.1]:2201 ssh-ed25519 AAAA... nornir-ikev2-lab`."""
    kind, data = key.export_public_key().decode().split()[:2]
    name = host if port == DEFAULT_PORT else f"[{host}]:{port}"
    return f"{name} {kind} {data} {MARK}"


def publish(path: Path, lines: Iterable[str]) -> None:
    """Replace the lab's lines of a known_hosts file; no lines takes them away.

    A line of the user about one of the lab's ports stays: host keys the user wrote win, and a
    clash is then shown as a changed key, not hidden.
    """
    kept = [line for line in _lines(path) if not line.rstrip().endswith(f" {MARK}")]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(path, "".join(f"{line}\n" for line in (*kept, *lines)).encode())


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
