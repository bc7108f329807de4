"""What one message of IKEv2 is for, in a few words (RFC 7296 sections 1.2 to 1.4)."""

from __future__ import annotations

from nornir_ikev2.lab.capture.conversation import Step
from nornir_ikev2.lab.capture.payloads import Payload


def meaning(step: Step) -> str:
    """A caption; "" where title and payloads say it all, or where there is no key to tell."""
    error = next((payload for payload in step.payloads if payload.error), None)
    if error is not None:
        return _trouble(step, error)
    if step.encrypted and step.inside is None:
        return ""
    if step.exchange == "CREATE_CHILD_SA" and not step.response:
        return _create(step)
    if step.exchange == "INFORMATIONAL":
        return _informational(step)
    return ""


def _trouble(step: Step, error: Payload) -> str:
    name = error.detail.partition(" ")[0]
    if name == "INVALID_KE_PAYLOAD":
        return f"try again with group {error.detail.rpartition(' ')[2]}"
    if step.exchange == "IKE_AUTH" and name in {"NO_PROPOSAL_CHOSEN", "TS_UNACCEPTABLE"}:
        return "the child SA is refused"
    return "refused" if step.response else "the sender gives up"


def _create(step: Step) -> str:
    if any(payload.detail.startswith("REKEY_SA") for payload in step.payloads):
        return "rekey of the child SA"
    if any(payload.kind == "TSi" for payload in step.payloads):
        return "one more child SA"
    return "rekey of the IKE SA"


def _informational(step: Step) -> str:
    deletes = [payload for payload in step.payloads if payload.kind == "D"]
    if deletes:
        return "delete the IKE SA" if deletes[0].detail == "IKE SA" else "delete the child SA"
    if step.payloads:
        return ""
    return "acknowledged" if step.response else "are you there? (DPD)"
