"""Forms of a line that mean the same to IOS, and the lines of an object that are ours to decide."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError
from typing import Final

from nornir_ikev2.drivers.ios.spell import is_classful
from nornir_ikev2.drivers.protocol import SectionName

_SEQUENCE: Final = re.compile(r"^\d+ (?=permit |deny |remark )")
_NETWORK: Final = re.compile(r"^network (\S+) (?:mask )?(\d\S+)$")

MANAGED: Final[dict[SectionName, tuple[str, ...]]] = {
    "proposals": ("encryption ", "integrity ", "prf ", "group "),
    "policies": ("match fvrf ", "match address local ", "proposal "),
    "keyrings": ("peer ", "address ", "pre-shared-key "),
    "profiles": (
        "match fvrf ",
        "match identity remote ",
        "match address local ",
        "match certificate ",
        "identity local ",
        "authentication ",
        "keyring ",
        "pki trustpoint ",
        "lifetime ",
        "dpd ",
        "shutdown",
    ),
    "transform_sets": ("mode ",),
    "ipsec_profiles": (
        "set transform-set ",
        "set pfs ",
        "set ikev2-profile ",
        "set isakmp-profile ",
        "set security-association lifetime seconds ",
        "responder-only",
    ),
    "access_lists": ("permit ", "deny "),
    "crypto_maps": (
        "set peer ",
        "set transform-set ",
        "set pfs ",
        "set ikev2-profile ",
        "set isakmp-profile ",
        "set security-association lifetime seconds ",
        "match address ",
    ),
    "tunnels": (
        "description ",
        "ip address ",
        "ip mtu ",
        "ip tcp adjust-mss ",
        "tunnel source ",
        "tunnel destination ",
        "tunnel mode ",
        "tunnel vrf ",
        "tunnel protection ",
        "vrf forwarding ",
        "shutdown",
    ),
}
"""Lines that decide whether a tunnel works; other lines an operator added to our objects are left alone."""

_SLOTS: Final = tuple(
    sorted(
        (
            *("encryption ", "integrity ", "prf ", "group ", "match fvrf ", "address "),
            *("identity local ", "authentication local ", "keyring ", "lifetime ", "dpd ", "mode "),
            *("set transform-set ", "set pfs ", "set ikev2-profile ", "match address ", "path "),
            *("set security-association lifetime seconds ", "description ", "ip address "),
            *("ip mtu ", "ip tcp adjust-mss ", "ip ospf ", "crypto map ", "tunnel source "),
            *("tunnel mode ", "tunnel destination ", "tunnel vrf ", "tunnel protection "),
            *("pre-shared-key local ", "pre-shared-key remote ", "pre-shared-key "),
        ),
        key=len,
        reverse=True,
    )
)
_MANY: Final = ("match address local ",)


def slot_of(text: str) -> str:
    """The words in front of a setting that has one value at a time, "" for one of a set."""
    if text.startswith(_MANY):
        return ""
    return next((slot for slot in _SLOTS if text.startswith(slot)), "")


def canonical(text: str) -> str:
    """One spelling for lines that mean the same."""
    if text[0].isdigit():
        return _SEQUENCE.sub("", text)
    if text.startswith("network "):
        return _network(text)
    if text.startswith("pre-shared-key ") and " 0 " in text:
        return text.replace(" 0 ", " ", 1)
    if text.startswith("crypto ipsec transform-set "):
        return text.replace(" esp-aes 128", " esp-aes").replace(" esp-gcm 128", " esp-gcm")
    return text


def _network(text: str) -> str:
    """`network 192.168.1.0 0.0.0.255` is printed by IOS as `network 192.168.1.0`."""
    match = _NETWORK.match(text)
    if not match:
        return text
    try:
        mask = IPv4Address(match[2])
        if "mask" not in text:
            mask = IPv4Address(0xFFFFFFFF ^ int(mask))
        network = IPv4Network(f"{match[1]}/{mask}")
    except (AddressValueError, NetmaskValueError, ValueError):
        return text
    return f"network {match[1]}" if is_classful(network) else text
