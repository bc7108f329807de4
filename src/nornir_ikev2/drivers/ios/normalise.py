"""What of a running-config says the same after an undone change. Pure."""

from __future__ import annotations

import re
from typing import Final

_NOISE: Final = re.compile(
    r"^(?:"
    r"Building configuration.*"
    r"|Current configuration ?: \d+ bytes.*"
    r"|! Last configuration change at .*"
    r"|! NVRAM config last updated at .*"
    r"|! No configuration change since last restart.*"
    r"|ntp clock-period \d+"
    r"|!Time: .*"
    r")\s*$"
)

_NAMED: Final = re.compile(
    r"ip(?:v6)? access-list |crypto ikev2 (?:proposal|keyring|profile) "
    r"|crypto ipsec (?:transform-set|profile) "
)
"""Objects found by name alone. Of policies that fit, IOS takes the first one: they keep their order."""


_SETS: Final = (
    ("crypto ikev2 keyring ", "peer "),
    ("crypto ikev2 profile ", "match identity remote "),
    *(("router ", word) for word in ("network ", "neighbor ", "passive-interface ")),
)
"""Top-level line and first words of the lines inside it whose order means nothing."""


def normalise(config: str) -> str:
    """Drop what changes without a change: sizes, time stamps, trailing blanks, line ends.

    Comment lines and empty lines mean nothing to IOS and go as well. Objects found by name stand by
    name: IOS puts one that was deleted and came back after the others. So do lines of a set, which IOS
    looks up by best match and not by place: peers of a keyring, identities of a profile, networks and
    neighbours of a routing process, static routes. Everything else stays in its order.
    """
    kept: list[str] = []
    for raw in config.splitlines():
        line = raw.rstrip()
        bare = line.lstrip()
        if not bare or bare == "!" or _NOISE.match(line):
            continue
        kept.append(line)
    return "\n".join(_sets(_by_name(kept))) + "\n" if kept else ""


def _sets(lines: list[str]) -> list[str]:
    """Sort each run of lines that are a set, with what stands inside them."""
    done, run, top = list[str](), list[list[str]](), ""
    word, indent = "", 0
    for line in lines:
        depth = len(line) - len(line.lstrip())
        if not depth:
            top = line
        if run and depth > indent:
            run[-1].append(line)
            continue
        member = _member(top, line)
        if run and (member, depth) != (word, indent):
            done += [one for block in sorted(run) for one in block]
            run.clear()
        if member:
            word, indent = member, depth
            run.append([line])
        else:
            done.append(line)
    return done + [one for block in sorted(run) for one in block]


def _member(top: str, line: str) -> str:
    """The set a line is a member of, "" for none."""
    bare = line.lstrip()
    for head, member in _SETS:
        if line is not top and top.startswith(head) and bare.startswith(member):
            return member
    return "ip route " if line.startswith("ip route ") else ""


def _by_name(lines: list[str]) -> list[str]:
    """Sort each run of objects that are found by name."""
    sorted_, run = list[str](), list[list[str]]()
    for line in lines:
        if _NAMED.match(line):
            run.append([line])
        elif run and line.startswith(" "):
            run[-1].append(line)
        else:
            sorted_ += [one for block in sorted(run) for one in block]
            run.clear()
            sorted_.append(line)
    return sorted_ + [one for block in sorted(run) for one in block]
