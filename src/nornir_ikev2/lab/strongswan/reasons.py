"""Why a negotiation failed, read from what the two daemons logged. Pure.

Source of the texts: strongSwan 5.9 and 6.0, which log them alike: `ike_init.c`, `ike_auth.c`,
`child_create.c`, `psk_authenticator.c`, `pubkey_authenticator.c`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from nornir_ikev2.ike.model import Reason, Suite
from nornir_ikev2.lab.strongswan import algorithms

_CERTIFICATE: Final = (
    r"no issuer certificate found|no trusted \w+ public key found|certificate (was|is) not|expired"
    r"|no private key found|subject certificate invalid|signature validation failed"
    r"|certificate (invalid|untrusted)|no trusted certificate found"
)
_AUTH: Final[tuple[tuple[str, Reason], ...]] = (
    (r"no matching peer config found", "NO_PROFILE"),
    (r"no shared key found", "NO_KEY"),
    (r"MAC mismatched", "AUTHENTICATION_FAILED"),
    (_CERTIFICATE, "NO_CERTIFICATE"),
    (r"constraint requires .* authentication", "AUTHENTICATION_FAILED"),
    (r"constraint check failed|no alternative config found", "NO_PROFILE"),
)
_CHILD: Final[tuple[tuple[str, Reason], ...]] = (
    (r"received TS_UNACCEPTABLE notify", "TS_UNACCEPTABLE"),
    (r"received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built", "CHILD_NO_PROPOSAL"),
    (r"no acceptable proposal found", "CHILD_NO_PROPOSAL"),
)
_SELECTED: Final = re.compile(r"selected proposal: IKE:(\S+)")


@dataclass(frozen=True, slots=True)
class Failure:
    """A reason, the line that says so, and which end logged it (`initiator` or `responder`)."""

    reason: Reason
    line: str
    end: str


def read(initiator: Iterable[str], responder: Iterable[str]) -> Failure | None:
    """The first reason, None when nothing in the logs tells one."""
    mine, theirs = list(initiator), list(responder)
    return _init(mine, theirs) or _auth(mine, theirs) or _child(mine)


def _init(mine: Sequence[str], theirs: Sequence[str]) -> Failure | None:
    line = _line(theirs, r"no IKE config found for")
    if line:
        return Failure("NO_PEER", line, "responder")
    line = _line(mine, r"received NO_PROPOSAL_CHOSEN notify error")
    return Failure("NO_PROPOSAL_CHOSEN", line, "initiator") if line else None


def _auth(mine: Sequence[str], theirs: Sequence[str]) -> Failure | None:
    for lines, end in ((theirs, "responder"), (mine, "initiator")):
        for pattern, reason in _AUTH:
            line = _line(lines, pattern)
            if line:
                return Failure(reason, line, end)
    line = _line(mine, r"received AUTHENTICATION_FAILED notify error")
    return Failure("AUTHENTICATION_FAILED", line, "initiator") if line else None


def _child(mine: Sequence[str]) -> Failure | None:
    for pattern, reason in _CHILD:
        line = _line(mine, pattern)
        if line:
            return Failure(reason, line, "initiator")
    return None


def _line(lines: Iterable[str], pattern: str) -> str:
    return next((line.strip() for line in lines if re.search(pattern, line)), "")


def suite(initiator: Iterable[str]) -> Suite | None:
    """The IKE suite that was chosen, also where a later step fails."""
    for line in initiator:
        found = _SELECTED.search(line)
        if found:
            return _suite(found[1].split("/"))
    return None


def _suite(words: Sequence[str]) -> Suite:
    cipher = words[0]
    name, _, size = cipher.rpartition("_")
    if cipher.startswith("AES_GCM_16"):
        name, size = "AES_GCM_16", cipher.removeprefix("AES_GCM_16_")
    elif not cipher.startswith("AES_CBC"):
        name, size = cipher, ""
    prf = next((word for word in words if word.startswith("PRF_")), "")
    integrity = next((word for word in words[1:] if word.startswith("HMAC_")), None)
    return Suite(
        algorithms.cipher(name, size),
        algorithms.digest(integrity),
        algorithms.digest(prf) or "",
        algorithms.group(words[-1]) or 0,
    )


def rekey_refusal(initiator: Iterable[str]) -> str:
    """The line that says a CREATE_CHILD_SA exchange was refused, "" for none."""
    return _line(
        initiator,
        r"received (NO_PROPOSAL_CHOSEN|INVALID_KE_PAYLOAD|TS_UNACCEPTABLE) notify, no CHILD_SA built"
        r"|CHILD_SA rekeying failed",
    )
