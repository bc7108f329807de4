"""The configuration lines this driver may type, mode by mode. Anything else never leaves.

An allow-list in full words needs no list of dangerous commands and none of their abbreviations: `relo`,
`wr er`, `do ...`, `username ...` fit no line here. Keywords: Cisco-IOS-XE-crypto.yang 17.12.1 and its
neighbours; the lines are those of `render*` and the removals of `canon.MANAGED`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nornir_ikev2.drivers.ios.lines import recheck
from nornir_ikev2.drivers.protocol import ConfigLine
from nornir_ikev2.errors import PlanError

GLOBAL: Final = "global"
_W: Final = r"[!-~]+"
_REST: Final = r" [ -~]+"
_LIFETIME: Final = r"set security-association lifetime seconds \d+"
_SETTINGS: Final = (
    rf"set transform-set{_REST}",
    rf"set pfs {_W}",
    rf"set ikev2-profile {_W}",
    rf"set isakmp-profile {_W}",
    _LIFETIME,
)


@dataclass(frozen=True, slots=True)
class _Mode:
    """What enters a mode, what takes its object away, and the lines inside, with or without `no`."""

    name: str
    opens: str
    lines: tuple[str, ...]
    removed: str = ""
    inside: str = GLOBAL


_MODES: Final = (
    _Mode(
        "proposal",
        rf"crypto ikev2 proposal {_W}",
        tuple(rf"{word}{_REST}" for word in ("encryption", "integrity", "prf", "group")),
    ),
    _Mode(
        "policy",
        rf"crypto ikev2 policy {_W}",
        (rf"match fvrf {_W}", rf"match address local {_W}", rf"proposal {_W}"),
    ),
    _Mode("keyring", rf"crypto ikev2 keyring {_W}", ()),
    _Mode(
        "peer",
        rf"peer {_W}",
        (rf"address {_W}(?: {_W})?", rf"pre-shared-key(?: local| remote)?(?: {_W}){{0,2}}"),
        inside="keyring",
    ),
    _Mode(
        "profile",
        rf"crypto ikev2 profile {_W}",
        (
            *(
                rf"match fvrf {_W}",
                rf"match identity remote{_REST}",
                rf"match address local{_REST}",
            ),
            *(rf"match certificate {_W}", rf"identity local{_REST}"),
            *(rf"authentication (?:local|remote){_REST}", rf"keyring{_REST}"),
            *(rf"pki trustpoint{_REST}", r"lifetime \d+", rf"dpd{_REST}", r"shutdown"),
        ),
    ),
    _Mode(
        "transform set",
        rf"crypto ipsec transform-set {_W}{_REST}",
        (r"mode (?:tunnel|transport)(?: require)?",),
        removed=rf"crypto ipsec transform-set {_W}(?:{_REST})?",
    ),
    _Mode("ipsec profile", rf"crypto ipsec profile {_W}", (*_SETTINGS, r"responder-only")),
    _Mode(
        "access list",
        rf"ip access-list extended {_W}",
        (rf"(?:permit|deny){_REST}",),
    ),
    _Mode(
        "crypto map",
        rf"crypto map {_W} \d+ ipsec-isakmp",
        (rf"set peer {_W}(?: default)?", *_SETTINGS, rf"match address {_W}"),
        removed=rf"crypto map {_W} \d+(?:{_REST})?",
    ),
    _Mode(
        "tunnel",
        r"interface Tunnel\d+",
        (
            *(
                rf"description{_REST}",
                rf"ip address{_REST}",
                r"ip mtu \d+",
                r"ip tcp adjust-mss \d+",
            ),
            *(
                r"ip ospf \d+ area \S+",
                rf"tunnel (?:source|destination|mode|vrf|protection){_REST}",
            ),
            *(rf"vrf forwarding {_W}", r"shutdown"),
        ),
    ),
    _Mode(
        "interface",
        rf"interface (?!Tunnel){_W}(?: (?:point-to-point|multipoint))?",
        (rf"crypto map {_W}",),
        removed="(?!)",  # only tunnels are ours to remove
    ),
    _Mode(
        "router",
        rf"router (?:eigrp|ospf|bgp) {_W}(?: vrf {_W})?",
        (
            *(rf"network{_REST}", rf"passive-interface {_W}"),
            rf"neighbor {_W} (?:remote-as \d+|route-reflector-client|next-hop-self(?: all)?)",
        ),
    ),
    _Mode("archive", r"archive", (rf"path {_W}",), removed="(?!)"),
)
_ALONE: Final = rf"(?:no )?ip route {_W} {_W} {_W}(?:{_REST})?"
"""Lines of global configuration that enter no mode."""


def _compiled(inside: str) -> re.Pattern[str]:
    """Openers by group `m<number>`, removals by group `gone`."""
    found = [(n, one) for n, one in enumerate(_MODES) if one.inside == inside]
    opens = [rf"(?P<m{n}>{one.opens})" for n, one in found]
    gone = [rf"no (?:{one.removed or one.opens})" for _, one in found]
    return re.compile("|".join([*opens, rf"(?P<gone>{'|'.join(gone)})"]))


_INSIDE: Final = {one.inside: _compiled(one.inside) for one in _MODES}
_LINES: Final = {
    one.name: re.compile(rf"(?:no )?(?:{'|'.join(one.lines)})") for one in _MODES if one.lines
}
_OUTER: Final = {one.name: one.inside for one in _MODES}
_GLOBAL_LINE: Final = re.compile(_ALONE)


def after(mode: str, text: str) -> str | None:
    """The mode after typing a line in a mode, None where the line may not be typed.

    IOS takes a global line in any mode and goes on from global configuration; `exit` in global
    configuration would leave it, and what follows would be exec commands, so it is none of the lines.
    """
    if text == "exit":
        return _OUTER.get(mode)
    lines = _LINES.get(mode)
    if lines is not None and lines.fullmatch(text):
        return mode
    if mode in _INSIDE and mode != GLOBAL and (found := _INSIDE[mode].fullmatch(text)):
        return _entered(found, mode)
    if _GLOBAL_LINE.fullmatch(text):
        return GLOBAL
    found = _INSIDE[GLOBAL].fullmatch(text)
    return _entered(found, GLOBAL) if found else None


def check(lines: Iterable[ConfigLine], mode: str = GLOBAL) -> str:
    """Check lines that are typed one after the other; return the mode they end in.

    Raises:
        PlanError: one of them is not among what this driver may type there.
    """
    for line in lines:
        recheck(line)
        entered = after(mode, line.text)
        if entered is None:
            where = "" if mode == GLOBAL else f" inside its mode for {mode}"
            raise PlanError(
                f"{line.masked!r} is not a line this tool types into a router{where}",
                cure="Nothing was typed. This is a fault of the tool or of a step of your own; report it.",
            )
        mode = entered
    return mode


def openers() -> list[str]:
    """The words with which lines of global configuration begin, for the rights of an account."""
    words = [one.opens for one in _MODES if one.inside == GLOBAL] + ["ip route "]
    plain = (re.split(r"[(\[\\]", text)[0].rstrip() for text in words)
    return sorted(set(plain))


def _entered(found: re.Match[str], outer: str) -> str:
    group = found.lastgroup or ""
    return _MODES[int(group[1:])].name if group.startswith("m") else outer
