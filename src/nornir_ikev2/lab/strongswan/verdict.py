"""What a refusal means that the logs alone can't tell: the wire has one notify for all of IKE_AUTH. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Final

from nornir_ikev2.ike.model import Reason
from nornir_ikev2.lab.strongswan.identities import ANY
from nornir_ikev2.lab.strongswan.reasons import Failure
from nornir_ikev2.lab.strongswan.translate import Connection

_PROOF: Final = frozenset({"NO_CERTIFICATE", "NO_KEY", "NO_PROFILE", "AUTHENTICATION_FAILED"})
_SHOWN: Final = re.compile(
    r"for '.*' - '(?P<mac>.*)', but MAC mismatched|no shared key found for '.*' - '(?P<none>.*)'"
)


def verdict(
    failure: Failure | None, mine: Connection, answers: Sequence[Connection], *, awaited: bool
) -> Reason | None:
    """The reason in our words.

    Args:
        failure: what the logs say.
        mine: the connection that was started.
        answers: those of the other end that may have answered it.
        awaited: whether anything of the other end points back at this one.
    """
    if failure is None:
        return None
    if failure.reason == "TS_UNACCEPTABLE" and not awaited:
        return "NO_PEER"
    if failure.reason not in _PROOF:
        return failure.reason
    if failure.end == "initiator" and not _meant(mine, failure.line):
        return "NO_PROFILE"  # IOS compares the identity before it looks at the proof
    return _proof(failure, mine, answers) if answers else failure.reason


def _proof(failure: Failure, mine: Connection, answers: Sequence[Connection]) -> Reason:
    if failure.reason == "AUTHENTICATION_FAILED":
        return _by_key(failure, mine, answers)
    if failure.reason == "NO_PROFILE" and failure.end == "responder" and not _known(mine, answers):
        return "NO_PROFILE"
    if not _methods([mine], answers):
        return "AUTHENTICATION_FAILED"
    expected = [one for one in answers if _known(one, [mine])]
    if expected and not _methods(expected, [mine]):
        return "AUTHENTICATION_FAILED"
    return failure.reason


def _by_key(failure: Failure, mine: Connection, answers: Sequence[Connection]) -> Reason:
    first, second = ([mine], answers) if failure.end == "responder" else (answers, [mine])
    lacking = first[0].local_key is None or second[0].remote_key is None
    return "NO_KEY" if lacking and "psk" in _methods(first, second) else "AUTHENTICATION_FAILED"


def _known(shown: Connection, takers: Sequence[Connection]) -> bool:
    """Whether one end takes the identity that the other one shows."""
    identity = str(shown.settings["local-1"].get("id", ""))
    return any(_fits(identity, str(one.settings["remote-1"]["id"])) for one in takers)


def _fits(shown: str, pattern: str) -> bool:
    """Whether a pattern takes an identity; the log leaves out the type in front of it."""
    bare = (text.rpartition(":")[2].lower() for text in (shown, pattern))
    return pattern == ANY or fnmatchcase(*bare)


def _methods(provers: Sequence[Connection], verifiers: Sequence[Connection]) -> set[str]:
    """The methods that one side may prove itself with and the other one takes."""
    shown = {str(one.settings["local-1"]["auth"]) for one in provers}
    return shown & {str(one.settings["remote-1"]["auth"]) for one in verifiers}


def _meant(mine: Connection, line: str) -> bool:
    """Whether the identity that a line of the log names is one that this end expects."""
    found = _SHOWN.search(line)
    if found is None:
        return True
    shown = found["mac"] or found["none"] or ""
    return _fits(shown, str(mine.settings["remote-1"]["id"]))
