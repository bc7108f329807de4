"""Take secrets out of configurations and outputs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

SECRET: Final = "<secret>"  # noqa: S105 - the mask itself

_TYPE = r"(?:[0-9]\s+|hex\s+)?"
_PATTERNS: Final = (
    # IKEv2 keyring and profile, IKEv1 keyring
    rf"(\bpre-shared-key\s+(?:(?:local|remote)\s+)?(?:address\s+\S+(?:\s+\S+)?\s+key\s+)?{_TYPE})(\S+)",
    rf"(\bpre-share\s+key\s+{_TYPE})(\S+)",
    rf"(\bcrypto isakmp key\s+{_TYPE})(\S+)",
    rf"(\bppk\s+manual\s+id\s+\S+\s+key\s+{_TYPE})(\S+)",
    # local accounts, lines, routing authentication, AAA, SNMP
    rf"(\b(?:password|secret)\s+{_TYPE})(\S+)",
    rf"(\bkey-string\s+{_TYPE})(\S+)",
    r"(\bmessage-digest-key\s+\d+\s+md5\s+(?:[0-9]\s+)?)(\S+)",
    r"(\bip ospf authentication-key\s+(?:[0-9]\s+)?)(\S+)",
    r"(\bsnmp-server community\s+)(\S+)",
    r"(\bsnmp-server host\s+\S+\s+(?:version\s+\S+\s+(?:(?:no)?auth\s+|priv\s+)?)?)(\S+)",
    r"(\b(?:tacacs-server|radius-server)\b.*?\bkey\s+(?:[0-9]\s+)?)(\S+)",
    r"(^\s*key\s+[0-9]\s+)(\S+)",
    r"(\bip nhrp authentication\s+)(\S+)",
    r"(\bkey config-key\s+password-encrypt\s+)(\S+)",
)
_COMPILED: Final = re.compile("|".join(_PATTERNS), re.MULTILINE)
_HINT: Final = re.compile("key|pass|secret|community|snmp|nhrp|pre-share")
_SHORTEST = 4


def mask(text: str, secrets: Iterable[str] = ()) -> str:
    """Replace secrets by `<secret>`.

    Args:
        text: configuration lines or any output that may quote them.
        secrets: values to replace wherever they stand; shorter than four characters are left.
    """
    if _HINT.search(text):
        text = _COMPILED.sub(_keep_words, text)
    for value in sorted({one for one in secrets if len(one) >= _SHORTEST}, key=len, reverse=True):
        text = text.replace(value, SECRET)
    return text


def _keep_words(match: re.Match[str]) -> str:
    groups = [group for group in match.groups() if group is not None]
    return groups[0] + SECRET
