"""The one place where charon is more generous than IOS: keys that differ by direction. Pure.

charon keeps one set of keys for a pair of identities and takes any of them as the peer's proof, so also the
key that this end proves itself with. IOS takes only the one after `remote`.
"""

from __future__ import annotations

from nornir_ikev2.ike.model import UNREADABLE_KEY
from nornir_ikev2.lab.strongswan.counterpart import answering
from nornir_ikev2.lab.strongswan.translate import Connection, Loading


def between(one: Loading, other: Loading, name: str) -> str:
    """What charon took and IOS would refuse, in words; "" when there is nothing.

    Args:
        one: what the initiator's daemon has loaded.
        other: what the responder's has.
        name: the connection of the initiator that came up.
    """
    mine = one.connections[name]
    theirs = next(iter(answering(mine, other)), None)
    if theirs is None:
        return ""
    for prover, verifier in ((mine, theirs), (theirs, mine)):
        if _differs(prover, verifier):
            return (
                f"charon takes the peer's proof with the local key of profile {verifier.profile};"
                " IOS only takes the remote one"
            )
    return ""


def _differs(prover: Connection, verifier: Connection) -> bool:
    if prover.settings["local-1"]["auth"] != "psk":
        return False
    keys = {prover.local_key, verifier.remote_key}
    return UNREADABLE_KEY not in keys and len(keys) > 1
