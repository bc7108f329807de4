"""Nornir's own part of `nornir.yaml`: plugins that are there, options they take.

Nornir itself passes over or trips over what is wrong here, without a line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib.metadata import entry_points
from typing import Final

from nornir_ikev2.document import Document, Value, mapping
from nornir_ikev2.intent.words import did_you_mean, shown
from nornir_ikev2.place import Place

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "inventory": ("plugin", "options", "transform_function", "transform_function_options"),
    "runner": ("plugin", "options"),
    "ssh": ("config_file",),
    "core": ("raise_on_error",),
}
"""Sections and their keys. Source: `nornir/core/configuration.py` of Nornir 3.6."""
FILES: Final = ("host_file", "group_file", "defaults_file", "encoding")
"""Options of SimpleInventory."""
MOST_WORKERS: Final = 1000


def check_core(document: Document, parts: Mapping[str, Mapping[str, Value]]) -> None:
    """Check the sections that Nornir reads.

    Args:
        document: `nornir.yaml`; faults are added to it.
        parts: each section as a mapping.
    """
    for part, keys in PARTS.items():
        _known(document, (part,), parts[part], keys)
    _plugin(document, "inventory", parts["inventory"], "nornir.plugins.inventory")
    _plugin(document, "runner", parts["runner"], "nornir.plugins.runners")
    _inventory(document, parts["inventory"])
    _runner(document, parts["runner"])
    if not isinstance(parts["ssh"].get("config_file"), str | None):
        document.fault(("ssh", "config_file"), "expected the path of a file")
    if not isinstance(parts["core"].get("raise_on_error"), bool | None):
        document.fault(("core", "raise_on_error"), "expected true or false")


def _known(
    document: Document, place: Place, written: Mapping[str, Value], keys: Collection[str]
) -> None:
    for key in written:
        if key not in keys:
            text = f"is not known here; expected {', '.join(keys)}"
            document.fault((*place, key), text, did_you_mean(key, keys))


def _plugin(document: Document, part: str, written: Mapping[str, Value], group: str) -> None:
    """A plugin must be installed; it is not loaded here."""
    name = written.get("plugin")
    if name is None:
        return
    known = sorted({point.name for point in entry_points(group=group)})
    if isinstance(name, str) and (name in known or name in _registered(part)):
        return
    text = f"there is no plugin {shown(name)}; installed: {', '.join(known)}"
    cure = did_you_mean(str(name), known) or "Install the package that has it."
    document.fault((part, "plugin"), text, cure)


def _registered(part: str) -> Collection[str]:
    """Plugins that a program which uses this package as a library registered itself."""
    from nornir.core.plugins.inventory import InventoryPluginRegister  # noqa: PLC0415 - rarely asked
    from nornir.core.plugins.runners import RunnersPluginRegister  # noqa: PLC0415 - as above

    register = InventoryPluginRegister if part == "inventory" else RunnersPluginRegister
    return set(register.available)


def _options(document: Document, part: str, written: Mapping[str, Value]) -> dict[str, Value]:
    found = mapping(written.get("options") or {})
    if found is None:
        document.fault((part, "options"), "expected `key: value` pairs")
    return found or {}


def _inventory(document: Document, written: Mapping[str, Value]) -> None:
    options = _options(document, "inventory", written)
    if written.get("plugin", "SimpleInventory") != "SimpleInventory":
        return
    place: Place = ("inventory", "options")
    _known(document, place, options, FILES)
    for key in FILES:
        if not isinstance(options.get(key), str | None):
            document.fault((*place, key), "expected the path of a file")


def _runner(document: Document, written: Mapping[str, Value]) -> None:
    options = _options(document, "runner", written)
    plugin = written.get("plugin", "threaded")
    place: Place = ("runner", "options")
    if plugin not in {"threaded", "serial"}:
        return
    _known(document, place, options, ("num_workers",) if plugin == "threaded" else ())
    workers = options.get("num_workers")
    if workers is not None and (type(workers) is not int or not 1 <= workers <= MOST_WORKERS):
        text = f"expected a whole number from 1 to {MOST_WORKERS}"
        document.fault((*place, "num_workers"), text)
