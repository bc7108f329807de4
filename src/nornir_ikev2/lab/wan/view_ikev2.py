"""IKEv2 proposals, policies, keyrings and profiles of a running-config."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Network
from typing import cast, get_args

from nornir_ikev2.ike.model import (
    UNREADABLE_KEY,
    AuthMethod,
    Dpd,
    Identity,
    IdentityKind,
    IdentityMatch,
    Keyring,
    KeyringPeer,
    Policy,
    Profile,
    Proposal,
)
from nornir_ikev2.lab.contracts import Node
from nornir_ikev2.lab.wan.ports import ip

_METHODS = frozenset(get_args(AuthMethod))


def _named(root: Node, prefix: str) -> list[tuple[str, Node]]:
    return [
        (node.text[len(prefix) :].split()[0], node)
        for node in root.children
        if node.text.startswith(prefix) and len(node.text) > len(prefix)
    ]


def proposals(root: Node) -> dict[str, Proposal]:
    """All `crypto ikev2 proposal` blocks by name."""
    found: dict[str, Proposal] = {}
    for name, node in _named(root, "crypto ikev2 proposal "):
        lines = {child.text.partition(" ")[0]: child.text.split()[1:] for child in node.children}
        found[name] = Proposal(
            name,
            tuple(lines.get("encryption", ())),
            tuple(lines.get("integrity", ())),
            tuple(lines.get("prf", ())),
            tuple(int(word) for word in lines.get("group", ()) if word.isdigit()),
        )
    return found


def policies(root: Node) -> dict[str, Policy]:
    """All `crypto ikev2 policy` blocks by name."""
    found: dict[str, Policy] = {}
    for name, node in _named(root, "crypto ikev2 policy "):
        policy = Policy(name)
        for child in node.children:
            match child.text.split():
                case ["match", "fvrf", vrf]:
                    policy = replace(policy, fvrf=vrf)
                case ["match", "address", "local", address] if (local := ip(address)) is not None:
                    policy = replace(policy, local_addresses=(*policy.local_addresses, local))
                case ["proposal", proposal]:
                    policy = replace(policy, proposals=(*policy.proposals, proposal))
                case _:
                    pass
        found[name] = policy
    return found


def _key(words: list[str]) -> str:
    if words[0] == "hex":
        return f"hex:{words[1].lower()}" if len(words) > 1 else ""
    if words[0] == "6" and len(words) > 1:
        return UNREADABLE_KEY
    if words[0] == "0" and len(words) > 1:
        words = words[1:]
    return " ".join(words)


def identity(words: list[str]) -> Identity | None:
    """The identity in `identity [local] address A | fqdn F | email E | key-id K | dn`."""
    match words:
        case ["dn"]:
            return Identity("dn", "")
        case [("address" | "fqdn" | "email" | "key-id") as kind, *rest] if rest:
            return Identity(cast("IdentityKind", kind), rest[-1])
        case _:
            return None


def _network(words: list[str]) -> IPv4Network | None:
    try:
        return IPv4Network("/".join(words[:2]), strict=False)
    except ValueError:
        return None


def _peer(node: Node) -> KeyringPeer:
    peer = KeyringPeer(node.text.split()[1])
    for child in node.children:
        match (child.plain or child.text).split():
            case ["address", *rest] if rest:
                peer = replace(peer, network=_network(rest))
            case ["identity", *rest]:
                peer = replace(peer, identity=identity(rest))
            case ["pre-shared-key", "local", *rest] if rest:
                peer = replace(peer, local_key=_key(rest))
            case ["pre-shared-key", "remote", *rest] if rest:
                peer = replace(peer, remote_key=_key(rest))
            case ["pre-shared-key", *rest] if rest:
                peer = replace(peer, local_key=_key(rest), remote_key=_key(rest))
            case _:
                pass
    return peer


def keyrings(root: Node) -> dict[str, Keyring]:
    """All `crypto ikev2 keyring` blocks by name; peers in order."""
    return {
        name: Keyring(name, tuple(_peer(peer) for peer in node.starting("peer ")))
        for name, node in _named(root, "crypto ikev2 keyring ")
    }


def _dpd(words: list[str]) -> Dpd | None:
    match words:
        case [interval, retry, ("periodic" | "on-demand") as mode] if (interval + retry).isdigit():
            return Dpd(int(interval), int(retry), mode)
        case _:
            return None


def global_dpd(root: Node) -> Dpd | None:
    """`crypto ikev2 dpd I R MODE`, which serves profiles without their own."""
    node = next(root.starting("crypto ikev2 dpd "), None)
    return _dpd(node.text.split()[3:]) if node else None


def _remote_match(words: list[str]) -> IdentityMatch | None:
    match words:
        case ["any"]:
            return IdentityMatch("any")
        case ["address", *rest] if rest:
            # A bare 0.0.0.0 takes every peer: public configurations of tunnels that are up.
            bare = "0" if rest[0] == "0.0.0.0" else "32"  # noqa: S104 - a pattern, nothing is bound
            network = _network(rest if len(rest) > 1 else [rest[0], bare])
            return IdentityMatch("address", rest[0], network) if network else None
        case [("fqdn" | "email") as kind, "domain", value]:
            return IdentityMatch("fqdn-domain" if kind == "fqdn" else "email-domain", value)
        case [("fqdn" | "email" | "key-id") as kind, value]:
            return IdentityMatch(cast("IdentityKind", kind), value)  # type: ignore[arg-type] # narrowed by the pattern
        case _:
            return None


def _authentication(profile: Profile, words: list[str]) -> Profile:
    side, name, *rest = words
    if name not in _METHODS:
        return profile
    method = cast("AuthMethod", name)
    key = _key(rest[1:]) if len(rest) > 1 and rest[0] == "key" else None
    if side == "local":
        return replace(profile, auth_local=method, inline_local_key=key)
    profile = replace(profile, auth_remote=(*profile.auth_remote, method))
    return profile if key is None else replace(profile, inline_remote_key=key)


def _trustpoint(profile: Profile, name: str, uses: list[str]) -> Profile:
    sign, verify = profile.trustpoints_sign, profile.trustpoints_verify
    return replace(
        profile,
        trustpoints_sign=sign if uses == ["verify"] else (*sign, name),
        trustpoints_verify=verify if uses == ["sign"] else (*verify, name),
    )


def _profile_match(profile: Profile, words: list[str]) -> Profile:
    match words:
        case ["fvrf", vrf]:
            return replace(profile, fvrf=vrf)
        case ["address", "local", "interface", name]:
            return replace(profile, local_interfaces=(*profile.local_interfaces, name))
        case ["address", "local", address] if (local := ip(address)) is not None:
            return replace(profile, local_addresses=(*profile.local_addresses, local))
        case ["identity", "remote", *rest] if (found := _remote_match(rest)) is not None:
            return replace(profile, remote_matches=(*profile.remote_matches, found))
        case ["certificate", name]:
            found = IdentityMatch("certificate-map", name)
            return replace(profile, remote_matches=(*profile.remote_matches, found))
        case _:
            return profile


def _profile_line(profile: Profile, line: str) -> Profile:  # noqa: PLR0911 - one flat case per line shape
    match line.split():
        case ["match", *rest]:
            return _profile_match(profile, rest)
        case ["identity", "local", *rest]:
            return replace(profile, identity_local=identity(rest))
        case ["authentication", ("local" | "remote"), _, *_] as words:
            return _authentication(profile, words[1:])
        case ["keyring", "local", name]:
            return replace(profile, keyring=name)
        case ["pki", "trustpoint", name, *uses]:
            return _trustpoint(profile, name, uses)
        case ["lifetime", seconds] if seconds.isdigit():
            return replace(profile, lifetime=int(seconds))
        case ["dpd", *rest]:
            return replace(profile, dpd=_dpd(rest))
        case _:
            return profile


def profiles(root: Node, dpd: Dpd | None) -> dict[str, Profile]:
    """All `crypto ikev2 profile` blocks by name; `dpd` is the global one."""
    found: dict[str, Profile] = {}
    for name, node in _named(root, "crypto ikev2 profile "):
        profile = Profile(name, dpd=dpd)
        for child in node.children:
            profile = _profile_line(profile, child.text)
        found[name] = profile
    return found


def profile_ivrfs(root: Node) -> Mapping[str, str]:
    """`ivrf V` of each profile that has one."""
    return {
        name: child.text.split()[1]
        for name, node in _named(root, "crypto ikev2 profile ")
        for child in node.starting("ivrf ")
    }
