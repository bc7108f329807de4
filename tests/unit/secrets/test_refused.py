"""Supplied keys that are refused: all of them at once, where they stand, why, and never what they are.

`NORNIR_IKEV2_UPDATE=1` rewrites what is said; read the difference before you keep it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from nornir_ikev2.errors import LoadError
from nornir_ikev2.intent.model import SecretRef
from nornir_ikev2.secrets.store import open_store
from nornir_ikev2.settings import Settings

HERE = Path(__file__).parent / "refused"
SAID = HERE / "keys.txt"


def references(text: str) -> list[SecretRef]:
    vpns = yaml.safe_load(text)["vpns"]
    return [
        SecretRef(vpn, "--".join(sorted(pair.split("--"))), owner)
        for vpn, pairs in vpns.items()
        for pair, owners in pairs.items()
        for owner in owners
    ]


def test_every_weak_key_is_refused_with_its_line_and_reason(tmp_path: Path) -> None:
    text = (HERE / "keys.yaml").read_text()
    file = tmp_path / ".nornir" / "secrets.yaml"
    file.parent.mkdir(mode=0o700)
    file.touch(mode=0o600)
    file.write_text(text)

    with pytest.raises(LoadError) as refused:
        open_store(Settings(), tmp_path).ensure(references(text))

    said = f"{refused.value}\n"
    if os.environ.get("NORNIR_IKEV2_UPDATE"):
        SAID.write_text(said)
    assert said == SAID.read_text()
    keys = [
        str(key)
        for pairs in yaml.safe_load(text)["vpns"].values()
        for owners in pairs.values()
        for key in owners.values()
    ]
    assert not [key for key in keys if len(key) > 8 and key not in NAMES and key in said]


NAMES = {"headquarters-hub1"}
"""A key that is a router's name can't but stand in the place where it is refused."""
