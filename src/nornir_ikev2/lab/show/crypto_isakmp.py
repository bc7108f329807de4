"""`show crypto isakmp policy`, in the shape of captures."""

from __future__ import annotations

from typing import Final

from nornir_ikev2.lab.contracts import Call, ExecCommand, Node
from nornir_ikev2.lab.wan.fabric import Fabric

HEAD: Final = "\nGlobal IKE policy"
CIPHERS: Final = {
    "des": "DES - Data Encryption Standard (56 bit keys).",
    "3des": "Three key triple DES",
    "aes": "AES - Advanced Encryption Standard (128 bit keys).",
    "aes 192": "AES - Advanced Encryption Standard (192 bit keys).",
    "aes 256": "AES - Advanced Encryption Standard (256 bit keys).",
}
"""AES with 128 bits is captured; the others are unconfirmed."""
HASHES: Final = {
    "md5": "Message Digest 5",
    "sha": "Secure Hash Standard",
    "sha256": "Secure Hash Standard 2 (256 bit)",
    "sha384": "Secure Hash Standard 2 (384 bit)",
    "sha512": "Secure Hash Standard 2 (512 bit)",
}
METHODS: Final = {
    "pre-share": "Pre-Shared Key",
    "rsa-sig": "Rivest-Shamir-Adleman Signature",
    "rsa-encr": "Rivest-Shamir-Adleman Encryption",
}
BITS: Final = {
    "1": "768 bit",
    "2": "1024 bit",
    "5": "1536 bit",
    "14": "2048 bit",
    "15": "3072 bit",
    "16": "4096 bit",
    "19": "256 bit",
    "20": "384 bit",
    "21": "521 bit",
    "24": "2048 bit, 256 bit subgroup",
}


def policies(root: Node) -> str:
    """The configured IKEv1 protection suites, by priority."""
    found = sorted(root.starting("crypto isakmp policy "), key=_priority)
    return "\n".join([HEAD, *(line for node in found for line in _suite(node))])


def _priority(node: Node) -> int:
    return int(node.text.rpartition(" ")[2])


def _suite(node: Node) -> list[str]:
    group = _value(node, "group", "1")
    cipher = _value(node, "encryption", "") or _value(node, "encr", "des")
    digest = _value(node, "hash", "sha")
    method = _value(node, "authentication", "rsa-sig")
    return [
        f"Protection suite of priority {_priority(node)}",
        f"\tencryption algorithm:\t{CIPHERS.get(cipher, cipher)}",
        f"\thash algorithm:\t\t{HASHES.get(digest, digest)}",
        f"\tauthentication method:\t{METHODS.get(method, method)}",
        f"\tDiffie-Hellman group:\t#{group} ({BITS.get(group, '')})",
        f"\tlifetime:\t\t{_value(node, 'lifetime', '86400')} seconds, no volume limit",
    ]


def _value(node: Node, word: str, default: str) -> str:
    """What follows a keyword inside a policy; a default is not in the running-config."""
    line = next(node.starting(f"{word} "), None)
    return line.text.removeprefix(f"{word} ").strip() if line else default


def commands(_fabric: Fabric) -> tuple[ExecCommand, ...]:
    """The commands that show IKEv1 configuration."""

    def run(call: Call) -> str:
        return policies(call.router.config.root)

    return (ExecCommand("show crypto isakmp policy", run),)
