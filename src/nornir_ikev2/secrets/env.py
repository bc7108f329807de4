"""Keys in environment variables: `NORNIR_KEY_<VPN>_<PAIR>_<OWNER>`, as CI systems hand them out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nornir_ikev2.intent.model import SecretRef
from nornir_ikev2.secrets.options import ProviderOptions, options_of
from nornir_ikev2.secrets.provider import missing_keys


def variable(ref: SecretRef) -> str:
    """The variable of one key: upper case, `_` for what is no letter or digit, `__` in the pair.

    `branches/branch1--hub1/hub1` is `NORNIR_KEY_BRANCHES_BRANCH1__HUB1_HUB1`.
    """
    return re.sub(r"[^A-Z0-9]", "_", f"NORNIR_KEY_{ref.vpn}_{ref.pair}_{ref.owner}".upper())


def from_options(options: Mapping[str, Any], root: Path) -> EnvProvider:
    """The provider of a project, without options; see `ProviderFactory`."""
    options_of(ProviderOptions, options, root, "env")
    return EnvProvider()


class EnvProvider:
    """Keys in the environment; nothing can be kept there."""

    keeps = False

    @staticmethod
    def get(refs: Iterable[SecretRef]) -> dict[SecretRef, str]:
        """The keys that are set. See `SecretProvider`."""
        return {ref: value for ref in refs if (value := os.environ.get(variable(ref)))}

    @staticmethod
    def put(keys: Mapping[SecretRef, str]) -> None:
        """Always refuse: a generated key would be lost with the process. See `SecretProvider`."""
        raise missing_keys("in the environment", [variable(ref) for ref in sorted(keys)])

    @staticmethod
    def where(ref: SecretRef) -> tuple[str, int]:
        """The name of the variable. See `SecretProvider`."""
        return f"${variable(ref)}", 0
