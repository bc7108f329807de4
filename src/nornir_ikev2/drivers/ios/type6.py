"""Keys that a router shows only encrypted, type 6: found, and read where somebody knows what they are. Pure.

`password encryption aes` with a master key makes IOS print `pre-shared-key 6 TEXT`, another text on each
router (Cisco, "Encrypted Preshared Key").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from nornir_ikev2.drivers.ios.names import Names, upper
from nornir_ikev2.drivers.ios.tree import Block, parse
from nornir_ikev2.intent.model import Peer, RouterIntent, SecretRef

_ENCRYPTED: Final = re.compile(r"(pre-shared-key (?:local |remote )?)6 (\S+)")
_SWITCH: Final = "password encryption aes"


def encrypted_keys(intent: RouterIntent, config: str) -> dict[SecretRef, str]:
    """The encrypted text of each key of this router's VPNs that is stored as type 6."""
    if not _ENCRYPTED.search(config):
        return {}
    keyrings = {block.text: block for block in parse(config).starting("crypto ikev2 keyring ")}
    found: dict[SecretRef, str] = {}
    for vpn in intent.vpns:
        keyring = keyrings.get(f"crypto ikev2 keyring {Names(vpn).keyring.value}")
        blocks = {one.text: one for one in keyring.starting("peer ")} if keyring else {}
        for peer in vpn.peers:
            block = blocks.get(f"peer {upper(peer.name)}")
            found.update(_of_peer(peer, block) if block else ())
    return found


def _of_peer(peer: Peer, block: Block) -> Iterator[tuple[SecretRef, str]]:
    shared = peer.local_key is not None and peer.local_key == peer.remote_key
    lines = (
        [("pre-shared-key 6 ", peer.local_key)]
        if shared
        else [
            ("pre-shared-key local 6 ", peer.local_key),
            ("pre-shared-key remote 6 ", peer.remote_key),
        ]
    )
    for prefix, ref in lines:
        text = block.value(prefix)
        if ref is not None and text:
            yield ref, text


def encrypts_keys(config: str) -> bool:
    """Whether keys typed now would be stored encrypted; without a master key they would not."""
    return any(line.rstrip() == _SWITCH for line in config.splitlines())


def reveal(config: str, known: Mapping[str, str]) -> str:
    """The configuration with encrypted keys in clear, as far as they are known.

    Args:
        config: a running-config.
        known: the key behind an encrypted text.
    """

    def clear(match: re.Match[str]) -> str:
        key = known.get(match[2])
        return match[0] if key is None else f"{match[1]}{key}"

    return _ENCRYPTED.sub(clear, config) if known else config
