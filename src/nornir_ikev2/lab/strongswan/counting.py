"""What a router counts of IKEv2, from charon's own counters and from the messages it logs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from nornir_ikev2.lab.strongswan.vici_text import number
from nornir_ikev2.lab.wan.tally import INITIATOR_ERRORS, RESPONDER_ERRORS, Count, Tally

EXCHANGES: Final = {
    "ike-init": "IKE_SA_INIT",
    "ike-auth": "IKE_AUTH",
    "create-child": "CREATE_CHILD_SA",
    "info": "INFORMATIONAL",
}
"""Names of `get-counters`."""

NOTIFIES: Final = {
    "NO_PROP": "NO_PROPOSAL_CHOSEN",
    "INVAL_KE": "INVALID_KE_PAYLOAD",
    "AUTH_FAILED": "AUTHENTICATION_FAILED",
    "TS_UNACCEPT": "TS_UNACCEPTABLE",
    "INVAL_SPI": "INVALID_SPI",
    "INVAL_SYN": "INVALID_SYNTAX",
    "INIT_CONTACT": "INITIAL_CONTACT",
    "REKEY_SA": "REKEY_SA",
}
"""Short names in charon's log. Source: strongSwan 5.9 and 6.0, `notify_type_short_names`."""

_MESSAGE: Final = re.compile(r"(generating|parsed) \w+ (request|response) \d+ \[(.*)\]")
_NOTIFY: Final = re.compile(r"N\((\w+)\)")


def exchanges(counters: Mapping[str, Any], tally: Tally) -> None:
    """Set the rows of exchanges from the global part of `get-counters`; rows of zeros are left out."""
    for name, kind in EXCHANGES.items():
        row = Count(
            tx_request=number(counters, f"{name}-out-req"),
            tx_response=number(counters, f"{name}-out-resp"),
            rx_request=number(counters, f"{name}-in-req"),
            rx_response=number(counters, f"{name}-in-resp"),
        )
        if row != Count():
            tally.exchanges[kind] = row


def notifies(lines: Iterable[str], tally: Tally) -> None:
    """Count the notifies in new lines of the log, and note what they mean as errors."""
    for line in lines:
        found = _MESSAGE.search(line)
        if found is None:
            continue
        sent, request = found[1] == "generating", found[2] == "request"
        for short in _NOTIFY.findall(found[3]):
            name = NOTIFIES.get(short)
            if name is not None:
                _count(tally.notifies.setdefault(name, Count()), sent=sent, request=request)
                _note(tally, name, sent=sent, request=request)


def _count(row: Count, *, sent: bool, request: bool) -> None:
    field = f"{'tx' if sent else 'rx'}_{'request' if request else 'response'}"
    setattr(row, field, getattr(row, field) + 1)


def _note(tally: Tally, name: str, *, sent: bool, request: bool) -> None:
    if request:
        return
    for text in (RESPONDER_ERRORS if sent else INITIATOR_ERRORS).get(name, ()):
        tally.error(text)
