"""IKEv2 proposals, policies, keyrings and profiles of a configuration.

Source of the grammar: Cisco-IOS-XE-crypto.yang 17.12.1.
"""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Final, get_args

from nornir_ikev2.drivers.ios.tree import Block
from nornir_ikev2.drivers.ios.view_text import address, after, interface, network, number
from nornir_ikev2.ike.model import (
    UNREADABLE_KEY,
    AuthMethod,
    Dpd,
    Identity,
    IdentityMatch,
    Keyring,
    KeyringPeer,
    Policy,
    Profile,
    Proposal,
)

_METHODS: Final[dict[str, AuthMethod]] = {name: name for name in get_args(AuthMethod)}


def proposal(block: Block) -> Proposal:
    """`crypto ikev2 proposal NAME`."""
    values: dict[str, tuple[str, ...]] = {}
    for child in block.children:
        kind, *rest = child.text.split()
        values[kind] = tuple(rest)
    groups = (number(item) for item in values.get("group", ()))
    return Proposal(
        name=name_of(block, 3),
        encryption=values.get("encryption", ()),
        integrity=values.get("integrity", ()),
        prf=values.get("prf", ()),
        group=tuple(item for item in groups if item is not None),
    )


def policy(block: Block) -> Policy:
    """`crypto ikev2 policy NAME`."""
    locals_ = (address(item) for item in _all(block, "match address local"))
    return Policy(
        name=name_of(block, 3),
        fvrf=block.value("match fvrf "),
        local_addresses=tuple(item for item in locals_ if item is not None),
        proposals=tuple(_all(block, "proposal")),
    )


def keyring(block: Block) -> Keyring:
    """`crypto ikev2 keyring NAME`; lines of a peer may have lost their indent."""
    peers: list[Block] = []
    for child in block.children:
        if after(child.text, "peer"):
            peers.append(Block(child.text, list(child.children), child.line_no))
        elif peers:
            peers[-1].children.append(child)
    return Keyring(name_of(block, 3), tuple(_peer(peer) for peer in peers))


def _peer(block: Block) -> KeyringPeer:
    where = (block.value("address ") or "").split()
    local: str | None = None
    remote: str | None = None
    for child in block.children:
        words = child.text.split()
        if not "pre-shared-key".startswith(words[0]) or not words[0].startswith("pre-"):
            continue
        if len(words) > 2 and words[1] == "local":  # noqa: PLR2004 - keyword, direction, key
            local = key(words[2:])
        elif len(words) > 2 and words[1] == "remote":  # noqa: PLR2004 - as above
            remote = key(words[2:])
        else:
            local = remote = key(words[1:])
    return KeyringPeer(
        name=name_of(block, 1),
        network=network(*where[:2]) if where else None,
        identity=identity(block.value("identity ") or ""),
        local_key=local,
        remote_key=remote,
    )


def key(words: list[str]) -> str | None:
    """A pre-shared key as `[0|6|hex] KEY`; a type 6 key can't be compared."""
    if len(words) > 1 and words[0] == "6":
        return UNREADABLE_KEY
    if len(words) > 1 and words[0] == "hex":
        return f"hex {words[1].lower()}"
    if len(words) > 1 and words[0] == "0":
        return words[1]
    return words[0] if words else None


def identity(text: str) -> Identity | None:
    """`address A`, `fqdn [domain] NAME`, `email [domain] NAME`, `key-id ID` or `dn`."""
    kind, _, value = text.partition(" ")
    value = value.strip().strip('"')
    domain = after(value, "domain")
    if kind == "address":
        return Identity("address", value.split()[0]) if value else None
    if kind == "fqdn":
        return Identity("fqdn", f"*.{domain}" if domain else value)
    if kind == "email":
        return Identity("email", f"*@{domain}" if domain else value)
    if kind == "key-id":
        return Identity("key-id", value)
    return Identity("dn", "") if kind == "dn" else None


def profile(block: Block, dpd: Dpd | None) -> Profile:
    """`crypto ikev2 profile NAME`; `dpd` is the global one, used when the profile has none."""
    inline: dict[str, str | None] = {}
    methods: dict[str, list[AuthMethod]] = {"local": [], "remote": []}
    for child in block.children:
        words = child.text.split()
        if words[0] != "authentication" or len(words) < 3 or words[1] not in methods:  # noqa: PLR2004
            continue  # three words: authentication, side, method
        if words[2] in _METHODS:
            methods[words[1]].append(_METHODS[words[2]])
        if words[2:4] == ["pre-share", "key"]:
            inline[words[1]] = key(words[4:])
    addresses, interfaces = _local(block)
    return Profile(
        name=name_of(block, 3),
        fvrf=block.value("match fvrf "),
        local_addresses=addresses,
        local_interfaces=interfaces,
        remote_matches=tuple(_matches(block)),
        identity_local=identity(block.value("identity local ") or ""),
        auth_local=methods["local"][-1] if methods["local"] else None,
        auth_remote=tuple(dict.fromkeys(methods["remote"])),
        inline_local_key=inline.get("local"),
        inline_remote_key=inline.get("remote"),
        keyring=_keyring_name(block),
        trustpoints_sign=_trustpoints(block, "sign"),
        trustpoints_verify=_trustpoints(block, "verify"),
        lifetime=number(block.value("lifetime ") or "") or 86400,
        dpd=read_dpd(block.value("dpd ") or "") or dpd,
    )


def read_dpd(text: str) -> Dpd | None:
    """`10 3 periodic`."""
    words = text.split()
    if len(words) != 3:  # noqa: PLR2004 - interval, retry, mode
        return None
    interval, retry = number(words[0]), number(words[1])
    if interval is None or retry is None:
        return None
    return Dpd(interval, retry, "periodic" if words[2] == "periodic" else "on-demand")


def name_of(block: Block, position: int) -> str:
    """The word at a position of a heading, "" when it is missing."""
    words = block.text.split()
    return words[position] if len(words) > position else ""


def _local(block: Block) -> tuple[tuple[IPv4Address, ...], tuple[str, ...]]:
    addresses: list[IPv4Address] = []
    interfaces: list[str] = []
    for text in _all(block, "match address local"):
        name = after(text, "interface")
        found = address(text)
        if name:
            interfaces.append(interface(name))
        elif found is not None:
            addresses.append(found)
    return tuple(addresses), tuple(interfaces)


def _matches(block: Block) -> list[IdentityMatch]:
    found: list[IdentityMatch] = []
    for child in block.children:
        text = after(child.text, "match identity remote")
        certificate = after(child.text, "match certificate")
        if certificate:
            found.append(IdentityMatch("certificate-map", certificate))
        elif text:
            match = _match(text)
            if match is not None:
                found.append(match)
    return found


def _match(text: str) -> IdentityMatch | None:
    words = text.split()
    if words[0] == "any":
        return IdentityMatch("any")
    if words[0] == "address":
        net = network(*words[1:3]) if len(words) > 1 else None
        return IdentityMatch("address", network=net) if net else None
    found = identity(text)
    if found is None or found.kind == "dn":
        return None
    if found.value.startswith("*.") and found.kind == "fqdn":
        return IdentityMatch("fqdn-domain", found.value[2:])
    if found.value.startswith("*@") and found.kind == "email":
        return IdentityMatch("email-domain", found.value[2:])
    return IdentityMatch(found.kind, found.value)


def _keyring_name(block: Block) -> str | None:
    """`keyring local NAME`, or `keyring NAME` as before 15.2; keyrings on an AAA server are not known."""
    for text in _all(block, "keyring"):
        words = text.split()
        if words[0] == "local" and len(words) > 1:
            return words[1]
        if words[0] not in {"aaa", "ppk", "local"}:
            return words[0]
    return None


def _trustpoints(block: Block, use: str) -> tuple[str, ...]:
    words = [text.split() for text in _all(block, "pki trustpoint")]
    return tuple(item[0] for item in words if len(item) == 1 or item[1] == use)


def _all(block: Block, words: str) -> list[str]:
    """What follows `words` in every child that begins so, without empty ones."""
    found = (after(child.text, words) for child in block.children)
    return [text for text in found if text]
