"""How the router is managed and what it writes down: through the tunnel itself, with keys in clear."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Final

from nornir_ikev2.explain.causes.case import Case, interface_line, where
from nornir_ikev2.explain.lines import block, say
from nornir_ikev2.explain.log import Event
from nornir_ikev2.explain.model import Cause
from nornir_ikev2.explain.reading import RouterReading

LOGGED: Final = "PARSER-5-CFGLOG_LOGGEDCMD"
KEY_WORDS: Final = ("pre-shared-key", "pre-share key", "key-string", "isakmp key")


def through_tunnel(case: Case) -> Iterator[Cause]:
    """This very session runs through the tunnel."""
    for side, _ in case.tunnel.sides:
        entry, manager = side.entry, side.reading.manager
        if entry is None or manager is None:
            continue
        if entry.kind == "tunnel":
            inside = side.reading.leaves_by(manager) == entry.name
            line = interface_line(side, entry.name)
        else:
            inside = any(manager in one.remote for one in entry.selectors)
            line = f"crypto map {entry.name}"
        if inside:
            route = side.reading.route(manager) if entry.kind == "tunnel" else None
            yield Cause(
                "MANAGED_THROUGH_TUNNEL",
                side.name,
                _route_line(side.reading, route.prefix if route else "") or line,
                f"{side.name} is managed from {manager} through {where(side)}: a change that takes the tunnel"
                " down takes management with it",
                f"give {manager} a route of its own by the WAN or another line",
                (f"show users: this session comes from {manager}",),
                stage="beside",
            )


def _route_line(reading: RouterReading, prefix: str) -> str:
    for line in reading.root.starting("ip route "):
        words = line.text.split()[2:]
        try:
            if prefix and str(IPv4Network(f"{words[0]}/{words[1]}", strict=False)) == prefix:
                return say(line.text)
        except (ValueError, IndexError):
            continue
    return ""


def key_in_log(reading: RouterReading) -> Iterator[Cause]:
    """Keys that the configuration logger wrote into the log."""
    logged = [one for one in reading.events if one.name == LOGGED and _shows_key(one)]
    archive = block(reading.root, "archive", "log config")
    on = archive is not None and archive.find("logging enable") is not None
    notifies = archive is not None and any(True for _ in archive.starting("notify syslog"))
    hidden = archive is not None and archive.find("hidekeys") is not None
    if not logged and not (on and notifies and not hidden):
        return
    yield Cause(
        "KEY_IN_LOG",
        reading.name,
        say("archive", "log config", "notify syslog" if notifies else "logging enable"),
        f"{reading.name} writes every configuration line into its log, and without `hidekeys` the keys too"
        + (f"; {len(logged)} keys stand there now" if logged else ""),
        "archive, log config, hidekeys; then clear logging, and new keys for all that was logged",
        (f"{len(logged)} lines of {LOGGED} with a key in clear",) if logged else (),
        "proved" if logged else "likely",
        "beside",
    )


def _shows_key(event: Event) -> bool:
    found = next((word for word in KEY_WORDS if word in event.text), None)
    if found is None:
        return False
    key = event.text.partition(found)[2].split()
    return bool(key) and not set(key[-1]) <= {"*"}
