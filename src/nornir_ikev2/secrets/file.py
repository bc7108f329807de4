"""Keys in a private YAML file: `vpns: {VPN: {ROUTER--ROUTER: {OWNER: KEY}}}`."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from nornir_ikev2.atomic import replace_file
from nornir_ikev2.document import Document, Value, read
from nornir_ikev2.errors import Fault, LoadError
from nornir_ikev2.intent.model import SecretRef
from nornir_ikev2.secrets.options import ProviderOptions, options_of
from nornir_ikev2.secrets.provider import SecretsError

HEAD = "# Pre-shared keys, written by nornir-ikev2. Keep this file private and backed up.\n"


class FileOptions(ProviderOptions):
    """`path`: the file, relative to the project."""

    path: Annotated[str, Field(min_length=1)] = ".nornir/secrets.yaml"


def from_options(options: Mapping[str, Any], root: Path) -> FileProvider:
    """The provider of a project; see `ProviderFactory`."""
    written = options_of(FileOptions, options, root, "file").path
    return FileProvider(root / Path(written).expanduser(), written)


@dataclass
class FileProvider:
    """Keys in one file with mode 0600.

    Attributes:
        path: the file.
        shown: its name for messages.
    """

    path: Path
    shown: str
    _document: Document | None = field(default=None, repr=False)

    def get(self, refs: Iterable[SecretRef]) -> dict[SecretRef, str]:
        """The keys in the file. See `SecretProvider`."""
        keys = self._read()
        return {ref: keys[ref] for ref in refs if ref in keys}

    def put(self, keys: Mapping[SecretRef, str]) -> None:
        """Add keys to the file; what another run added meanwhile stays. See `SecretProvider`."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._alone():
                merged = dict(keys) | self._read()
                replace_file(self.path, _render(merged), mode=0o600)
        except OSError as error:
            raise SecretsError(f"can't write {self.shown}: {error.strerror}") from error

    def where(self, ref: SecretRef) -> tuple[str, int]:
        """The file and the line of a key. See `SecretProvider`."""
        line = 0
        if self._document:
            for pair in (ref.pair, "--".join(reversed(ref.pair.split("--")))):
                place = ("vpns", ref.vpn, pair, ref.owner)
                if self._document.holds(place):
                    line = self._document.line(place)
        return self.shown, line

    @contextmanager
    def _alone(self) -> Generator[None]:
        """Hold off other processes while the file is read and written."""
        lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _read(self) -> dict[SecretRef, str]:
        if not self.path.exists():
            return {}
        mode = self.path.stat().st_mode & 0o777
        if mode & 0o077:
            text = f"can be read by others (mode {mode:04o})"
            cure = f"chmod 600 {self.shown}, and replace the keys if others may have read them."
            raise LoadError([Fault(self.shown, 0, "", text, cure)])
        self._document = read(self.path, self.shown, strict=False)
        keys = dict(_keys(self._document))
        if self._document.faults:
            raise LoadError(self._document.faults)
        return keys


def _keys(document: Document) -> Iterator[tuple[SecretRef, str]]:
    """Every key of the file; faults of shape are noted, values never."""
    data = document.data
    if document.faults or data is None:
        return
    vpns = data.get("vpns") if isinstance(data, dict) else None
    if not isinstance(vpns, dict):
        document.fault((), "expected vpns: {VPN: {ROUTER--ROUTER: {OWNER: KEY}}}")
        return
    for vpn, pairs in vpns.items():
        for pair, owners in _entries(document, ("vpns", vpn), pairs):
            ends = sorted(pair.split("--"))
            for owner, key in _entries(document, ("vpns", vpn, pair), owners):
                if len(ends) != 2 or owner not in {*ends, "shared"}:  # noqa: PLR2004 - a pair
                    text = "expected a router of the pair ROUTER--ROUTER, or `shared`"
                    document.fault(("vpns", vpn, pair, owner), text)
                elif not isinstance(key, str):
                    text = "expected a key; put it in quotes"
                    document.fault(("vpns", vpn, pair, owner), text)
                else:
                    yield SecretRef(vpn, "--".join(ends), owner), key


def _entries(
    document: Document, place: tuple[str | int, ...], data: Value
) -> Iterable[tuple[str, Value]]:
    if isinstance(data, dict):
        return data.items()
    document.fault(place, "expected `key: value` pairs")
    return ()


def _render(keys: Mapping[SecretRef, str]) -> str:
    out, vpn, pair = [HEAD, "vpns:\n"], "", ""
    for ref in sorted(keys):
        if ref.vpn != vpn:
            vpn, pair = ref.vpn, ""
            out.append(f"  {vpn}:\n")
        if ref.pair != pair:
            pair = ref.pair
            out.append(f"    {pair}:\n")
        out.append(f'      {ref.owner}: "{keys[ref]}"\n')
    return "".join(out)
