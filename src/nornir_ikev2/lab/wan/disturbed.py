"""The faults of a router that concern IKE packets and routing hellos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from nornir_ikev2.ike.index import IndexedConfig
from nornir_ikev2.ike.model import CryptoEntry, IkeConfig, Negotiation, Proposal
from nornir_ikev2.lab.faults import Faults
from nornir_ikev2.lab.wan.negotiation import standard


class Disturbed:
    """The rules of IKEv2 on a WAN whose routers have faults; implements `Negotiate`.

    Args:
        faults_of: the faults of a router by its name.
    """

    def __init__(self, faults_of: Callable[[str], Faults]) -> None:
        self._faults_of = faults_of

    def __call__(
        self,
        initiator: IndexedConfig,
        responder: IndexedConfig,
        entry: CryptoEntry,
        answer: CryptoEntry | None,
        now: datetime,
    ) -> Negotiation:
        """Negotiate; see `negotiation.Negotiate`."""
        first, second = self._faults_of(initiator.name), self._faults_of(responder.name)
        if first.get("ike-lost") or second.get("ike-lost"):
            return Negotiation(ok=False, detail="IKE packets are lost on the way")
        initiator, responder = _lacking(initiator, first), _lacking(responder, second)
        outcome = standard(initiator, responder, entry, answer, now)
        for faults, end in ((first, initiator), (second, responder)):
            if outcome.ok and (fault := faults.get("half-open")):
                faults.acted(fault)
                return replace(outcome, ok=False, half_open=end.name)
        return outcome

    def deaf(self, name: str) -> bool:
        """Whether a router hears and sends no routing hellos."""
        return self._faults_of(name).get("hellos-lost") is not None


def _lacking(config: IndexedConfig, faults: Faults) -> IndexedConfig:
    """A configuration as it is used by hardware that lacks an algorithm."""
    fault = faults.get("skip-algorithm")
    if fault is None:
        return config
    proposals = {
        name: _without(proposal, fault.values["name"])
        for name, proposal in config.config.proposals.items()
    }
    lacking: IkeConfig = replace(config.config, proposals=proposals)
    return IndexedConfig(lacking)


def _without(proposal: Proposal, name: str) -> Proposal:
    return replace(
        proposal,
        encryption=tuple(one for one in proposal.encryption if one != name),
        integrity=tuple(one for one in proposal.integrity if one != name),
    )
