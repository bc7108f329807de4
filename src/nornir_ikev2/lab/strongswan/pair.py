"""Two charons on one wire, without routers around them: what two configurations really negotiate.

    with Pair() as pair:
        outcome = pair.negotiate(hub, spoke)

Many negotiations a second; each begins with nothing from the one before.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Address
from types import TracebackType
from typing import Final, Self

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.ike.model import (
    CryptoEntry,
    IkeConfig,
    Reason,
    Selector,
    Suite,
)
from nornir_ikev2.lab.strongswan import accident, observed, reasons
from nornir_ikev2.lab.strongswan.charon import Charon, Refused
from nornir_ikev2.lab.strongswan.counterpart import answering, fitting
from nornir_ikev2.lab.strongswan.identities import of_router
from nornir_ikev2.lab.strongswan.load import Loader
from nornir_ikev2.lab.strongswan.namespace import Namespace
from nornir_ikev2.lab.strongswan.network import inside
from nornir_ikev2.lab.strongswan.observed import ObservedChild, ObservedIke
from nornir_ikev2.lab.strongswan.pki import LabPki
from nornir_ikev2.lab.strongswan.translate import Loading, Way, translate

WIRE: Final = "wire"
_SECONDS: Final = 10.0
_REKEY_SECONDS: Final = 5.0
_LOOK_SECONDS: Final = 0.005


@dataclass(frozen=True, slots=True)
class Outcome:
    """What two daemons made of two configurations.

    Attributes:
        ok: an IKE SA and a child SA are up at both ends.
        suite: of the IKE SA, also where the child was refused, as far as it was seen.
        child: the initiator's child SA; its selector as the initiator sees it.
        reason: why not, None when it can't be told; PFS_MISMATCH_AT_REKEY with ok True.
        detail: the line of a daemon's log, or our own words, that says so.
        sent: whether a packet left: an initiator may refuse by itself.
        initiator_log, responder_log: what the daemons said.
    """

    ok: bool
    suite: Suite | None = None
    child: ObservedChild | None = None
    reason: Reason | None = None
    detail: str = ""
    sent: bool = True
    initiator_log: tuple[str, ...] = ()
    responder_log: tuple[str, ...] = ()

    @property
    def invalid_ke(self) -> bool:
        """Whether the first Diffie-Hellman group was not the responder's (INVALID_KE_PAYLOAD)."""
        return any("INVAL_KE" in line for line in self.initiator_log)


class _End:
    """One namespace, its daemon, and what it has loaded."""

    def __init__(self, name: str, pki: LabPki) -> None:
        self.namespace = Namespace(name)
        try:
            self.charon = Charon(self.namespace)
        except BaseException:
            self.namespace.close()
            raise
        self.loader = Loader(self.charon, pki)
        self.loaded = Loading()
        self._addresses: tuple[str, ...] = ()
        self._routes: tuple[str, ...] = ()

    def place(self, config: IkeConfig, peers: Iterable[IPv4Address]) -> None:
        """Give the namespace the addresses that a configuration speaks of, and the way to its peers."""
        addresses = tuple(sorted({*_endpoints(config), *_insides(config)}))
        routes = tuple(sorted(str(peer) for peer in peers))
        if (addresses, routes) == (self._addresses, self._routes):
            return
        self._addresses, self._routes = addresses, routes
        lines = ["addr flush dev lo scope global", f"route flush dev {WIRE} scope link"]
        lines += [f"addr add {address} dev lo" for address in addresses]
        lines += [f"route add {peer}/32 dev {WIRE} scope link" for peer in routes]
        self.namespace.ip(lines, force=True)

    def forget(self) -> None:
        """End all SAs without a word and unload everything."""
        for sa in self.charon.sas():
            for values in sa.values():
                unique = int(values["uniqueid"])
                self.charon.request(
                    "terminate", {"ike-id": str(unique), "force": "yes", "timeout": "-1"}
                )
        self.loader.load(Loading())

    def close(self) -> None:
        self.charon.stop()
        self.namespace.close()


class Pair:
    """Two daemons for a `with` block; needs the rights that `requirements.missing` asks for."""

    def __init__(self) -> None:
        self._pki = LabPki()
        self._ends: list[_End] = []

    def __enter__(self) -> Self:
        try:
            for name in ("initiator", "responder"):
                self._ends.append(_End(name, self._pki))
        except BaseException:
            self.close()
            raise
        first, second = self._ends
        first.namespace.plug(WIRE, second.namespace, WIRE)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def namespaces(self) -> tuple[Namespace, Namespace]:
        """Where the initiator and the responder run, joined by the interface `WIRE`."""
        return self._ends[0].namespace, self._ends[1].namespace

    @property
    def charons(self) -> tuple[Charon, Charon]:
        """The daemons of initiator and responder."""
        return self._ends[0].charon, self._ends[1].charon

    def close(self) -> None:
        """End both daemons."""
        while self._ends:
            self._ends.pop().close()

    def negotiate(
        self,
        initiator: IkeConfig,
        responder: IkeConfig,
        entry: CryptoEntry | None = None,
        *,
        selector: Selector | None = None,
        rekey: bool = False,
    ) -> Outcome:
        """Load two configurations and let the first one start.

        Args:
            initiator: configuration of the router that starts.
            responder: of the other.
            entry: what it starts, its first complete entry towards the other by default.
            selector: of the entry, its first by default.
            rekey: also rekey the child afterwards, which shows a PFS mismatch.

        Raises:
            NornirIkev2Error: a daemon does not answer.
        """
        first, second = self._ends
        for end in self._ends:
            end.forget()
        one, other = self._load(initiator, responder)
        way = _chosen(one, entry, selector, responder)
        if way is None:
            return Outcome(ok=False, reason="INCOMPLETE", detail="nothing to start", sent=False)
        if way.reason is not None:
            return Outcome(ok=False, reason=way.reason, detail=way.detail, sent=False)
        name = fitting(one, way, other)
        sizes = first.charon.log_size(), second.charon.log_size()
        try:
            first.charon.initiate(name, way.child, seconds=_SECONDS)
            up = True
        except Refused:
            up = False
        outcome = self._judge(way, sizes, up=up)
        if not outcome.ok:
            return replace(outcome, reason=_reason(outcome.reason, one, other, name))
        if generous := accident.between(one, other, name):
            failed: Reason = "AUTHENTICATION_FAILED"
            return replace(outcome, ok=False, child=None, reason=failed, detail=generous)
        return self._rekeyed(way, outcome) if rekey else outcome

    def _load(self, initiator: IkeConfig, responder: IkeConfig) -> tuple[Loading, Loading]:
        found: list[Loading] = []
        for end, config, other in zip(
            self._ends, (initiator, responder), (responder, initiator), strict=True
        ):
            peers = {peer for one in config.entries for peer in one.peers}
            callers = {one.local_address for one in other.entries if one.local_address is not None}
            end.place(config, peers | callers)
            end.loaded = translate(config, known=of_router(other))
            end.loader.load(end.loaded)
            found.append(end.loaded)
        return found[0], found[1]

    def _judge(self, way: Way, sizes: tuple[int, int], *, up: bool) -> Outcome:
        logs = [
            tuple(end.charon.log_since(size)) for end, size in zip(self._ends, sizes, strict=True)
        ]
        sas = observed.read(self._ends[0].charon.sas())
        child = _child(sas, way.child)
        if up and child is not None:
            return Outcome(
                ok=True,
                suite=sas[-1].suite,
                child=child,
                initiator_log=logs[0],
                responder_log=logs[1],
            )
        failure = reasons.read(*logs)
        return Outcome(
            ok=False,
            suite=reasons.suite(logs[0]),
            reason=failure.reason if failure else None,
            detail=failure.line if failure else "",
            initiator_log=logs[0],
            responder_log=logs[1],
        )

    def _rekeyed(self, way: Way, outcome: Outcome) -> Outcome:
        """Rekey the child at the initiator and see whether a new one comes."""
        charon = self._ends[0].charon
        old = outcome.child.unique if outcome.child else 0
        size = charon.log_size()
        charon.request("rekey", {"child-id": str(old)})
        deadline = time.monotonic() + _REKEY_SECONDS
        while time.monotonic() < deadline:
            lines = charon.log_since(size)
            if refusal := reasons.rekey_refusal(lines):
                later: Reason = "PFS_MISMATCH_AT_REKEY"
                return replace(outcome, reason=later, detail=refusal)
            child = _child(observed.read(charon.sas()), way.child)
            if child is not None and child.unique != old:
                return replace(outcome, child=child)
            time.sleep(_LOOK_SECONDS)
        raise NornirIkev2Error("the rekey of a child SA did not end", cure=f"See {charon.log}.")


def _chosen(
    loading: Loading, entry: CryptoEntry | None, selector: Selector | None, responder: IkeConfig
) -> Way | None:
    held = {one.local_address for one in responder.entries} | set(responder.addresses)
    fitting = [
        way
        for way in loading.ways
        if (entry is None or way.entry.name == entry.name)
        and (selector is None or way.selector == selector)
    ]
    towards = [way for way in fitting if way.peer in held]
    return next(iter([*towards, *fitting]), None)


def _child(sas: Sequence[ObservedIke], name: str) -> ObservedChild | None:
    found = [child for sa in sas for child in sa.children if child.name == name]
    return found[-1] if found else None


def _reason(reason: Reason | None, one: Loading, other: Loading, name: str) -> Reason | None:
    """What the logs alone can't tell: the wire has one notify for all of IKE_AUTH."""
    mine = one.connections[name]
    answers = answering(mine, other)
    if reason == "TS_UNACCEPTABLE" and not any(way.peer == mine.local for way in other.ways):
        return "NO_PEER"
    if reason in {"NO_CERTIFICATE", "NO_KEY", "NO_PROFILE"} and answers:
        for provers, verifiers in (([mine], answers), (answers, [mine])):
            shown = {each.settings["local-1"]["auth"] for each in provers}
            if not shown & {each.settings["remote-1"]["auth"] for each in verifiers}:
                return "AUTHENTICATION_FAILED"
    return reason


def _endpoints(config: IkeConfig) -> set[str]:
    own = {one.local_address for one in config.entries if one.local_address is not None}
    return {f"{address}/32" for address in own}


def _insides(config: IkeConfig) -> set[str]:
    """An address inside each network that is protected: `kernel-libipsec` asks for one."""
    return {
        f"{inside(one.local)}/32"
        for entry in config.entries
        for one in entry.selectors
        if one.local.prefixlen
    }
