"""What a word in a file of the project may look like, and what may have been meant by a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError
from typing import Final

NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
INTERFACE: Final = re.compile(r"[A-Za-z][A-Za-z-]{0,30}\d{1,5}(/\d{1,5}){0,3}(\.\d{1,10})?")
HOSTNAME: Final = re.compile(r"(?!.*\.\.)[A-Za-z0-9_:][A-Za-z0-9_.:-]{0,252}")
_DIGITS: Final = re.compile(r"[0-9.]+|0[xX][0-9a-fA-F]+")
NAME_RULE: Final = "a letter, then letters, digits, `-` or `_`, at most 63 characters"

RESERVED: Final = frozenset({
    "default", "all", "any", "no", "yes", "on", "off", "true", "false", "null", "none",
    "do", "end", "exit", "local", "remote", "shared",
})  # fmt: skip
"""Words that mean something else to IOS, to YAML or to this tool."""

ALIASES: Final = {
    "aes": "aes-cbc-128", "aes128": "aes-cbc-128", "aes192": "aes-cbc-192", "aes256": "aes-cbc-256",
    "gcm": "aes-gcm-256", "aesgcm": "aes-gcm-256", "gcm128": "aes-gcm-128", "gcm256": "aes-gcm-256",
    "aesgcm128": "aes-gcm-128", "aesgcm256": "aes-gcm-256", "aes128gcm": "aes-gcm-128",
    "aes256gcm": "aes-gcm-256", "aescbc128": "aes-cbc-128", "aescbc192": "aes-cbc-192",
    "aescbc256": "aes-cbc-256", "espaes": "aes-cbc-128", "sha": "sha1", "sha2": "sha256",
    "psk": "pre-share", "presharedkey": "pre-share", "rsa": "rsa-sig", "certificate": "rsa-sig",
    "svti": "tunnel-interface", "vti": "tunnel-interface", "tunnel": "tunnel-interface",
    "cryptomap": "crypto-map", "map": "crypto-map", "hubandspoke": "hub-spoke", "mesh": "full-mesh",
    "p2p": "point-to-point", "ondemand": "on-demand",
}  # fmt: skip
"""What people write -> our name; keys without hyphens and in lower case."""


def bare(word: str) -> str:
    """A word without what people forget or add: case, hyphens, underscores."""
    return re.sub(r"[-_ ]", "", word).lower()


def meant(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, None when nothing is near."""
    names = sorted(known) if isinstance(known, set | frozenset) else list(known)
    by_bare = {bare(name): name for name in names}
    for candidate in (ALIASES.get(bare(word)), by_bare.get(bare(word))):
        if candidate in names:
            return candidate
    near = get_close_matches(bare(word), by_bare, n=5, cutoff=0.6)
    if not near:
        return None
    best = [name for name in near if _likeness(word, name) == _likeness(word, near[0])]
    return next(name for key, name in by_bare.items() if key in best)


def _likeness(word: str, name: str) -> float:
    return SequenceMatcher(None, name, bare(word)).ratio()


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question for a message, empty when nothing is near."""
    near = meant(word, known)
    return f"Did you mean `{near}`?" if near else ""


def bad_character(text: str) -> str | None:
    """The first character that may not reach a router, in words; None when there is none.

    Everything but printable ASCII is refused, and `?`, which IOS answers with help in mid-line.
    """
    for character in text:
        if character == "?":
            return "`?`, which IOS takes as a call for help"
        if not " " <= character <= "~":
            return f"the character U+{ord(character):04X}"
    return None


def name_fault(name: str) -> str | None:
    """Why a name can't be used for objects on a router, None when it can."""
    if not NAME.fullmatch(name):
        return f"is not a usable name: {NAME_RULE}"
    if name.lower() in RESERVED:
        return "is a reserved word"
    if "--" in name:
        return "holds `--`, which separates the two routers of a tunnel"
    return None


def network(text: object) -> IPv4Network:
    """Read a prefix such as `10.0.0.0/24`.

    Raises:
        ValueError: why it is refused, in words that follow a value.
    """
    if not (isinstance(text, str) and re.fullmatch(r"[0-9.]+/\d{1,2}", text)):
        raise ValueError("is not an IPv4 prefix; expected a.b.c.d/length")
    try:
        found = IPv4Network(text, strict=False)
    except (AddressValueError, NetmaskValueError, ValueError):
        raise ValueError("is not an IPv4 prefix; expected a.b.c.d/length") from None
    if IPv4Address(text.split("/")[0]) != found.network_address:
        raise ValueError(f"has host bits set; the network is {found}")
    if not found.prefixlen:
        raise ValueError("is the whole Internet; name the networks")
    if found.is_multicast or found.is_loopback or found.network_address == IPv4Address(0):
        raise ValueError("is not a network of hosts")
    return found


def address(text: object) -> IPv4Address:
    """Read a host address such as `198.51.100.1`.

    Raises:
        ValueError: why it is refused, in words that follow a value.
    """
    if not isinstance(text, str):
        text = ""  # a number is refused too: 3325256705 is an address to some readers
    try:
        found = IPv4Address(text)
    except AddressValueError:
        octal = " (leading zeros are octal to some readers)" if re.search(r"\b0\d", text) else ""
        raise ValueError(f"is not an IPv4 address{octal}") from None
    reserved = found.is_multicast or found.is_loopback or found.is_unspecified
    if reserved or found.is_reserved or found.is_link_local:
        raise ValueError("is not the address of a host that peers can reach")
    return found


def hostname_fault(written: str) -> str | None:
    """Why this is no place to connect to, None when it may be one."""
    if not HOSTNAME.fullmatch(written):
        return "is neither a host name nor an address"
    if _DIGITS.fullmatch(written):
        try:
            IPv4Address(written)
        except AddressValueError:
            return "is not an IPv4 address; expected four decimal numbers without leading zeros"
    return None


def shown(value: object) -> str:
    """A value for a message; hidden when it might be a key somebody put in the wrong place."""
    if isinstance(value, int | float):
        return f"`{value}`"
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_./:-]{1,20}", value):
        return f"`{value}`"
    return "the value"
