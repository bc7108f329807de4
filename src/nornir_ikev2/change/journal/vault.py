"""Seals what is secret for the journal: compressed, then encrypted and signed (Fernet)."""

from __future__ import annotations

import hashlib
import os
import zlib
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from nornir_ikev2.errors import JournalError


class Vault:
    """Seals and opens texts with the key in one file of the project's private folder."""

    def __init__(self, key_file: Path) -> None:
        self._file = key_file
        self._key = _key(key_file)
        self._fernet = Fernet(self._key)

    def seal(self, text: str) -> bytes:
        """Encrypt a text."""
        return self._fernet.encrypt(zlib.compress(text.encode()))

    def digest(self, text: str) -> str:
        """A keyed digest, 32 hexadecimal digits: equal for equal texts, and nothing to guess from."""
        return hashlib.blake2b(text.encode(), key=self._key[:32], digest_size=16).hexdigest()

    def open(self, sealed: bytes) -> str:
        """Decrypt a text.

        Raises:
            JournalError: it was sealed with another key, or is damaged.
        """
        try:
            return zlib.decompress(self._fernet.decrypt(sealed)).decode()
        except (InvalidToken, zlib.error) as error:
            raise JournalError(
                f"a record can't be opened with {self._file.name}",
                cure="Restore the key file that was there when the run began.",
            ) from error


def _key(path: Path) -> bytes:
    """The key of the file, made on first use, readable by its owner only.

    Raises:
        JournalError: the file can't be made or read, or holds no key.
    """
    try:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _checked(path, path.read_bytes().strip())
        with os.fdopen(handle, "wb") as file:
            key = Fernet.generate_key()
            file.write(key + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise JournalError(f"the key file {path} can't be used: {error.strerror}") from error
    return key


def _checked(path: Path, key: bytes) -> bytes:
    try:
        Fernet(key)
    except ValueError as error:
        raise JournalError(
            f"{path} holds no key of the journal",
            cure="Restore it; without it checkpoints of earlier runs can't be read.",
        ) from error
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return key
