"""Keys in the keyring of the operating system: Secret Service, KWallet, macOS Keychain and others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from nornir_ikev2.intent.model import SecretRef
from nornir_ikev2.secrets.options import ProviderOptions, options_of
from nornir_ikev2.secrets.provider import SecretsError

EXTRA: Final = "pip install 'nornir-ikev2[keyring]'"


class KeyringOptions(ProviderOptions):
    """`service`: under which name the keys are kept; each is the password of the user `VPN/PAIR/OWNER`."""

    service: str = ""


def from_options(options: Mapping[str, Any], root: Path) -> KeyringProvider:
    """The provider of a project; see `ProviderFactory`.

    Raises:
        LoadError: an option is wrong.
        SecretsError: the extra `keyring` is not installed.
    """
    written = options_of(KeyringOptions, options, root, "keyring")
    try:
        module = import_module("keyring")
    except ImportError as error:
        raise SecretsError("the provider `keyring` needs an extra", cure=EXTRA) from error
    return KeyringProvider(module, written.service or f"nornir-ikev2 {root.name}")


@dataclass(frozen=True)
class KeyringProvider:
    """Keys as passwords of one service.

    Attributes:
        module: the package `keyring`.
        service: name of the service.
    """

    module: Any
    service: str

    def get(self, refs: Iterable[SecretRef]) -> dict[SecretRef, str]:
        """The keys in the keyring. See `SecretProvider`."""
        try:
            found = {ref: self.module.get_password(self.service, str(ref)) for ref in refs}
        except self.module.errors.KeyringError as error:
            raise self._unusable(error) from error
        return {ref: key for ref, key in found.items() if key is not None}

    def put(self, keys: Mapping[SecretRef, str]) -> None:
        """Keep new keys; those kept before a failure are found the next time. See `SecretProvider`."""
        try:
            for ref, key in keys.items():
                self.module.set_password(self.service, str(ref), key)
        except self.module.errors.KeyringError as error:
            raise self._unusable(error) from error

    def where(self, ref: SecretRef) -> tuple[str, int]:
        """Service and user. See `SecretProvider`."""
        return f"keyring {self.service!r}, {ref}", 0

    def _unusable(self, error: Exception) -> SecretsError:
        if isinstance(error, self.module.errors.NoKeyringError):
            return SecretsError(
                "there is no keyring on this machine",
                cure="A server without a desktop has none: use the provider `vault` or `file`, or install"
                " a backend (see the documentation of keyring).",
            )
        if isinstance(error, self.module.errors.KeyringLocked):
            return SecretsError("the keyring is locked", cure="Unlock it and run again.")
        return SecretsError(
            f"the keyring can't be used ({type(error).__name__})",
            cure=f"Try: keyring get {self.service!r} test",
        )
