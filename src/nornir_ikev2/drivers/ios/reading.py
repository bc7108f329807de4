"""What the answers of one read say about a router. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import IPv4Interface
from typing import Final

from nornir_ikev2.drivers.ios import commands
from nornir_ikev2.drivers.ios.present import interface_addresses
from nornir_ikev2.drivers.ios.tree import Block, parse
from nornir_ikev2.drivers.protocol import PendingTimer, Reading, RouterFacts
from nornir_ikev2.errors import DeviceError
from nornir_ikev2.ike.model import Release

COMMANDS: Final = (
    commands.VERSION,
    commands.RUNNING,
    commands.ARCHIVE,
    commands.TIMER,
    commands.LOCK,
    commands.DIRECTORY,
    commands.PRIVILEGE,
)

_VERSION: Final = re.compile(
    r"^(?:Cisco IOS.*|IOS \(tm\).*|.*\bSoftware\b.*),? Version ([^,\s]+)", re.MULTILINE
)
_MODEL: Final = re.compile(r"^[Cc]isco (\S+) .*(?:processor|with \d+K)", re.MULTILINE)
_SERIAL: Final = re.compile(r"^Processor board ID (\S+)", re.MULTILINE)
_FILESYSTEM: Final = re.compile(r"^Directory of ([a-z0-9-]+:)", re.MULTILINE)
_FREE: Final = re.compile(r"\((\d+) bytes free\)")
_USER: Final = re.compile(r"^\s*User\s*:\s*(\S+)", re.MULTILINE)
_MINUTES: Final = re.compile(r"^\s*Timer value\s*:\s*(\d+)", re.MULTILINE)
_LEVEL: Final = re.compile(r"^Current privilege level is (\d+)", re.MULTILINE)
_ENABLED: Final = 15
_STATE: Final = re.compile(r"^\s*State\s*:\s*(\S+)", re.MULTILINE)


def make_reading(host: str, answers: Mapping[str, str], *, pages: bool = False) -> Reading:
    """Build a reading.

    Args:
        host: inventory name, for errors.
        answers: answer of each of `COMMANDS`, by the text of the command.
        pages: whether the router pages its output although told not to.

    Raises:
        DeviceError: the running-config is not complete.
    """
    config = complete(host, answers["show running-config"])
    tree = parse(config)
    version = answers["show version"]
    archive = tree.find("archive")
    off = "not enabled" in answers["show archive"]
    facts = RouterFacts(
        hostname=tree.value("hostname ") or host,
        model=_first(_MODEL, version),
        serial=_first(_SERIAL, version),
        release=release(_first(_VERSION, version) or tree.value("version ") or ""),
        filesystem=_first(_FILESYSTEM, answers["dir"]) or "flash:",
        free_bytes=_free(answers["dir"]),
        archive_path=None if off or archive is None else archive.value("path "),
        timer=pending(answers["show archive config rollback timer"]),
        lock_holder=lock_holder(answers["show configuration lock"]),
        interfaces=_interfaces(tree),
        remarks=_remarks(answers.get("show privilege", ""), pages=pages),
    )
    return Reading(facts, config)


def _remarks(privilege: str, *, pages: bool) -> tuple[str, ...]:
    """What the answer of `show privilege` says of an account, refused or unknown nothing; and paging."""
    remarks: list[str] = []
    level = _first(_LEVEL, privilege)
    if level and int(level) < _ENABLED:
        text = f"the account has privilege {level}, not {_ENABLED}: the router may refuse commands"
        remarks.append(text)
    if pages:
        remarks.append("it pages its output although told not to: every answer takes longer")
    return tuple(remarks)


def complete(host: str, config: str) -> str:
    """Check that a running-config came whole: it ends with `end`.

    Raises:
        DeviceError: it does not.
    """
    lines = config.rstrip().splitlines()
    if not lines or lines[-1].strip() != "end":
        raise DeviceError(
            "show running-config did not end with 'end'",
            host=host,
            line="show running-config",
            cure="The account may be restricted; it must see the whole configuration.",
        )
    return config


def release(text: str) -> Release:
    """Split a release: `17.12.1` -> (17, 12, 1), `15.9(3)M10` -> (15, 9, 3, 10)."""
    return Release(text, tuple(int(one) for one in re.findall(r"\d+", text)))


def pending(answer: str) -> PendingTimer | None:
    """The rollback timer in `show archive config rollback timer`; minutes as they were set."""
    minutes = _first(_MINUTES, answer)
    user = _first(_USER, answer)
    if not minutes and not user:
        return None
    return PendingTimer(user or "unknown", int(minutes) if minutes else None)


def lock_holder(answer: str) -> str | None:
    """Who holds the configuration lock in `show configuration lock`; None when free or unknown."""
    state = _first(_STATE, answer)
    if not state or state.upper() == "FREE":
        return None
    return _first(_USER, answer) or "unknown"


def _interfaces(tree: Block) -> dict[str, IPv4Interface]:
    found: dict[str, IPv4Interface] = {}
    for block in tree.starting("interface "):
        found.update(interface_addresses(block))
    return found


def _free(answer: str) -> int | None:
    text = _first(_FREE, answer)
    return int(text) if text else None


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""
