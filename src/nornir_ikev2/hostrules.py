"""What the files of Nornir's SimpleInventory may say, host by host and group by group. Pure.

What a router of a VPN must say besides (`wan`, `lans`) is in `intent.site`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Final

from nornir_ikev2.document import Document, Value, mapping
from nornir_ikev2.intent.words import bad_character, did_you_mean, hostname_fault
from nornir_ikev2.place import Place

KEYS: Final = (
    "hostname", "port", "username", "password", "platform", "groups", "data", "connection_options",
)  # fmt: skip
OPTION_KEYS: Final = (*KEYS[:5], "extras")
SECONDS: Final = ("conn_timeout", "auth_timeout", "banner_timeout", "global_delay_factor")
"""Extras of `netmiko` that we count with."""
LONGEST_WAIT: Final = 3600
LONGEST_NAME: Final = 253
"""Letters of a DNS name (RFC 1035)."""
NAME_RULE: Final = (
    "printable ASCII without `/`, `\\`, `,`, `?` and `..`, not beginning with `.` or `-`"
)
_NAME: Final = re.compile(r"(?!.*\.\.)[^/\\,?.-][^/\\,?]{0,252}")


def check_elements(document: Document, groups: Mapping[str, Value] | None) -> None:
    """Check hosts or groups: names, keys, types, and that every group exists.

    Args:
        document: hosts or groups; faults are added to it.
        groups: the groups there are, None when their file could not be read.
    """
    written = mapping(document.data or {})
    if written is None:
        document.fault((), "expected names, each with `key: value` pairs")
        return
    for name, value in written.items():
        if not is_name(name):
            document.fault((name,), f"is not a usable name: {NAME_RULE}")
        entry = mapping(value)
        if entry is None:
            document.fault((name,), "expected `key: value` pairs; write {} for none")
            continue
        _entry(document, (name,), entry, KEYS)
        _groups(document, (name, "groups"), entry.get("groups"), groups)


def is_name(name: str) -> bool:
    """Whether a host or group may have this name."""
    return not bad_character(name) and _NAME.fullmatch(name) is not None


def check_rings(document: Document) -> None:
    """Refuse groups that are their own members; Nornir would follow them for ever."""
    parents = {name: _parents(value) for name, value in (mapping(document.data) or {}).items()}
    while True:
        try:
            TopologicalSorter(parents).prepare()
        except CycleError as error:
            ring: list[str] = error.args[1]
            document.fault((ring[1], "groups"), f"makes a ring: {' in '.join(ring[::-1])}")
            parents[ring[1]] = []
        else:
            return


def check_defaults(document: Document) -> None:
    """Check what holds for every host."""
    entry = mapping(document.data or {})
    if entry is None:
        document.fault((), "expected `key: value` pairs")
        return
    _entry(document, (), entry, tuple(key for key in KEYS if key != "groups"))


def _parents(value: Value) -> list[str]:
    written = (mapping(value) or {}).get("groups")
    return [one for one in written if isinstance(one, str)] if isinstance(written, list) else []


def _entry(
    document: Document, place: Place, entry: Mapping[str, Value], known: tuple[str, ...]
) -> None:
    """Check the keys of one host, group, or of the defaults."""
    for key in entry:
        if key not in known:
            cure = did_you_mean(key, known) or "Own data goes under `data`."
            text = f"is not known here; expected {', '.join(known)}"
            document.fault((*place, key), text, cure)
    _login(document, place, entry)
    for key in ("data", "connection_options"):
        if not isinstance(entry.get(key), dict | None):
            document.fault((*place, key), "expected `key: value` pairs")
    for name, option in (mapping(entry.get("connection_options")) or {}).items():
        _option(document, (*place, "connection_options", name), option)


def _login(document: Document, place: Place, entry: Mapping[str, Value]) -> None:
    """Check where and how to log in."""
    port = entry.get("port")
    if port is not None and (type(port) is not int or not 1 <= port <= 65535):  # noqa: PLR2004 - TCP
        document.fault((*place, "port"), "expected a whole number from 1 to 65535")
    for key in ("hostname", "username", "password", "platform"):
        value = entry.get(key)
        if not isinstance(value, str | None):
            document.fault((*place, key), "expected text; put it in quotes")
        elif value is not None and key != "password" and (bad := bad_character(value)):
            document.fault((*place, key), f"holds {bad}")
        elif value is not None and key == "hostname" and (fault := hostname_fault(value)):
            document.fault((*place, key), fault)


def _option(document: Document, place: Place, option: Value) -> None:
    """Check the options of one connection plugin."""
    entry = mapping(option) if option is not None else {}
    if entry is None:
        document.fault(place, "expected `key: value` pairs")
        return
    for key in entry:
        if key not in OPTION_KEYS:
            text = f"is not known here; expected {', '.join(OPTION_KEYS)}"
            cure = did_you_mean(key, OPTION_KEYS) or "Options of the plugin go under `extras`."
            document.fault((*place, key), text, cure)
    _login(document, place, entry)
    extras = entry.get("extras")
    if not isinstance(extras, dict | None):
        document.fault((*place, "extras"), "expected `key: value` pairs")
    elif extras and place[-1] == "netmiko":
        _netmiko(document, (*place, "extras"), extras)


def _netmiko(document: Document, place: Place, extras: Mapping[str, Value]) -> None:
    for key in SECONDS:
        value = extras.get(key)
        if value is not None and not (
            type(value) in {int, float} and 0 < float(str(value)) <= LONGEST_WAIT
        ):
            text = f"expected a number above 0 and at most {LONGEST_WAIT}"
            document.fault((*place, key), text)
    secret = extras.get("secret")
    if not isinstance(secret, str | None):
        document.fault((*place, "secret"), "expected text; put it in quotes")
    elif secret and (bad := bad_character(secret)):
        document.fault((*place, "secret"), f"holds {bad}; it is typed into the router")


def _groups(
    document: Document, place: Place, written: Value, groups: Mapping[str, Value] | None
) -> None:
    if written is None or groups is None:
        return
    if not isinstance(written, list):
        document.fault(place, "expected a list, for example [branches]")
        return
    for number, group in enumerate(written):
        if not isinstance(group, str) or group not in groups:
            cure = did_you_mean(str(group), filter(is_name, groups))
            document.fault((*place, number), f"there is no group `{group}`", cure)
