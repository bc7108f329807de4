"""The files of Nornir's SimpleInventory, read with faults that name file and line.

Nornir's own plugin stops at the first wrong key without saying where, passes over unknown ones, and takes
ten times as long for ten thousand hosts. The files mean the same here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

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

from nornir_ikev2.document import Document, Place, Value, mapping, read, sequence
from nornir_ikev2.errors import Fault, LoadError
from nornir_ikev2.intent.words import did_you_mean

KEYS: Final = (
    "hostname", "port", "username", "password", "platform", "groups", "data", "connection_options",
)  # fmt: skip


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
            LoadError: with every fault.
        """
        root = Path(self.root)
        hosts, groups, defaults = (
            _open(root, Path(file))
            for file in (self.host_file, self.group_file, self.defaults_file)
        )
        if hosts is None:
            name = self.host_file.removeprefix(f"{root}/")
            raise LoadError([Fault(name, 0, "", "is missing", "nornir.yaml names it.")])
        known = set(mapping(groups.data) or {}) if groups else set[str]()
        for one in (hosts, groups):
            if one:
                _elements(one, known)
        if defaults and mapping(defaults.data or {}) is None:
            defaults.fault((), "expected `key: value` pairs")
        faults = [fault for one in (hosts, groups, defaults) if one for fault in one.faults]
        if faults:
            raise LoadError(faults)
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
    return (mapping(document.data) if document else None) or {}


def _attributes(entry: Mapping[str, Value]) -> dict[str, Any]:
    """What hosts, groups and defaults have in common, for their constructors."""
    found: dict[str, Any] = {key: entry.get(key) for key in KEYS[:5]}
    options = mapping(entry.get("connection_options") or {}) or {}
    found["data"] = mapping(entry.get("data") or {})
    found["connection_options"] = {
        name: ConnectionOptions(
            **{key: (mapping(option) or {}).get(key) for key in (*KEYS[:5], "extras")}  # type: ignore[arg-type] # types checked by _types
        )
        for name, option in options.items()
    }
    return found


def _parents(entries: Mapping[str, Value], name: str, groups: Groups) -> ParentGroups:
    written = sequence((mapping(entries[name]) or {}).get("groups")) or []
    return ParentGroups([groups[str(group)] for group in written])


def _open(root: Path, path: Path) -> Document | None:
    if not path.exists():
        return None
    shown = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
    return read(path, shown, strict=False)


def _elements(document: Document, groups: set[str]) -> None:
    """Check hosts or groups: names, keys, and that every group exists."""
    written = mapping(document.data or {})
    if written is None:
        document.fault((), "expected names, each with `key: value` pairs")
        return
    for name, value in written.items():
        entry = mapping(value)
        if entry is None:
            document.fault((name,), "expected `key: value` pairs; write {} for none")
            continue
        for key in entry:
            if key not in KEYS:
                cure = did_you_mean(key, KEYS) or "Own data goes under `data`."
                document.fault((name, key), f"is not known here; expected {', '.join(KEYS)}", cure)
        _types(document, (name,), entry)
        _groups(document, (name, "groups"), entry.get("groups"), groups)


def _types(document: Document, place: Place, entry: Mapping[str, Value]) -> None:
    port = entry.get("port")
    if port is not None and (type(port) is not int or not 1 <= port <= 65535):  # noqa: PLR2004 - TCP
        document.fault((*place, "port"), "expected a whole number from 1 to 65535")
    for key in ("hostname", "username", "password", "platform"):
        if not isinstance(entry.get(key), str | None):
            document.fault((*place, key), "expected text; put it in quotes")
    for key in ("data", "connection_options"):
        if not isinstance(entry.get(key), dict | None):
            document.fault((*place, key), "expected `key: value` pairs")


def _groups(document: Document, place: Place, written: Value, groups: set[str]) -> None:
    if written is None:
        return
    if not isinstance(written, list):
        document.fault(place, "expected a list, for example [branches]")
        return
    for number, group in enumerate(written):
        if group not in groups:
            cure = did_you_mean(str(group), groups)
            document.fault((*place, number), f"there is no group `{group}`", cure)
