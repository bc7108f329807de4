"""The files of Nornir's SimpleInventory, read with faults that name file and line.

Nornir's own plugin stops at the first wrong key without saying where, passes over unknown ones, and takes
ten times as long for ten thousand hosts. The files mean the same here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nornir.core.inventory import (
    ConnectionOptions,
    Defaults,
    Group,
    Groups,
    Host,
    Hosts,
    Inventory,
    ParentGroups,
)

from nornir_ikev2.document import Document, Value, mapping, read, sequence, without
from nornir_ikev2.errors import Fault, LoadError
from nornir_ikev2.hostrules import KEYS, OPTION_KEYS, check_defaults, check_elements, check_rings


class InventoryRefused(LoadError):
    """The files are wrong; `partial` is what of them can be used, to find more faults with."""

    def __init__(self, faults: list[Fault], partial: Inventory | None = None) -> None:
        super().__init__(faults)
        self.partial = partial


@dataclass
class FileInventory:
    """A Nornir inventory plugin with the options of SimpleInventory.

    Attributes:
        root: paths in messages are relative to it.
        host_file, group_file, defaults_file: absolute; the last two may be missing.
        encoding: taken for compatibility; files are UTF-8.
    """

    root: str
    host_file: str = "hosts.yaml"
    group_file: str = "groups.yaml"
    defaults_file: str = "defaults.yaml"
    encoding: str = "utf-8"

    def load(self) -> Inventory:
        """Read and check the files.

        Raises:
            InventoryRefused: with every fault.
        """
        root = Path(self.root)
        hosts, groups, defaults = (
            _open(root, Path(file))
            for file in (self.host_file, self.group_file, self.defaults_file)
        )
        if hosts is None:
            name = self.host_file.removeprefix(f"{root}/")
            raise LoadError([Fault(name, 0, "", "is missing", "nornir.yaml names it.")])
        broken = [one for one in (hosts, groups, defaults) if one and one.faults]
        known = (mapping(groups.data) if groups else None) or {}
        for one in (hosts, groups):
            if one:
                check_elements(one, None if groups in broken else known)
        if groups:
            check_rings(groups)
        if defaults:
            check_defaults(defaults)
        faults = [fault for one in (hosts, groups, defaults) if one for fault in one.faults]
        if faults:
            partial = None if broken else _inventory(hosts, groups, defaults)
            raise InventoryRefused(faults, partial)
        return _inventory(hosts, groups, defaults)


def _inventory(hosts: Document, groups: Document | None, defaults: Document | None) -> Inventory:
    base = Defaults(**_attributes(_data(defaults)))
    shared, written = _data(groups), _data(hosts)
    made = Groups()
    for name, entry in shared.items():
        made[name] = Group(name=name, defaults=base, **_attributes(mapping(entry) or {}))
    for name, group in made.items():
        group.groups = _parents(shared, name, made)
    inventory = Inventory(hosts=Hosts(), groups=made, defaults=base)
    for name, entry in written.items():
        host = Host(name=name, defaults=base, **_attributes(mapping(entry) or {}))
        host.groups = _parents(written, name, made)
        inventory.hosts[name] = host
    return inventory


def _data(document: Document | None) -> dict[str, Value]:
    """What a file says, without what is wrong."""
    if document is None:
        return {}
    good = without(document.data, document.wrong) if document.wrong else document.data
    return mapping(good) or {}


def _attributes(entry: Mapping[str, Value]) -> dict[str, Any]:
    """What hosts, groups and defaults have in common, for their constructors."""
    found: dict[str, Any] = {key: entry.get(key) for key in KEYS[:5]}
    options = mapping(entry.get("connection_options") or {}) or {}
    found["data"] = mapping(entry.get("data") or {})
    found["connection_options"] = {
        name: ConnectionOptions(
            **{key: (mapping(option) or {}).get(key) for key in OPTION_KEYS}  # type: ignore[arg-type] # checked by hostrules
        )
        for name, option in options.items()
    }
    return found


def _parents(entries: Mapping[str, Value], name: str, groups: Groups) -> ParentGroups:
    written = sequence((mapping(entries[name]) or {}).get("groups")) or []
    return ParentGroups([groups[str(group)] for group in written if str(group) in groups])


def _open(root: Path, path: Path) -> Document | None:
    if not path.exists():
        return None
    shown = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
    return read(path, shown, strict=False)
