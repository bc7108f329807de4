"""IOS's display names of algorithms, in our words.

`show crypto ikev2 sa` prints `AES-CBC`, `keysize: 256`, `SHA96`; `show crypto ipsec sa` prints transforms
as `esp-256-aes esp-sha256-hmac`, where the configuration says `esp-aes 256`. Source:
outputs of IOS 15 to IOS-XE 26 (genieparser, ntc-templates).
"""

from __future__ import annotations

import re

_HASHES = {
    "MD5": "md5",
    "MD596": "md5",
    "SHA1": "sha1",
    "SHA96": "sha1",
    "SHA256": "sha256",
    "SHA384": "sha384",
    "SHA512": "sha512",
}
_ESP_HASHES = {
    "esp-md5-hmac": "md5",
    "esp-sha-hmac": "sha1",
    "esp-sha256-hmac": "sha256",
    "esp-sha384-hmac": "sha384",
    "esp-sha512-hmac": "sha512",
}
_ESP_CIPHER = re.compile(r"esp-(?:(\d+)-)?(aes|gcm|gmac)(?: (\d+))?(?=$| )")
_ESP_FAMILY = {"aes": "aes-cbc", "gcm": "aes-gcm", "gmac": "aes-gmac"}


def ike_cipher(display: str, key_size: int | None) -> str | None:
    """Return our name of an IKE cipher, None while negotiation has not chosen one."""
    if display.startswith("Unknown"):
        return None
    name = display.lower()
    return f"{name}-{key_size}" if name.startswith("aes-") and key_size else name


def ike_hash(display: str | None) -> str | None:
    """Return our name of an integrity algorithm or PRF; None for `None`, as AEAD ciphers show."""
    if display is None or display == "None" or display.startswith("Unknown"):
        return None
    return _HASHES.get(display, display.lower())


def transform(display: str) -> tuple[str | None, str | None]:
    """Return (encryption, integrity) of a transform as `show crypto ipsec sa` prints it."""
    integrity = next((ours for word, ours in _ESP_HASHES.items() if word in display.split()), None)
    found = _ESP_CIPHER.search(display)
    if found:
        return f"{_ESP_FAMILY[found.group(2)]}-{found.group(1) or found.group(3) or 128}", integrity
    for word in ("3des", "des", "null"):
        if f"esp-{word}" in display.split():
            return word, integrity
    return None, integrity


def same_interface(one: str, other: str) -> bool:
    """Whether two interface names, each in full or abbreviated (`Tu100`), mean the same interface."""
    first, second = _split(one), _split(other)
    letters = first[0].startswith(second[0]) or second[0].startswith(first[0])
    return letters and first[1] == second[1]


def _split(name: str) -> tuple[str, str]:
    letters = re.match(r"[A-Za-z-]*", name)
    end = letters.end() if letters else 0
    return name[:end].lower(), name[end:]
