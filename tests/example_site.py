"""The example site in a temporary folder, changed by replacing text, and what loading it says."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from nornir.plugins.inventory.simple import SimpleInventory

from nornir_ikev2.errors import LoadError
from nornir_ikev2.intent.load import LoadedIntent, load_intent

CHECKOUT = Path(__file__).resolve().parents[1]
Edits = Mapping[str, str]


def lay_out_example(root: Path, vpns: Edits | None = None, hosts: Edits | None = None) -> Path:
    """Copy nornir.yaml and the inventory of the example; replace texts, each found exactly once."""
    (root / "inventory").mkdir(parents=True, exist_ok=True)
    shutil.copy(CHECKOUT / "nornir.yaml", root)
    for name in ("hosts", "groups", "defaults", "vpns"):
        shutil.copy(CHECKOUT / "inventory" / f"{name}.yaml", root / "inventory")
    for name, edits in (("vpns", vpns), ("hosts", hosts)):
        for old, new in (edits or {}).items():
            path = root / "inventory" / f"{name}.yaml"
            text = path.read_text()
            assert text.count(old) == 1, f"{old!r} is in {name}.yaml {text.count(old)} times"
            path.write_text(text.replace(old, new))
    return root


def load_example(root: Path) -> LoadedIntent:
    """Load the intent of a project laid out before."""
    folder = root / "inventory"
    inventory = SimpleInventory(
        str(folder / "hosts.yaml"), str(folder / "groups.yaml"), str(folder / "defaults.yaml")
    ).load()
    return load_intent(root, folder / "vpns.yaml", inventory)


def faults_of(root: Path) -> list[str]:
    """Every fault of a project laid out before, as the user reads it."""
    with pytest.raises(LoadError) as refused:
        load_example(root)
    return [str(fault) for fault in refused.value.faults]
