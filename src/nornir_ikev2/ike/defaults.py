"""The IKEv2 smart defaults of IOS: what a router uses when nobody configured anything.

They never appear in a running-config; only their removal does (`no crypto ikev2 proposal default`).
"""

from __future__ import annotations

from typing import Final

from nornir_ikev2.ike.model import Policy, Proposal, Release, TransformSet

DEFAULT: Final = "default"
"""The name of every smart default."""

_OLD: Final = Proposal(
    name=DEFAULT,
    encryption=("aes-cbc-256", "aes-cbc-192", "aes-cbc-128"),
    integrity=("sha512", "sha384", "sha256", "sha1", "md5"),
    prf=("sha512", "sha384", "sha256", "sha1", "md5"),
    group=(5, 2),
)
_NEW: Final = Proposal(
    name=DEFAULT,
    encryption=("aes-cbc-256",),
    integrity=("sha512", "sha384"),
    prf=("sha512", "sha384"),
    group=(19, 14, 21, 5),
)
_NEWEST: Final = Proposal(
    name=DEFAULT,
    encryption=("aes-cbc-256",),
    integrity=("sha512", "sha384"),
    prf=("sha512", "sha384"),
    group=(19, 14, 21),
)


def default_proposal(release: Release) -> Proposal:
    """The default IKEv2 proposal of a release; an unknown release counts as a current one.

    Source: negotiation trace of 16.7.1; `show crypto ikev2 proposal` of 17.x and of 26.x. The release
    that dropped group 5 was not seen; from 17.11.1 on it is refused as weak (FN72510), so that is the
    border taken here.
    """
    number = release.number
    if number and number < (17,):
        return _OLD
    return _NEW if number and number < (17, 11) else _NEWEST


def default_policy() -> Policy:
    """The default IKEv2 policy: any fvrf, any local address, the default proposal."""
    return Policy(name=DEFAULT, fvrf="any", proposals=(DEFAULT,))


def default_transform_set() -> TransformSet:
    """The default transform set: `esp-aes esp-sha-hmac`, transport."""
    return TransformSet(name=DEFAULT, encryption="aes-cbc-128", integrity="sha1", mode="transport")
