"""The seam to places that hold keys. Others plug in by the entry-point group `nornir_ikev2.secrets`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.intent.model import SecretRef


class SecretProvider(Protocol):
    """One place that holds keys. One that can't take new ones may say so: `keeps = False`."""

    def get(self, refs: Iterable[SecretRef]) -> dict[SecretRef, str]:
        """The keys it has of those asked for; a missing one is left out.

        Raises:
            NornirIkev2Error: the place can't be read.
        """
        ...

    def put(self, keys: Mapping[SecretRef, str]) -> None:
        """Keep new keys, all or none.

        Raises:
            NornirIkev2Error: the place can't be written, or is read-only.
        """
        ...

    def where(self, ref: SecretRef) -> tuple[str, int]:
        """File or place of a key and its line, 0 when it has none, for messages."""
        ...


ProviderFactory = Callable[[Mapping[str, Any], Path], SecretProvider]
"""Makes a provider from the `secrets:` mapping of `nornir.yaml` and the project's folder."""


class SecretsError(NornirIkev2Error):
    """Keys can't be read or kept."""


MAKE_ONE: Final = "openssl rand -base64 33"
"""Prints 44 characters that hold 264 bits."""
SHOWN: Final = 5


def missing_keys(where: str, names: Sequence[str]) -> SecretsError:
    """The error of a provider that can't keep generated keys.

    Args:
        where: the place, for example `in the environment`.
        names: what it calls the missing keys.
    """
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    count = "a key is" if len(names) == 1 else f"{len(names)} keys are"
    return SecretsError(
        f"{count} not {where}: {', '.join(names[:SHOWN])}{more}",
        cure=f"Make each with `{MAKE_ONE}` and put it there: this provider can't keep keys. `file`,"
        " `keyring` and `vault` generate missing ones themselves.",
    )
