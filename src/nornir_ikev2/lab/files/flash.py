"""One file system of a router: files in memory, written through to a folder when there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

from nornir_ikev2.lab.private import write_private

MIB = 1024 * 1024


class NoSpaceError(Exception):
    """The file does not fit."""


@dataclass(frozen=True, slots=True)
class File:
    """Content and time of the last write, UTC."""

    data: bytes
    modified: datetime


class FileSystem:
    """A flat file system; sub-folders are part of the names.

    Args:
        name: prefix in URLs, without colon.
        size: capacity in bytes.
        folder: where the files are kept over a restart; None keeps them in memory only.
        now: the router's clock.
        full: whether a fault claims that no byte is left.
    """

    def __init__(
        self,
        name: str,
        size: int,
        folder: Path | None,
        now: Callable[[], datetime],
        full: Callable[[], bool] = lambda: False,
    ) -> None:
        self.name = name
        self.size = size
        self._full = full
        self._folder = folder
        self._now = now
        self._files: dict[str, File] = _stored(folder)

    @property
    def free(self) -> int:
        """Bytes left."""
        return 0 if self._full() else self.size - sum(len(one.data) for one in self._files.values())

    def names(self) -> list[str]:
        """All files, oldest first."""
        return list(self._files)

    def get(self, name: str) -> File | None:
        """One file, or None."""
        return self._files.get(name)

    def write(self, name: str, data: bytes) -> None:
        """Write a whole file.

        Raises:
            NoSpaceError: it does not fit; an old file of that name is kept.
        """
        old = self._files.get(name)
        if self._full() or len(data) > self.free + (len(old.data) if old else 0):
            raise NoSpaceError(name)
        self._files.pop(name, None)
        self._files[name] = File(data, self._now())
        if self._folder is not None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(self._folder / quote(name, safe=""), data)

    def remove(self, name: str) -> bool:
        """Delete a file; False when there is none."""
        if self._files.pop(name, None) is None:
            return False
        if self._folder is not None:
            (self._folder / quote(name, safe="")).unlink(missing_ok=True)
        return True


def _stored(folder: Path | None) -> dict[str, File]:
    if folder is None or not folder.is_dir():
        return {}
    paths = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    paths.sort(key=lambda path: path.stat().st_mtime)
    return {
        unquote(path.name): File(
            path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC)
        )
        for path in paths
    }
