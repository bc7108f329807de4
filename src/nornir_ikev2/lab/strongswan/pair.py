"""Two charons on one wire, without routers around them: what two configurations really negotiate.

    with Pair() as pair:
        outcome = pair.negotiate(hub, spoke)

Many negotiations a second; each begins with nothing from the one before.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from nornir_ikev2.lab.strongswan import observed, reasons
from nornir_ikev2.lab.strongswan.charon import Charon, Refused
from nornir_ikev2.lab.strongswan.counterpart import answering, fitting
from nornir_ikev2.lab.strongswan.esp import Esp, carrier
from nornir_ikev2.lab.strongswan.identities import of_router
from nornir_ikev2.lab.strongswan.layout import inside
from nornir_ikev2.lab.strongswan.load import Loader
from nornir_ikev2.lab.strongswan.namespace import Namespace
from nornir_ikev2.lab.strongswan.observed import ObservedChild, ObservedIke
from nornir_ikev2.lab.strongswan.pki import LabPki
from nornir_ikev2.lab.strongswan.reasons import Failure
from nornir_ikev2.lab.strongswan.translate import Connection, Loading, Way, translate
from nornir_ikev2.lab.strongswan.verdict import verdict
from nornir_ikev2.lab.strongswan.vici_text import text

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
        failure: what a log says of why not.
        initiator_log, responder_log: what the daemons said.
    """

    ok: bool
    suite: Suite | None = None
    child: ObservedChild | None = None
    reason: Reason | None = None
    detail: str = ""
    sent: bool = True
    failure: Failure | None = None
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

    def place(self, config: IkeConfig, other: IkeConfig) -> None:
        """Give the namespace the addresses that a configuration speaks of, and the way to its peers."""
        addresses = tuple(sorted({*_endpoints(config), *_insides(config, other)}))
        callers = {one.local_address for one in other.entries if one.local_address is not None}
        peers = {peer for one in config.entries for peer in one.peers} | callers
        routes = tuple(sorted(map(str, peers)))
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
                wanted = {"ike-id": text(values, "uniqueid"), "force": "yes", "timeout": "-1"}
                try:
                    self.charon.request("terminate", wanted)
                except NornirIkev2Error:
                    continue  # it ended by itself just now
        self.loader.load(Loading())

    def close(self) -> None:
        self.charon.stop()
        self.namespace.close()


class Pair:
    """Two daemons for a `with` block; needs the rights that `requirements.missing` asks for."""

    def __init__(self) -> None:
        self._pki = LabPki()
        self._ends: list[_End] = []
        self._up: tuple[Way, str] | None = None

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
        one, other = self.load(initiator, responder)
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
            return self._understood(outcome, one.connections[name], other)
        self._up = way, name
        return self._rekeyed(way, outcome) if rekey else outcome

    @staticmethod
    def _understood(outcome: Outcome, mine: Connection, other: Loading) -> Outcome:
        awaited = any(way.peer == mine.local for way in other.ways)
        found = verdict(outcome.failure, mine, answering(mine, other), awaited=awaited)
        return replace(outcome, reason=found)

    def further(self, selector: Selector) -> Outcome:
        """Start one more child of the entry that is up, in the same IKE SA (CREATE_CHILD_SA).

        Raises:
            NornirIkev2Error: `negotiate` was not called before, or a daemon does not answer.
        """
        if self._up is None:
            raise NornirIkev2Error("no tunnel is up between the two daemons")
        first, name = self._up
        way = self._ends[0].loaded.way(first.entry.name, selector, first.peer)
        if way is None:
            raise NornirIkev2Error(f"{first.entry.name} protects no {selector}")
        sizes = self._ends[0].charon.log_size(), self._ends[1].charon.log_size()
        try:
            self._ends[0].charon.initiate(name, way.child, seconds=_SECONDS)
        except Refused:
            return self._judge(way, sizes, up=False)
        return self._judge(way, sizes, up=True)

    def load(self, initiator: IkeConfig, responder: IkeConfig) -> tuple[Loading, Loading]:
        """Tell both daemons what their configurations say; nothing is started."""
        found: list[Loading] = []
        for end, config, other in zip(
            self._ends, (initiator, responder), (responder, initiator), strict=True
        ):
            end.place(config, other)
            transport = carrier() is Esp.KERNEL
            end.loaded = translate(config, known=of_router(other), transport=transport)
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
            failure=failure,
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


def _endpoints(config: IkeConfig) -> set[str]:
    own = {one.local_address for one in config.entries if one.local_address is not None}
    return {f"{address}/32" for address in own}


def _insides(config: IkeConfig, other: IkeConfig) -> set[str]:
    """An address inside each network that may be protected: `kernel-libipsec` asks for one.

    What is negotiated may be smaller than what is configured here, where the other end protects less.
    """
    own = {one.local for entry in config.entries for one in entry.selectors}
    theirs = {one.remote for entry in other.entries for one in entry.selectors}
    common = {small for small in theirs for wide in own if small.subnet_of(wide)}
    return {f"{inside(network)}/32" for network in own | common if network.prefixlen}
