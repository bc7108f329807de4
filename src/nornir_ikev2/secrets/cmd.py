"""Keys from a command: a password manager's own client, such as `pass`, `op`, `bw` or `gopass`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field

from nornir_ikev2.intent.model import SecretRef
from nornir_ikev2.secrets.options import ProviderOptions, option_fault, options_of
from nornir_ikev2.secrets.provider import SecretsError, missing_keys

Words = Annotated[list[str], Field(min_length=1)]
AT_ONCE: Final = 8
LONGEST: Final = 1024
"""Bytes of an answer; a key has 127 characters at most."""
PLACES: Final = ("{ref}", "{vpn}", "{pair}", "{owner}")
OURS: Final = ("NORNIR_PASSWORD", "NORNIR_ENABLE_SECRET", "NORNIR_KEY_")
"""Beginnings of variables that are no business of the command."""


class CmdOptions(ProviderOptions):
    """Options of the provider `cmd`.

    Attributes:
        command: the words of a command that prints one key; `{ref}` is `VPN/PAIR/OWNER`, `{vpn}`, `{pair}`
        and
            `{owner}` its parts. No shell is involved.
        store: the words of a command that keeps a key it reads from stdin; without it missing keys are an
        error. missing: exit status of `command` that means there is no such key. timeout: seconds.
    """

    command: Words
    store: Words | None = None
    missing: Annotated[int, Field(ge=1, le=255)] | None = None
    timeout: Annotated[float, Field(gt=0, le=600)] = 30.0


def from_options(options: Mapping[str, Any], root: Path) -> CmdProvider:
    """The provider of a project; see `ProviderFactory`.

    Raises:
        LoadError: an option is wrong.
    """
    written = options_of(CmdOptions, options, root, "cmd")
    for key, words in (("command", written.command), ("store", written.store)):
        if words and not any(place in word for word in words for place in PLACES):
            text = f"names no key; expected one of {', '.join(PLACES)} in its words"
            raise option_fault(root, key, text, "For example: [pass, show, 'ikev2/{ref}']")
    return CmdProvider(written, root)


@dataclass(frozen=True)
class CmdProvider:
    """Runs a command for each key. What it prints on stderr is never shown: it may quote a key.

    Attributes:
        options: what to run.
        root: where it is run.
    """

    options: CmdOptions
    root: Path

    @property
    def keeps(self) -> bool:
        """Whether there is a command that takes keys."""
        return self.options.store is not None

    def get(self, refs: Iterable[SecretRef]) -> dict[SecretRef, str]:
        """The keys the command prints. See `SecretProvider`."""
        wanted = list(refs)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = dict(zip(wanted, pool.map(self._ask, wanted), strict=True))
        return {ref: key for ref, key in found.items() if key is not None}

    def put(self, keys: Mapping[SecretRef, str]) -> None:
        """Keep new keys through `store`, or say how to make them. See `SecretProvider`."""
        if self.options.store is None:
            raise missing_keys(
                f"known to {self.options.command[0]}", [str(ref) for ref in sorted(keys)]
            )
        for ref, key in keys.items():
            code, _ = self._run(self.options.store, ref, key)
            if code:
                raise self._failed(self.options.store, ref, f"ended with status {code}")

    def where(self, ref: SecretRef) -> tuple[str, int]:
        """The command's first word; the others may hold what is not to be shown. See `SecretProvider`."""
        return f"{self.options.command[0]}, {ref}", 0

    def _ask(self, ref: SecretRef) -> str | None:
        words = self.options.command
        code, out = self._run(words, ref, None)
        if code and code == self.options.missing:
            return None
        if code:
            raise self._failed(words, ref, f"ended with status {code}")
        if len(out) > LONGEST:
            raise self._failed(words, ref, f"printed more than {LONGEST} bytes")
        try:
            lines = out.decode("ascii").splitlines()
        except UnicodeDecodeError:
            raise self._failed(words, ref, "printed something that is no ASCII text") from None
        if len(lines) != 1:
            raise self._failed(words, ref, f"printed {len(lines)} lines; expected the key alone")
        return lines[0]

    def _run(self, words: Sequence[str], ref: SecretRef, key: str | None) -> tuple[int, bytes]:
        """Run a command; return its status and what it printed."""
        try:
            done = subprocess.run(  # noqa: S603 - the user's own words, no shell
                _filled(words, ref),
                cwd=self.root,
                env=environment(),
                input=b"" if key is None else f"{key}\n".encode(),
                capture_output=True,
                timeout=self.options.timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            text = f"did not end within {self.options.timeout:g} s"
            raise self._failed(words, ref, text) from None
        except OSError as error:
            raise self._failed(words, ref, f"can't be run: {error.strerror}") from None
        return done.returncode, done.stdout

    @staticmethod
    def _failed(words: Sequence[str], ref: SecretRef, what: str) -> SecretsError:
        return SecretsError(
            f"the command for the key {ref} {what}: {words[0]}",
            cure="Run it by hand in the project's folder; what it says is not shown here, it may hold a key.",
        )


def environment() -> dict[str, str]:
    """Our environment without passwords and keys."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def _filled(words: Sequence[str], ref: SecretRef) -> list[str]:
    """The words with a reference's names put in; all at once, so that no name is filled itself."""
    names = {"{ref}": str(ref), "{vpn}": ref.vpn, "{pair}": ref.pair, "{owner}": ref.owner}
    filled: list[str] = []
    for word in words:
        for place, value in names.items():
            word = word.replace(place, value)  # noqa: PLW2901 - names hold no braces
        filled.append(word)
    return filled
