"""The files of Nornir's SimpleInventory, checked before Nornir reads them: it names no file and no line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from nornir_ikev2.document import Document, Place, Value, read
from nornir_ikev2.errors import Fault, LoadError
from nornir_ikev2.intent.words import did_you_mean

KEYS: Final = (
    "hostname", "port", "username", "password", "platform", "groups", "data", "connection_options",
)  # fmt: skip


def check_simple_inventory(root: Path, options: Mapping[str, Any]) -> None:
    """Check the shape of hosts, groups and defaults.

    Args:
        root: paths in messages are relative to it.
        options: of the plugin; paths absolute.

    Raises:
        LoadError: with every fault.
    """
    documents = {
        option: _open(root, Path(str(options.get(option, default))))
        for option, default in (
            ("host_file", "hosts.yaml"),
            ("group_file", "groups.yaml"),
            ("defaults_file", "defaults.yaml"),
        )
    }
    hosts, groups = documents["host_file"], documents["group_file"]
    if hosts is None:
        name = str(options.get("host_file", "hosts.yaml")).removeprefix(f"{root}/")
        raise LoadError([Fault(name, 0, "", "is missing")], cure="nornir.yaml names it.")
    known = set(groups.data) if groups and isinstance(groups.data, dict) else set[str]()
    _elements(hosts, known)
    if groups:
        _elements(groups, known)
    defaults = documents["defaults_file"]
    if defaults and not isinstance(defaults.data, dict | None):
        defaults.fault((), "expected `key: value` pairs")
    faults = [fault for one in documents.values() if one for fault in one.faults]
    if faults:
        raise LoadError(faults)


def _open(root: Path, path: Path) -> Document | None:
    if not path.exists():
        return None
    shown = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
    return read(path, shown, strict=False)


def _elements(document: Document, groups: set[str]) -> None:
    """Check hosts or groups: names, keys, and that every group exists."""
    if not isinstance(document.data, dict | None):
        document.fault((), "expected names, each with `key: value` pairs")
        return
    for name, entry in (document.data or {}).items():
        if not isinstance(entry, dict):
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
