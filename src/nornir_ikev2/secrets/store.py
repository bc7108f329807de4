"""The keys of one run: read once, checked, missing ones generated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nornir_ikev2.errors import Fault, LoadError
from nornir_ikev2.intent.model import SecretRef
from nornir_ikev2.intent.words import did_you_mean
from nornir_ikev2.redact import meet
from nornir_ikev2.secrets import cmd, env, file, keyring, vault
from nornir_ikev2.secrets.keys import new_key, weakness
from nornir_ikev2.secrets.options import option_fault
from nornir_ikev2.secrets.provider import ProviderFactory, SecretProvider, SecretsError

if TYPE_CHECKING:
    from nornir_ikev2.settings import Settings

GROUP: Final = "nornir_ikev2.secrets"


@dataclass
class SecretStore:
    """Keys by reference. Its repr holds none.

    Attributes:
        provider: where the keys are kept.
        persist: False generates missing keys in memory only, for a dry run.
    """

    provider: SecretProvider
    persist: bool = True
    _keys: dict[SecretRef, str] = field(default_factory=dict[SecretRef, str], repr=False)

    def get(self, ref: SecretRef) -> str:
        """One key.

        Raises:
            LoadError: the key is refused.
            SecretsError: there is no such key; `ensure` makes missing ones.
        """
        if ref not in self._keys:
            self._load([ref])
        if ref not in self._keys:
            place, _ = self.provider.where(ref)
            raise SecretsError(
                f"there is no key {ref} in {place}", cure="A deployment generates missing keys."
            )
        return self._keys[ref]

    def ensure(self, refs: Iterable[SecretRef]) -> int:
        """Load all these keys; generate and keep those that are missing.

        Returns:
            How many were generated.

        Raises:
            LoadError: with every key that is refused.
            SecretsError: the new keys can't be kept.
        """
        wanted = list(dict.fromkeys(refs))
        self._load([ref for ref in wanted if ref not in self._keys])
        missing = {ref: new_key() for ref in wanted if ref not in self._keys}
        if missing and not self.keeps:
            self.provider.put(missing)  # says which, and how to make them; also before a dry run
        if missing and self.persist:
            self.provider.put(missing)
            missing |= self.provider.get(missing)  # another run may have been first
        self._keys |= missing
        meet(missing.values())
        return len(missing)

    @property
    def keeps(self) -> bool:
        """Whether the place can take new keys; one that can't says so: `keeps`."""
        return bool(getattr(self.provider, "keeps", True))

    def values(self) -> set[str]:
        """Every key known so far, for masking."""
        return set(self._keys.values())

    def _load(self, refs: list[SecretRef]) -> None:
        """Take keys from the provider, checked.

        Raises:
            LoadError: with every key that is refused.
        """
        found = self.provider.get(refs)
        meet(found.values())
        owners = {key: ref for ref, key in self._keys.items()}
        faults: list[Fault] = []
        for ref, key in found.items():
            names = (ref.vpn, *ref.pair.split("--"))
            reason = weakness(key, names)
            other = owners.setdefault(key, ref)
            if reason is None and other != ref:
                reason = f"is the same as {other}; each key is for one side of one tunnel"
            if reason:
                place, line = self.provider.where(ref)
                cure = "Delete it to have a good one generated, or replace it on both ends."
                faults.append(Fault(place, line, str(ref), f"the key {reason}", cure))
        if faults:
            raise LoadError(faults)
        self._keys |= found


BUILT_IN: Final[Mapping[str, ProviderFactory]] = {
    "file": file.from_options,
    "env": env.from_options,
    "keyring": keyring.from_options,
    "vault": vault.from_options,
    "cmd": cmd.from_options,
}


def open_store(settings: Settings, root: Path, *, persist: bool = True) -> SecretStore:
    """Open the store named in `nornir.yaml`. Reads no key yet.

    Args:
        settings: of the project.
        root: its folder.
        persist: False for a dry run: missing keys are generated in memory and not kept.

    Raises:
        LoadError: there is no such provider, or two packages offer one of this name.
    """
    name = settings.secrets.provider
    points = [point for point in entry_points(group=GROUP) if point.name == name]
    if len(points) + (name in BUILT_IN) > 1:
        homes = ", ".join(point.value for point in points)
        text = f"`{name}` is offered twice: {homes}{' and built in' if name in BUILT_IN else ''}"
        raise option_fault(root, "provider", text)
    options = settings.secrets.options
    if name in BUILT_IN:
        return SecretStore(BUILT_IN[name](options, root), persist)
    if not points:
        known = [*BUILT_IN, *(point.name for point in entry_points(group=GROUP))]
        text = f"there is no provider of this name; known: {', '.join(known)}"
        raise option_fault(root, "provider", text, did_you_mean(name, known))
    factory: ProviderFactory = points[0].load()
    return SecretStore(factory(options, root), persist)
