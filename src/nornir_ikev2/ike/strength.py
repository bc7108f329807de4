"""Which algorithms are too weak, by which rule, and which ones the router's release can't do at all.

RFC 8247 (IKEv2) and RFC 8221 (ESP) say what must not and should not be used any more. Cisco Field Notice
FN72510 (revision 1.5, CSCwc72588) removes weak algorithms from the parser of enterprise routers with
17.11.1a; the way back (`crypto engine compliance shield disable`) needs a reload and is not counted on.
SHA-1 as HMAC is still MUST- in both RFCs and is not called weak here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from nornir_ikev2.ike.algorithms import ENCRYPTION, GROUPS, HASHES, IKE_ENCRYPTION, is_aead
from nornir_ikev2.ike.model import Proposal, Release, TransformSet

_FN72510: Final = "FN72510"
_REMOVED_IN: Final = (17, 11)
_IOS: Final = "Cisco-IOS-XE-crypto.yang 17.12.1"

_IKE: Final[dict[tuple[str, str], str]] = {
    ("encryption", "des"): "RFC 8247 section 2.1: MUST NOT",
    ("encryption", "3des"): "FN72510: weak, removed from IOS-XE",
    ("integrity", "md5"): "RFC 8247 section 2.3: MUST NOT",
    ("prf", "md5"): "RFC 8247 section 2.2: MUST NOT",
}
_ESP: Final[dict[tuple[str, str], str]] = {
    ("encryption", "des"): "RFC 8221 section 5: MUST NOT",
    ("encryption", "3des"): "RFC 8221 section 5: SHOULD NOT",
    ("encryption", "null"): "no confidentiality (RFC 8221 section 5: for integrity only)",
    ("encryption", "aes-gmac-128"): "no confidentiality (RFC 4543: integrity only)",
    ("encryption", "aes-gmac-192"): "no confidentiality (RFC 4543: integrity only)",
    ("encryption", "aes-gmac-256"): "no confidentiality (RFC 4543: integrity only)",
    ("integrity", "md5"): "RFC 8221 section 6: MUST NOT",
}
_GROUPS: Final[dict[int, str]] = {
    1: "RFC 8247 section 2.4: MUST NOT",
    2: "RFC 8247 section 2.4: SHOULD NOT",
    5: "RFC 8247 section 2.4: SHOULD NOT",
    22: "RFC 8247 section 2.4: MUST NOT",
    23: "RFC 8247 section 2.4: SHOULD NOT",
    24: "RFC 8247 section 2.4: SHOULD NOT",
}
_REMOVED: Final = frozenset(
    {
        ("encryption", "des"),
        ("encryption", "3des"),
        ("encryption", "null"),
        ("encryption", "aes-gmac-128"),
        ("encryption", "aes-gmac-192"),
        ("encryption", "aes-gmac-256"),
        ("integrity", "md5"),
        ("group", "1"),
        ("group", "2"),
        ("group", "5"),
        ("group", "24"),
    }
)
"""What FN72510 removes from IKEv2 proposals, transform sets and `set pfs`."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """One algorithm that a rule speaks against.

    Attributes:
        rule: the rule, `RFC 8247 section 2.4: SHOULD NOT` or `FN72510`.
        what: kind and algorithm, `group 5`.
        text: one sentence for people.
        refused_by_release: the router can't do it, whatever the user allows.
    """

    rule: str
    what: str
    text: str
    refused_by_release: bool


def weaknesses(item: Proposal | TransformSet, release: Release | None = None) -> list[Weakness]:
    """Judge an IKEv2 proposal or a transform set.

    Args:
        item: what to judge.
        release: release of the router, None to judge by the RFCs alone.

    Returns:
        One weakness per algorithm, in the order of the item; empty when all is well.
    """
    if isinstance(item, TransformSet):
        return transform_weaknesses(item.encryption, item.integrity, release)
    found: list[Weakness] = []
    for kind, values in (
        ("encryption", item.encryption),
        ("integrity", item.integrity),
        ("prf", item.prf),
    ):
        known = IKE_ENCRYPTION if kind == "encryption" else tuple(HASHES)
        for value in values:
            found.extend(
                _judge(kind, value, _IKE.get((kind, value)), release, known=value in known)
            )
    for group in item.group:
        found.extend(group_weaknesses(group, release))
    return found


def transform_weaknesses(
    encryption: str | None, integrity: str | None, release: Release | None = None
) -> list[Weakness]:
    """Judge one ESP transform; see `weaknesses`."""
    found: list[Weakness] = []
    if encryption is not None:
        rule = _ESP.get(("encryption", encryption))
        found.extend(
            _judge("encryption", encryption, rule, release, known=encryption in ENCRYPTION)
        )
        if integrity is None and not is_aead(encryption):
            rule = "RFC 8221 section 4: MUST NOT encrypt without authentication"
            text = f"{encryption} without integrity: {rule}"
            found.append(Weakness(rule, "integrity none", text, refused_by_release=False))
    if integrity is not None:
        rule = _ESP.get(("integrity", integrity))
        found.extend(_judge("integrity", integrity, rule, release, known=integrity in HASHES))
    return found


def group_weaknesses(group: int, release: Release | None = None) -> list[Weakness]:
    """Judge one Diffie-Hellman group of IKE or PFS; see `weaknesses`."""
    return list(_judge("group", str(group), _GROUPS.get(group), release, known=group in GROUPS))


def removed(release: Release | None) -> bool:
    """Whether this release no longer has the algorithms of FN72510 (enterprise routers, 17.11.1a)."""
    return release is not None and release.number >= _REMOVED_IN


def _judge(
    kind: str,
    value: str,
    rule: str | None,
    release: Release | None,
    *,
    known: bool,
) -> Iterator[Weakness]:
    what = f"{kind} {value}"
    if removed(release) and (kind, value) in _REMOVED:
        text = f"{what} is gone from {_text(release)}: Cisco Field Notice {_FN72510} (17.11.1a)"
        yield Weakness(_FN72510, what, text, refused_by_release=True)
    elif release is not None and not known:
        text = f"{what} does not exist on IOS and IOS-XE ({_IOS})"
        yield Weakness(_IOS, what, text, refused_by_release=True)
    elif rule is not None:
        yield Weakness(rule, what, f"{what} is weak: {rule}", refused_by_release=False)


def _text(release: Release | None) -> str:
    return release.text if release and release.text else "this release"
