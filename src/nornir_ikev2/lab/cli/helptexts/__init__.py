"""What `?` says of each keyword and value.

The tables are text: `words  what they mean`, two blanks between. The last word is the keyword the
text is about, the words before it are those it must follow; values typed between are skipped. A value
is `<name>` as in its pattern, or `<TYPE>` for all values of one type. `mode: words` holds in one mode
only. The most specific entry wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from nornir_ikev2.lab.cli.helptexts import crypto, execs, interface, more, pki, routing, system

DEPTH = 3
INTERFACES = interface.TYPES
EXEC = "exec"
TITLES = {
    EXEC: "Exec commands:",
    "global": "Configure commands:",
    "interface": "Interface configuration commands:",
    "router": "Router configuration commands:",
    "eigrp-af": "Address Family configuration commands:",
    "eigrp-interface": "Address Family Interfaces configuration commands:",
    "eigrp-topology": "Address Family Topology configuration commands:",
    "bgp-af": "Router Address Family configuration commands:",
    "acl-extended": "Ext Access List configuration commands:",
    "acl-standard": "Standard Access List configuration commands:",
    "ikev2-proposal": "IKEv2 Proposal commands:",
    "ikev2-policy": "IKEv2 Policy commands:",
    "ikev2-keyring": "IKEv2 Keyring commands:",
    "ikev2-peer": "IKEv2 Keyring Peer commands:",
    "ikev2-profile": "IKEv2 profile commands:",
    "isakmp-policy": "ISAKMP commands:",
    "isakmp-profile": "Crypto ISAKMP Profile Commands are:",
    "transform-set": "Crypto transform configuration commands:",
    "crypto-map": "Crypto Map configuration commands:",
    "ipsec-profile": "Crypto Map configuration commands:",
    "archive": "Archive configuration commands:",
    "line": "Line configuration commands:",
    "route-map": "Route Map configuration commands:",
    "trustpoint": "CA trustpoint configuration commands:",
    "vrf": "IP VPN Routing/Forwarding instance configuration commands:",
}
"""The line above the answer to a lone `?`; those of EIGRP and `Configure commands:` are recorded."""
KIN = {
    "subinterface": "interface",
    "interface-port": "interface",
    "interface-tunnel": "interface",
    "router-eigrp": "router",
    "eigrp-named": "router",
    "router-ospf": "router",
    "router-bgp": "router",
    "crypto-dynamic": "crypto-map",
}
"""Modes that share what another one says."""


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Texts of configuration, and of exec commands."""
    areas = (more, system, routing, interface, pki, crypto)
    config = {key: text for area in areas for key, text in _read(area.TEXT)}
    return config, dict(_read(execs.TEXT))


def _read(table: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for line in table.splitlines():
        key, _, text = line.partition("  ")
        pairs.append((key, text.strip()))
    return pairs


def title(mode: str) -> str:
    """The line above a mode's commands; empty where none is known."""
    return TITLES.get(mode) or TITLES.get(KIN.get(mode, ""), "")


def text(mode: str, before: Sequence[str], *names: str) -> str:
    """What a keyword or value means.

    Args:
        mode: name of the configuration mode, or `exec`.
        before: keywords typed before it.
        names: the keyword; or for a value `<name>`, then `<TYPE>`.
    """
    config, execs_ = _tables()
    tables = (execs_, config) if mode == EXEC else (config,)
    modes = (f"{mode}: ", f"{KIN[mode]}: ", "") if mode in KIN else (f"{mode}: ", "")
    for name in names:
        for key in _keys(before, name):
            for table in tables:
                for prefix in modes:
                    if found := table.get(prefix + key):
                        return found
    return ""


def _keys(before: Sequence[str], name: str) -> Iterator[str]:
    """Entries that fit, the most specific first."""
    for count in range(min(DEPTH, len(before)), 0, -1):
        yield " ".join((*before[len(before) - count :], name))
    yield from (f"{word} {name}" for word in reversed(before[:-1]))
    yield name
