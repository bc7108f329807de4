"""Keys in environment variables: `NORNIR_KEY_<VPN>_<PAIR>_<OWNER>`, as CI systems hand them out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from nornir_ikev2.intent.model import SecretRef
from nornir_ikev2.secrets.provider import SecretsError


def variable(ref: SecretRef) -> str:
    """The variable of one key: upper case, `_` for what is no letter or digit, `__` in the pair.

    `branches/branch1--hub1/hub1` is `NORNIR_KEY_BRANCHES_BRANCH1__HUB1_HUB1`.
    """
    return re.sub(r"[^A-Z0-9]", "_", f"NORNIR_KEY_{ref.vpn}_{ref.pair}_{ref.owner}".upper())


class EnvProvider:
    """Keys in the environment; nothing can be kept there."""

    @staticmethod
    def get(refs: Iterable[SecretRef]) -> dict[SecretRef, str]:
        """The keys that are set. See `SecretProvider`."""
        return {ref: value for ref in refs if (value := os.environ.get(variable(ref)))}

    @staticmethod
    def put(keys: Mapping[SecretRef, str]) -> None:
        """Always refuse: a generated key would be lost with the process. See `SecretProvider`."""
        missing = ", ".join(variable(ref) for ref in sorted(keys)[:5])
        more = f" and {len(keys) - 5} more" if len(keys) > 5 else ""  # noqa: PLR2004 - shown above
        raise SecretsError(
            f"{len(keys)} keys are not in the environment: {missing}{more}",
            cure="Set them, or use the provider `file`, which generates missing keys.",
        )

    @staticmethod
    def where(ref: SecretRef) -> tuple[str, int]:
        """The name of the variable. See `SecretProvider`."""
        return f"${variable(ref)}", 0
